"""OneRoster 1.2.1 CSV: its files, their columns in the order that the binding gives, and the rule of each.

Data, not code: what is read here is what `docs/oneroster.md` lists and the reader checks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What may stand in a cell."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    MOMENT = "moment"
    YEAR = "year"
    WHOLE_NUMBER = "whole number"
    NUMBER = "number"
    TRUTH = "truth"
    USER_IDS = "user ids"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    many: bool = False
    """A list, its items parted by commas."""
    words: tuple[str, ...] = ()
    """The words that may stand there; any, if there are none."""
    extensible: bool = True
    """Whether a word of one's own may stand there too, as ext:word."""
    refers: str | None = None
    """The file in which the identifier stands."""


def _text(name: str, *, required: bool = False, many: bool = False) -> Column:
    return Column(name, required=required, many=many)


def _word(
    name: str, *words: str, required: bool = True, extensible: bool = True, many: bool = False
) -> Column:
    return Column(name, required=required, words=words, extensible=extensible, many=many)


def _of(name: str, refers: str, *, required: bool = True, many: bool = False) -> Column:
    return Column(name, Kind.IDENTIFIER, required, many, refers=refers)


def _date(name: str, *, required: bool = False) -> Column:
    return Column(name, Kind.DATE, required)


def _number(name: str) -> Column:
    return Column(name, Kind.NUMBER)


def _truth(name: str, *, required: bool = False) -> Column:
    return Column(name, Kind.TRUTH, required)


_LIFE = (
    Column("status", words=("active", "tobedeleted"), extensible=False),
    Column("dateLastModified", Kind.MOMENT),
)
_SUBJECTS = (_text("subjects", many=True), _text("subjectCodes", many=True))
_OBJECTIVE = (
    _word("source", "case", "unknown"),
    _text("learningObjectiveId", required=True),
)


@dataclass(frozen=True, slots=True)
class Table:
    own: tuple[Column, ...]
    is_of: str | None = None
    """The file whose identifiers its own are."""
    columns: tuple[Column, ...] = field(init=False)
    """In the binding's order."""

    def __post_init__(self) -> None:
        first = Column("sourcedId", Kind.IDENTIFIER, required=True, refers=self.is_of)
        object.__setattr__(self, "columns", (first, *_LIFE, *self.own))

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.columns]


def _table(*own: Column, is_of: str | None = None) -> Table:
    return Table(own, is_of)


ORG_TYPES = ("department", "school", "district", "local", "state", "national")
ROLES = (
    "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor", "relative",
    "siteAdministrator", "student", "systemAdministrator", "teacher",
)  # fmt: skip
RESOURCE_ROLES = ("administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher")
SCORE_STATES = ("exempt", "fully graded", "not submitted", "partially graded", "submitted")

TABLES: Mapping[str, Table] = {
    "academicSessions": _table(
        _text("title", required=True),
        _word("type", "gradingPeriod", "semester", "schoolYear", "term"),
        _date("startDate", required=True),
        _date("endDate", required=True),
        _of("parentSourcedId", "academicSessions", required=False),
        Column("schoolYear", Kind.YEAR, required=True),
    ),
    "categories": _table(_text("title", required=True), Column("weight", Kind.WHOLE_NUMBER)),
    "classes": _table(
        _text("title", required=True),
        _text("grades", many=True),
        _of("courseSourcedId", "courses"),
        _text("classCode"),
        _word("classType", "homeroom", "scheduled"),
        _text("location"),
        _of("schoolSourcedId", "orgs"),
        _of("termSourcedIds", "academicSessions", many=True),
        *_SUBJECTS,
        _text("periods", many=True),
    ),
    "classResources": _table(
        _text("title"), _of("classSourcedId", "classes"), _of("resourceSourcedId", "resources")
    ),
    "courses": _table(
        _of("schoolYearSourcedId", "academicSessions", required=False),
        _text("title", required=True),
        _text("courseCode"),
        _text("grades", many=True),
        _of("orgSourcedId", "orgs"),
        *_SUBJECTS,
    ),
    "courseResources": _table(
        _text("title"), _of("courseSourcedId", "courses"), _of("resourceSourcedId", "resources")
    ),
    "demographics": _table(
        _date("birthDate"),
        _word("sex", "male", "female", "unspecified", "other", required=False),
        _truth("americanIndianOrAlaskaNative"),
        _truth("asian"),
        _truth("blackOrAfricanAmerican"),
        _truth("nativeHawaiianOrOtherPacificIslander"),
        _truth("white"),
        _truth("demographicRaceTwoOrMoreRaces"),
        _truth("hispanicOrLatinoEthnicity"),
        _text("countryOfBirthCode"),
        _text("stateOfBirthAbbreviation"),
        _text("cityOfBirth"),
        _text("publicSchoolResidenceStatus"),
        is_of="users",
    ),
    "enrollments": _table(
        _of("classSourcedId", "classes"),
        _of("schoolSourcedId", "orgs"),
        _of("userSourcedId", "users"),
        _word("role", "administrator", "proctor", "student", "teacher"),
        _truth("primary"),
        _date("beginDate"),
        _date("endDate"),
    ),
    "lineItemLearningObjectiveIds": _table(_of("lineItemSourcedId", "lineItems"), *_OBJECTIVE),
    "lineItems": _table(
        _text("title", required=True),
        _text("description"),
        _date("assignDate", required=True),
        _date("dueDate", required=True),
        _of("classSourcedId", "classes"),
        _of("categorySourcedId", "categories"),
        _of("academicSessionSourcedId", "academicSessions"),
        _number("resultValueMin"),
        _number("resultValueMax"),
        _of("schoolSourcedId", "orgs"),
    ),
    "lineItemScoreScales": _table(
        _text("title"), _of("lineItemSourcedId", "lineItems"), _of("scoreScaleSourcedId", "scoreScales")
    ),
    "orgs": _table(
        _text("name", required=True),
        _word("type", *ORG_TYPES),
        _text("identifier"),
        _of("parentSourcedId", "orgs", required=False),
    ),
    "resources": _table(
        _text("vendorResourceId", required=True),
        _text("title"),
        _word("roles", *RESOURCE_ROLES, required=False, many=True),
        _word("importance", "primary", "secondary", required=False, extensible=False),
        _text("vendorId"),
        _text("applicationId"),
    ),
    "resultLearningObjectiveIds": _table(
        _of("resultSourcedId", "results"), *_OBJECTIVE, _number("score"), _text("textScore")
    ),
    "results": _table(
        _of("lineItemSourcedId", "lineItems"),
        _of("studentSourcedId", "users"),
        _word("scoreStatus", *SCORE_STATES),
        _number("score"),
        _date("scoreDate", required=True),
        _text("comment"),
        _text("textScore"),
        _of("classSourcedId", "classes", required=False),
        _truth("inProgress"),
        _truth("incomplete"),
        _truth("late"),
        _truth("missing"),
    ),
    "resultScoreScales": _table(
        _text("title"), _of("resultSourcedId", "results"), _of("scoreScaleSourcedId", "scoreScales")
    ),
    "roles": _table(
        _of("userSourcedId", "users"),
        _word("roleType", "primary", "secondary", extensible=False),
        _word("role", *ROLES),
        _date("beginDate"),
        _date("endDate"),
        _of("orgSourcedId", "orgs"),
        _of("userProfileSourcedId", "userProfiles", required=False),
    ),
    "scoreScales": _table(
        _text("title", required=True),
        _text("type", required=True),
        _of("orgSourcedId", "orgs"),
        _of("courseSourcedId", "courses"),
        _of("classSourcedId", "classes"),
        Column("scoreScaleValue", Kind.PAIRS, required=True, many=True),
    ),
    "userProfiles": _table(
        _of("userSourcedId", "users"),
        _text("profileType", required=True),
        _text("vendorId", required=True),
        _text("applicationId"),
        _text("description"),
        _text("credentialType", required=True),
        _text("username", required=True),
        _text("password"),
    ),
    "userResources": _table(
        _of("userSourcedId", "users"),
        _of("orgSourcedId", "orgs", required=False),
        _of("classSourcedId", "classes", required=False),
        _of("resourceSourcedId", "resources"),
    ),
    "users": _table(
        _truth("enabledUser", required=True),
        _text("username", required=True),
        Column("userIds", Kind.USER_IDS, many=True),
        _text("givenName", required=True),
        _text("familyName", required=True),
        _text("middleName"),
        _text("identifier"),
        _text("email"),
        _text("sms"),
        _text("phone"),
        _of("agentSourcedIds", "users", required=False, many=True),
        _text("grades", many=True),
        _text("password"),
        _text("userMasterIdentifier"),
        _text("preferredGivenName"),
        _text("preferredMiddleName"),
        _text("preferredFamilyName"),
        _of("primaryOrgSourcedId", "orgs", required=False),
        _text("pronouns"),
    ),
}
"""By the name in the manifest, in its order."""

TAKEN_OUT = _of("resourceSourcedIds", "resources", required=False, many=True)
"""A column that users.csv had in 1.2.0, after `userMasterIdentifier`: checked with it, and left aside."""

SPANS = {"academicSessions": ("startDate", "endDate"), "enrollments": ("beginDate", "endDate"),
         "roles": ("beginDate", "endDate")}  # fmt: skip
"""Days of which the second must not lie before the first: something holds from the one up to the other."""

TYPES_OF = {
    ("classes", "schoolSourcedId"): "school",
    ("enrollments", "schoolSourcedId"): "school",
    ("lineItems", "schoolSourcedId"): "school",
    ("courses", "schoolYearSourcedId"): "schoolYear",
}
"""What `type` must be where a column refers to; a word of one's own (ext:) will do as well."""

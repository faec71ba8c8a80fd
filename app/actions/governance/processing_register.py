"""The processing register: what is done with whose data, for the record that the law asks for (Article 30).

It is made from the profile and the schema: one entry for each kind of data, and each table belongs to a kind.
"""

from collections.abc import Collection
from dataclasses import dataclass

from app.access.roles import RoleRule
from app.access.vocabulary import Duty, Reach, Role, SectionName
from app.actions.exchange.exports import exported_to
from app.actions.governance.retention import keeps_until
from app.consent.gate import LegalBasis
from app.profiles.model import Profile
from app.profiles.rights import Responsibility
from app.retention.rules import Action, Category
from app.rights.page import in_words
from app.store.governance.retention_tables import TABLES
from app.wire.export_datasets import DatasetName

TITLES = {
    Category.IDENTITY: "Who students are, and what they study",
    Category.CONTACT: "How students are reached",
    Category.ACTIVITY: "Engagement: activity, scores and changes noticed",
    Category.WAITING: "Activity that waits for a student whom nobody has registered yet",
    Category.ATTENDANCE: "Attendance",
    Category.GRADES: "Marks and modules",
    Category.SUPPORT: "Meetings, notes, objectives and offers of support",
    Category.COHORTS: "Saved cohorts of staff: who is in one, who joined and left",
    Category.CASES: "Cases in which a student was looked for",
    Category.EXPECTATIONS: "Expectations: what staff had seen of one, and what they did",
    Category.STATISTICS: "What is kept for figures about groups alone: age, ethnicity and the like",
    Category.VISA: "Attendance of sponsored students",
    Category.CONSENT: "Decisions on consent",
    Category.REQUESTS: "Requests, copies and corrections",
    Category.LOOKS: "Who looked at a student",
    Category.CHANGES: "What was changed in the service",
    Category.STAFF: "What staff may see",
}
RUNNING = "Running the service, and answering for it"
"""The purpose of what serves none of the profile's."""
SECURITY = (
    "A request sees what its own login and roles open, and the database itself holds to it, row by row.",
    "Whoever looks at a student says why. The look is on record, and the student reads it.",
    "Logins are the institution's own; the service keeps no passwords.",
    "Changes are on record: who made them, when, and what was there before.",
    "Figures about groups are rounded, and small ones are left out.",
    "What is due is deleted by rule, and the counts are signed.",
    "Notes and answers of staff are read by those in charge of the student, and by the student.",
)
"""What the service does by itself."""
_SECTIONS = {
    Category.CONTACT: {SectionName.SUPPORT},
    Category.ACTIVITY: {SectionName.ENGAGEMENT, SectionName.SIGNALS},
    Category.ATTENDANCE: {SectionName.ATTENDANCE},
    Category.GRADES: {SectionName.GRADES},
    Category.SUPPORT: {SectionName.MEETINGS, SectionName.SUPPORT, SectionName.EMPLOYABILITY},
    Category.CASES: {SectionName.SUPPORT},
    Category.VISA: {SectionName.VISA},
}
_DATASETS = {
    Category.IDENTITY: {DatasetName.STUDENTS},
    Category.ACTIVITY: {DatasetName.SCORES, DatasetName.ACTIVITY},
    Category.ATTENDANCE: {DatasetName.ATTENDANCE},
    Category.GRADES: {DatasetName.MARKS},
}
_DUTIES = {
    Category.REQUESTS: {Duty.ANSWER_REQUESTS},
    Category.CHANGES: {Duty.ADMINISTER},
    Category.STAFF: {Duty.ADMINISTER, Duty.DECIDE_GRANTS},
}
_OF_THE_INSTITUTION = {
    Category.IDENTITY, Category.CONTACT, Category.GRADES, Category.ATTENDANCE, Category.STATISTICS,
}  # fmt: skip
_THEMSELVES = "The student"
_NOBODYS = {Category.CHANGES, Category.STAFF, Category.WAITING}
"""No copy of somebody's data holds them."""


@dataclass(frozen=True, slots=True)
class Processing:
    """An entry of the register."""

    category: Category
    activity: str
    purpose: str
    basis: LegalBasis
    reason: str
    individuals: list[str]
    data: list[str]
    sources: list[str]
    recipients: list[str]
    kept: str
    action: Action
    owner: str
    contact: str


def register_of(profile: Profile, held: Collection[str] | None = None) -> list[Processing]:
    """Every kind of data, in order. Raises LookupError where nobody is responsible for one.

    `held`: the sources of which there may be data; None: those that are collected.
    """
    held = profile.accepted if held is None else held
    return [_processing(profile, each, held) for each in Category]


def _processing(profile: Profile, category: Category, held: Collection[str]) -> Processing:
    entry = profile.retention[category]
    purpose = profile.purposes.get(entry.purpose or "")
    basis = purpose.basis if purpose else entry.basis
    if basis is None:
        raise LookupError(f"{category} has no basis")
    owner = _owner(profile, entry.purpose)
    return Processing(
        category,
        TITLES[category],
        purpose.title if purpose else RUNNING,
        basis,
        purpose.reason if purpose else "",
        ["Staff"] if category is Category.STAFF else ["Students"],
        [in_words(each) for each in TABLES[category]],
        _sources(profile, category, held),
        recipients(profile, category),
        keeps_until(entry.rule),
        entry.action,
        owner.responsible,
        owner.contact,
    )


def _owner(profile: Profile, purpose: str | None) -> Responsibility:
    if purpose is None:
        named = [
            each for each in profile.responsibilities if each.activity == profile.processing_register.owner
        ]
    else:
        named = [
            each for each in profile.responsibilities if each.purposes == "all" or purpose in each.purposes
        ]
    if not named:
        raise LookupError(f"nobody is responsible for {purpose or 'running the service'}")
    return named[0]


def _sources(profile: Profile, category: Category, held: Collection[str]) -> list[str]:
    if category in {Category.ACTIVITY, Category.WAITING}:
        return [
            f"{each.data_from} (a pilot, which counts nowhere)" if each.pilot else each.data_from
            for name, each in profile.sources.items()
            if name in held
        ]
    if category in _OF_THE_INSTITUTION:
        return ["The institution's student records and registers"]
    return ["The service itself: students, staff, and what they do in it"]


def recipients(profile: Profile, category: Category) -> list[str]:
    """Who receives it: roles and groups, never names of people."""
    sections, duties = _SECTIONS.get(category, set()), _DUTIES.get(category, set())
    found = [
        rule.title
        for name, rule in profile.role_rules.items()
        if rule.reach is not Reach.SELF
        and (
            rule.sections & sections & profile.sections
            or rule.duties & duties
            or _sees_who(rule, category)
            or name in _prompted(profile, category)
        )
    ]
    own = [] if category in _NOBODYS else [_THEMSELVES]
    taken = exported_to(profile, _DATASETS.get(category, ()))
    return [*own, *dict.fromkeys(found), *taken, *profile.processing_register.processors]


def _sees_who(rule: RoleRule, category: Category) -> bool:
    return category in {Category.IDENTITY, Category.COHORTS} and rule.reach is not Reach.NONE


def _prompted(profile: Profile, category: Category) -> frozenset[Role]:
    if category is not Category.EXPECTATIONS or profile.prediction is None:
        return frozenset()
    return profile.prediction.prompted

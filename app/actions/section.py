"""Sections: the parts of a student's record, each declared once, and what may be shown of one now.

A section says which queries it reads and how its facts are made of their rows. Its own route and the
dashboard use the same declaration. A section that the asker's role does not open is not read. Rows of one
that consent withholds travel with the decisions in one statement; nothing is computed from them, nothing of
them is shown, and no look at them is recorded.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Generic, NoReturn, TypeVar

from app.access.roles import Opened
from app.access.vocabulary import Audited, Reach, SectionName
from app.actions.coverage import out_of_scope
from app.consent.ledger import ConsentDecision
from app.consent.usable_days import DAY, EVERY_DAY, UsableDays, usable_days
from app.db.query import Query, Reads
from app.errors import (
    ConsentRequired,
    MarksHidden,
    NotCollected,
    ProcessingRestricted,
    SectionRestricted,
)
from app.ids import ModuleRunId, StudentId
from app.profiles.model import Profile
from app.scoring.spells import Registered
from app.store.governance import consent, restrictions
from app.store.governance.erasure_parts import erased_until
from app.store.governance.restrictions import EVERY_PURPOSE
from app.store.people import registrations, students
from app.store.record.exam_periods import Hiding, hiding
from app.store.snapshot import InstitutionSnapshot

Facts = TypeVar("Facts", covariant=True)  # noqa: PLC0105 (a section of one kind of facts is a section of any)


class SectionState(StrEnum):
    """Where a part of a student's record stands for whoever asks."""

    SHOWN = "shown"
    """It is shown."""
    WITHHELD = "withheld"
    """The student has not consented."""
    HIDDEN = "hidden"
    """Nobody may see it now: an exam period."""
    NOT_COLLECTED = "not_collected"
    """The institution has no such source."""
    UNAVAILABLE = "unavailable"
    """A source that it needs was down, or has not delivered, on every day asked for."""
    RESTRICTED = "restricted"
    """The asker's role does not open it, or the student has the right that it is stored only."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What decides which of a student's data may be used."""

    registered: Sequence[Registered]
    """At levels that the service covers, ascending."""
    decisions: Sequence[ConsentDecision]
    """In order of entry."""
    today: date
    """The day on which it is asked: a decision counts from the first day of the year that it is about."""
    restricted: Mapping[str, datetime] = field(default_factory=dict)
    """By purpose, or empty for every one: since when the data are stored, and not used any more."""
    erased_before: Mapping[str, date] = field(default_factory=dict)
    """By kind of data, or empty for every kind: days before which they were erased."""

    def erased_until(self, section: SectionName) -> date | None:
        """The first day of which the section's data are used again after an erasure; None: there was none."""
        return erased_until(self.erased_before, section)

    def restricted_since(self, profile: Profile, section: SectionName) -> date | None:
        """The first day on which the section's data are stored only; None where they are used."""
        named = {EVERY_PURPOSE, profile.purpose_of(section)}
        found = [since for purpose, since in self.restricted.items() if purpose in named]
        return profile.day(min(found)) if found else None


@dataclass(frozen=True, slots=True)
class SectionRequest:
    """Of whom and of which days a section is asked for."""

    institution: InstitutionSnapshot
    now: datetime
    student_id: StudentId
    subject: Subject
    """The student's registrations and decisions."""
    first: date
    last: date
    module_run_id: ModuleRunId | None = None
    taught_only: bool = False
    """Whether the asker only teaches that module: what does not belong to it stays out."""

    @property
    def today(self) -> date:
        return self.institution.profile.day(self.now)

    def usable_days(self, section: SectionName) -> UsableDays:
        """The days of which consent lets the section's data be shown."""
        return usable_days_of(self.institution.profile, self.subject, section)

    def withheld_years(self, section: SectionName) -> list[int]:
        """The academic years, ascending, of which consent withholds the section's data of registered days."""
        profile = self.institution.profile
        usable = consented_days_of(profile, self.subject, section)
        years = {
            year
            for each in self.subject.registered
            for year in range(
                profile.academic_year(each.starts_on),
                profile.academic_year(min((each.ends_before or date.max) - DAY, self.today)) + 1,
            )
        }
        return [
            year
            for year in sorted(years)
            if not usable.touches(profile.first_day(year), profile.last_day(year))
        ]


Rows = Mapping[str, list[Any]]
"""What the section's queries brought, by their names."""


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """Where a section stands for a student and an asker now."""

    section: SectionName
    state: SectionState
    purpose: str | None = None
    """Withheld: the purpose to consent to."""
    hiding: Hiding | None = None
    """Hidden: by which exam periods, and until when."""
    unavailable_since: date | None = None
    """Unavailable: the first day asked for of which there is nothing."""
    restricted_since: date | None = None
    """Restricted by the student's right, not by the asker's role: the day on which that began."""


@dataclass(frozen=True, slots=True)
class Section(Generic[Facts]):
    """A part of the record."""

    name: SectionName
    audited: tuple[Audited, ...]
    """What an access record says of a look at it."""
    reads: Reads
    build: Callable[[SectionRequest, Rows], Facts]
    """The section's facts, of the rows."""
    parameters: Callable[[SectionRequest], Mapping[str, Any]] = field(default=lambda _: {})
    """The parameters of its queries; a name means the same in every section."""
    unavailable_since: Callable[[Any], date | None] = field(default=lambda _: None)
    """Of its facts: the first day of which there is nothing, where sources left nothing of all days."""
    of_all_time: bool = False
    """Whether it is about every day of the student's registrations, not only about those asked for."""


STANDING_READS: dict[str, Query[Any]] = {
    "registrations": registrations.COVERED,
    "decisions": consent.DECISIONS,
    "restrictions": restrictions.OPEN,
    "erased_before": students.ERASED_BEFORE,
}
"""What every section's state depends on."""


def standing_parameters(profile: Profile, students: Collection[StudentId]) -> dict[str, Any]:
    """The parameters of `STANDING_READS`."""
    return {"students": list(students), "levels": profile.covered_levels}


def subject_of(rows: Rows, today: date) -> Subject:
    """One student's registrations and decisions."""
    return Subject(
        [each.registered for each in rows["registrations"]],
        [each.decision for each in rows["decisions"]],
        today,
        {each.purpose: each.restricted_at for each in rows["restrictions"]},
        next((by_category for _, by_category in rows["erased_before"]), {}),
    )


LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


def subjects_of(rows: Rows, listed: Sequence[StudentId], today: date) -> list[Subject]:
    """The same of each of the students, in their order."""
    registered = registrations.by_student(rows["registrations"])
    decisions = consent.by_student(rows["decisions"])
    restricted: dict[StudentId, dict[str, datetime]] = {}
    for each in rows["restrictions"]:
        # Whoever reads several students is never one of them: for them, nothing is left.
        restricted.setdefault(each.student_id, {})[each.purpose] = LONG_AGO
    erased_before = dict(rows["erased_before"])
    return [
        Subject(
            registered[each],
            decisions[each],
            today,
            restricted.get(each, {}),
            erased_before.get(each, {}),
        )
        for each in listed
    ]


def check_covered(profile: Profile, subject: Subject) -> None:
    """Raises OutOfScope for a student who was never registered at a level that the service covers."""
    if not subject.registered:
        raise out_of_scope(profile)


def check_collected(profile: Profile, section: SectionName) -> None:
    """Raises NotCollected for a section that the institution does not have."""
    if section not in profile.sections:
        raise not_collected(section)


def not_used(section: SectionName) -> ProcessingRestricted:
    return ProcessingRestricted(
        f"until the restriction is lifted, the student's data of {section} are stored, and not used"
    )


def not_collected(section: SectionName) -> NotCollected:
    return NotCollected(f"this institution has no source of {section}")


def status_of(section: Section[object], request: SectionRequest, opened: Opened) -> SectionStatus:
    """What may be shown of the section to somebody to whom so much of the student is open."""
    name, profile = section.name, request.institution.profile
    if not is_open_to(opened, name, request.module_run_id):
        return SectionStatus(name, SectionState.RESTRICTED)
    since = request.subject.restricted_since(profile, name)
    if since is not None and not _is_own(profile, opened):
        return SectionStatus(name, SectionState.RESTRICTED, restricted_since=since)
    if name not in profile.sections:
        return SectionStatus(name, SectionState.NOT_COLLECTED)
    rule = profile.consent_for(name)
    if rule is not None and _is_withheld(section, request):
        return SectionStatus(name, SectionState.WITHHELD, purpose=rule.purpose)
    hidden = hiding(request.institution.exam_periods, request.today)
    if name is SectionName.GRADES and hidden is not None:
        return SectionStatus(name, SectionState.HIDDEN, hiding=hidden)
    return SectionStatus(name, SectionState.SHOWN)


def usable_days_of(profile: Profile, subject: Subject, section: SectionName) -> UsableDays:
    """The days of which consent and the student's rights let the section's data be computed with and shown.

    What is about a day goes by the consent for that day, whenever it is asked for and by whatever route.
    """
    usable = consented_days_of(profile, subject, section)
    since, until = subject.restricted_since(profile, section), subject.erased_until(section)
    usable = usable if until is None else usable.onward(until)
    return usable if since is None else usable.before(since)


def consented_days_of(profile: Profile, subject: Subject, section: SectionName) -> UsableDays:
    """The same, as consent alone has it: of restricted data nothing is deleted."""
    rule = profile.consent_for(section)
    if rule is None:
        return EVERY_DAY
    return usable_days(subject.decisions, rule, profile.academic_year(subject.today))


def _is_own(profile: Profile, opened: Opened) -> bool:
    """Whether it is the student who asks."""
    return any(profile.role_rules[each].reach is Reach.SELF for each in opened.roles)


def _is_withheld(section: Section[object], request: SectionRequest) -> bool:
    """Whether consent withholds every registered day that the section is asked about."""
    registered = request.subject.registered
    usable = consented_days_of(request.institution.profile, request.subject, section.name)
    first = registered[0].starts_on if section.of_all_time else request.first
    asked = [
        (max(each.starts_on, first), min(each.ends_before or date.max, request.last + DAY) - DAY)
        for each in registered
    ]
    some = [(begin, end) for begin, end in asked if begin <= end]
    return not any(usable.touches(*each) for each in some) and (bool(some) or section.of_all_time)


def is_open_to(opened: Opened, name: SectionName, module_run_id: ModuleRunId | None) -> bool:
    """Whether the asker's roles open the section at all, as a whole or of that module run."""
    return name in opened.sections or (name in opened.of_modules and module_run_id is not None)


def refuse(status: SectionStatus, opened: Opened) -> NoReturn:
    """Raises the section's own problem."""
    name = status.section
    if status.restricted_since is not None:
        raise not_used(name)
    if status.state is SectionState.RESTRICTED:
        if name in opened.of_modules:
            raise SectionRestricted(f"your role opens {name} of the modules that you teach: name one of them")
        raise SectionRestricted(f"your role does not open {name}")
    if status.state is SectionState.WITHHELD:
        raise ConsentRequired(f"{name} is withheld: the student has not consented", purpose=status.purpose)
    if status.hiding is not None:
        raise marks_hidden(status.hiding)
    raise not_collected(name)


def marks_hidden(by: Hiding) -> MarksHidden:
    titles = ", ".join(by.titles)
    return MarksHidden(
        f"{titles}: marks are shown again on {by.until}", until=str(by.until), exam_periods=list(by.titles)
    )


def audited_in(sections: Sequence[Section[object]]) -> list[Audited]:
    """What an access record says of a look at these sections."""
    return [each for section in sections for each in section.audited]

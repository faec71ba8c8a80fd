"""Sections: the parts of a student's record, each declared once, and what may be shown of one now.

A section says which queries it reads and how its facts are made of their rows. Its own route and the
dashboard use the same declaration. A section that the asker's role does not open is not read. Rows of one
that consent withholds travel with the decisions in one statement; nothing is computed from them, nothing of
them is shown, and no look at them is recorded.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, NoReturn, TypeVar

from app.access.roles import Opened
from app.access.vocabulary import Audited, SectionName
from app.consent.gate import is_open
from app.consent.ledger import ConsentDecision, consent_state
from app.db.query import Query, Reads
from app.errors import ConsentRequired, MarksHidden, NotCollected, OutOfScope, SectionRestricted
from app.ids import ModuleRunId, StudentId
from app.profiles.model import Profile
from app.scoring.spells import Registered
from app.store.governance import consent
from app.store.people import registrations
from app.store.record.exam_periods import hidden_until
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
    """The source is down."""
    RESTRICTED = "restricted"
    """The asker's role does not open it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What decides which of a student's data may be used."""

    registered: Sequence[Registered]
    """At levels that the service covers, ascending."""
    decisions: Sequence[ConsentDecision]


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


Rows = Mapping[str, list[Any]]
"""What the section's queries brought, by their names."""


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """Where a section stands for a student and an asker now."""

    section: SectionName
    state: SectionState
    purpose: str | None = None
    """Withheld: the purpose to consent to."""
    until: date | None = None
    """Hidden: the first day on which it is shown again."""


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
    withheld_by_day: Callable[[SectionRequest], bool] | None = None
    """Whether consent withholds all that was asked for, where the days decide; else today's counts."""


STANDING_READS: dict[str, Query[Any]] = {
    "registrations": registrations.COVERED,
    "decisions": consent.DECISIONS,
}
"""What every section's state depends on."""


def standing_parameters(profile: Profile, students: Collection[StudentId]) -> dict[str, Any]:
    """The parameters of `STANDING_READS`."""
    return {"students": list(students), "levels": profile.covered_levels}


def subject_of(rows: Rows) -> Subject:
    """One student's registrations and decisions."""
    return Subject(
        [each.registered for each in rows["registrations"]], [each.decision for each in rows["decisions"]]
    )


def check_covered(profile: Profile, subject: Subject) -> None:
    """Raises OutOfScope for a student who was never registered at a level that the service covers."""
    if not subject.registered:
        covered = " and ".join(each.replace("_", " ") for each in profile.covered_levels)
        raise OutOfScope(f"the service covers {covered} students only")


def status_of(section: Section[object], request: SectionRequest, opened: Opened) -> SectionStatus:
    """What may be shown of the section to somebody to whom so much of the student is open."""
    name, profile = section.name, request.institution.profile
    if not is_open_to(opened, name, request.module_run_id):
        return SectionStatus(name, SectionState.RESTRICTED)
    if name not in profile.sections:
        return SectionStatus(name, SectionState.NOT_COLLECTED)
    if section.withheld_by_day is not None:
        withheld = section.withheld_by_day(request)
    else:
        year = profile.academic_year(request.today)
        withheld = not may_be_used(profile, request.subject.decisions, name, year)
    if withheld:
        return SectionStatus(name, SectionState.WITHHELD, purpose=profile.consent_for(name))
    until = hidden_until(request.institution.exam_periods, request.today)
    if name is SectionName.GRADES and until is not None:
        return SectionStatus(name, SectionState.HIDDEN, until=until)
    return SectionStatus(name, SectionState.SHOWN)


def may_be_used(
    profile: Profile, decisions: Sequence[ConsentDecision], section: SectionName, academic_year: int
) -> bool:
    """Whether consent lets the section's data of that year be computed with, stored and shown."""
    purpose = profile.consent_for(section)
    return purpose is None or is_open(consent_state(decisions, purpose, academic_year))


def is_open_to(opened: Opened, name: SectionName, module_run_id: ModuleRunId | None) -> bool:
    """Whether the asker's roles open the section at all, as a whole or of that module run."""
    return name in opened.sections or (name in opened.of_modules and module_run_id is not None)


def refuse(status: SectionStatus, opened: Opened) -> NoReturn:
    """Raises the section's own problem."""
    name = status.section
    if status.state is SectionState.RESTRICTED:
        if name in opened.of_modules:
            raise SectionRestricted(f"your role opens {name} of the modules that you teach: name one of them")
        raise SectionRestricted(f"your role does not open {name}")
    if status.state is SectionState.WITHHELD:
        raise ConsentRequired(f"{name} is withheld: the student has not consented", purpose=status.purpose)
    if status.state is SectionState.HIDDEN:
        raise MarksHidden(f"marks are shown again on {status.until}", until=str(status.until))
    raise NotCollected(f"this institution has no source of {name}")


def audited_in(sections: Sequence[Section[object]]) -> list[Audited]:
    """What an access record says of a look at these sections."""
    return [each for section in sections for each in section.audited]

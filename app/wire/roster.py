"""The roster: who studies and teaches what, in the institution's own codes and numbers.

Every importer (OULAD, the synthetic institution, plain CSV) produces these rows; one action stores
them. Dates named `ends_before` are the first day on which something no longer holds.
"""

from dataclasses import dataclass, field
from datetime import date

from app.access.vocabulary import Role


@dataclass(frozen=True, slots=True)
class OrgUnitRow:
    code: str
    name: str
    kind: str
    """`college`: coefficients are per college. `unit`: anything else in the tree."""
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    code: str
    title: str
    org_unit: str


@dataclass(frozen=True, slots=True)
class ModuleRow:
    code: str
    title: str
    org_unit: str
    credits: float | None = None
    """What whoever passes it achieves."""


@dataclass(frozen=True, slots=True)
class ModuleRunRow:
    code: str
    module: str
    academic_year: int
    starts_on: date
    ends_before: date
    engagement_assessed: bool = False
    """Engagement counts for the module's assessment, and its students are told so."""


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    code: str
    module_run: str
    kind: str
    due_on: date | None
    weight: float
    """Percent of the module's mark."""


@dataclass(frozen=True, slots=True)
class StaffRow:
    number: str
    name: str
    email: str | None = None
    """The address at work, which students are shown."""


@dataclass(frozen=True, slots=True)
class TeachingRow:
    """Who teaches on a module run."""

    staff: str
    module_run: str
    ends_before: date | None = None
    """Absent: until the module run ends."""


@dataclass(frozen=True, slots=True)
class StudentRow:
    number: str
    name: str | None


@dataclass(frozen=True, slots=True)
class IdentifierRow:
    student: str
    system: str
    identifier: str


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A token's (issuer, subject): a student's, a member of staff's, or (neither) a service's."""

    issuer: str
    subject: str
    student: str | None = None
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    student: str
    starts_on: date
    ends_before: date | None
    programme: str
    college: str
    level: str
    study_mode: str = "full_time"
    residence: str = "unknown"
    year_of_study: int | None = None
    sponsored: bool = False
    """On a visa that the institution sponsors."""


@dataclass(frozen=True, slots=True)
class TutorshipRow:
    student: str
    staff: str
    starts_on: date
    ends_before: date | None = None
    kind: Role | None = None
    """A role of the profile that reaches students by tutorship; None: the first of them."""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    student: str
    module_run: str
    starts_on: date | None = None
    ends_before: date | None = None


@dataclass(frozen=True, slots=True)
class AchievedCreditsRow:
    """The credits that a student has achieved by a module run."""

    student: str
    module_run: str
    credits: float
    achieved_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContactDetailsRow:
    """How a student can be reached; what is absent is not held."""

    student: str
    university_email: str | None = None
    personal_email: str | None = None
    mobile: str | None = None
    telephone: str | None = None
    term_address: str | None = None
    emergency_name: str | None = None
    emergency_relationship: str | None = None
    emergency_telephone: str | None = None
    photograph: str | None = None
    """An address that begins with https://, at which the student record has it."""


@dataclass(slots=True)
class Roster:
    """One institution's roster, or a part of it: what is absent stays as it is."""

    org_units: list[OrgUnitRow] = field(default_factory=list)
    programmes: list[ProgrammeRow] = field(default_factory=list)
    modules: list[ModuleRow] = field(default_factory=list)
    module_runs: list[ModuleRunRow] = field(default_factory=list)
    assessments: list[AssessmentRow] = field(default_factory=list)
    staff: list[StaffRow] = field(default_factory=list)
    teaching: list[TeachingRow] = field(default_factory=list)
    students: list[StudentRow] = field(default_factory=list)
    identifiers: list[IdentifierRow] = field(default_factory=list)
    logins: list[LoginRow] = field(default_factory=list)
    registrations: list[RegistrationRow] = field(default_factory=list)
    tutorships: list[TutorshipRow] = field(default_factory=list)
    enrolments: list[EnrolmentRow] = field(default_factory=list)
    achieved_credits: list[AchievedCreditsRow] = field(default_factory=list)
    contact_details: list[ContactDetailsRow] = field(default_factory=list)

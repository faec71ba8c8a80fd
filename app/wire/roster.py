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
    """Its code, by which other rows name it."""
    name: str
    """What people call it."""
    kind: str
    """`college`: coefficients are per college. `unit`: anything else in the tree."""
    parent: str | None = None
    """The code of the org unit above it; nothing at the top."""


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    code: str
    """Its code."""
    title: str
    """What people call it."""
    org_unit: str
    """The code of the org unit that it belongs to."""


@dataclass(frozen=True, slots=True)
class ModuleRow:
    code: str
    """Its code."""
    title: str
    """What people call it."""
    org_unit: str
    """The code of the org unit that it belongs to."""
    credits: float | None = None
    """What whoever passes it achieves."""


@dataclass(frozen=True, slots=True)
class ModuleRunRow:
    code: str
    """Its code: what enrolments, events and sessions name."""
    module: str
    """The code of the module."""
    academic_year: int
    """The year in which the academic year begins."""
    starts_on: date
    """Its first day."""
    ends_before: date
    """The first day after it."""
    engagement_assessed: bool = False
    """Engagement counts for the module's assessment, and its students are told so."""


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    code: str
    """Its code: what marks name."""
    module_run: str
    """The code of the module run."""
    kind: str
    """What kind it is of, in the words of the student record system."""
    due_on: date | None
    """The day on which work is due; nothing where there is none."""
    weight: float
    """Percent of the module's mark."""


@dataclass(frozen=True, slots=True)
class StaffRow:
    number: str
    """Their number, by which other rows name them."""
    name: str
    """Their name."""
    email: str | None = None
    """The address at work, which students are shown."""


@dataclass(frozen=True, slots=True)
class TeachingRow:
    """Who teaches on a module run."""

    staff: str
    """The number of the member of staff."""
    module_run: str
    """The code of the module run."""
    ends_before: date | None = None
    """Absent: until the module run ends."""


@dataclass(frozen=True, slots=True)
class StudentRow:
    number: str
    """Their number, by which other rows name them."""
    name: str | None
    """Their name; nothing where it is not held here."""


@dataclass(frozen=True, slots=True)
class IdentifierRow:
    student: str
    """The student's number."""
    system: str
    """Another system, such as campus: what deliveries name."""
    identifier: str
    """What that system calls the student."""


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A token's (issuer, subject): a student's, a member of staff's, or (neither) a service's."""

    issuer: str
    """The address of the identity provider, as tokens have it."""
    subject: str
    """Whom it is about, as its tokens have it."""
    student: str | None = None
    """The student's number, if it is a student's."""
    staff: str | None = None
    """The number of the member of staff, if it is one's."""


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    student: str
    """The student's number."""
    starts_on: date
    """The first day of the spell."""
    ends_before: date | None
    """The first day after it; nothing while it lasts."""
    programme: str
    """The code of the programme."""
    college: str
    """The code of the org unit whose coefficients count."""
    level: str
    """`undergraduate`, `postgraduate_taught` or `postgraduate_research`."""
    study_mode: str = "full_time"
    """`full_time`, `part_time`, `online`, `placement` or `abroad`."""
    residence: str = "unknown"
    """`on_campus`, `off_campus` or `unknown`."""
    year_of_study: int | None = None
    """From 0 to 20; nothing where there are no years."""
    sponsored: bool = False
    """On a visa that the institution sponsors."""


@dataclass(frozen=True, slots=True)
class TutorshipRow:
    student: str
    """The student's number."""
    staff: str
    """The number of the member of staff."""
    starts_on: date
    """The first day."""
    ends_before: date | None = None
    """The first day after it; nothing while it lasts."""
    kind: Role | None = None
    """A role of the profile that reaches students by tutorship; None: the first of them."""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    student: str
    """The student's number."""
    module_run: str
    """The code of the module run."""
    starts_on: date | None = None
    """The first day; nothing: that of the module run."""
    ends_before: date | None = None
    """The first day after it; nothing: that of the module run."""


@dataclass(frozen=True, slots=True)
class AchievedCreditsRow:
    """The credits that a student has achieved by a module run."""

    student: str
    """The student's number."""
    module_run: str
    """The code of the module run."""
    credits: float
    """How many."""
    achieved_on: date | None = None
    """The day; nothing where it is not known."""


@dataclass(frozen=True, slots=True)
class ContactDetailsRow:
    """How a student can be reached; what is absent is not held."""

    student: str
    """The student's number."""
    university_email: str | None = None
    """The address that the university gave them."""
    personal_email: str | None = None
    """An address of their own."""
    mobile: str | None = None
    """A mobile telephone."""
    telephone: str | None = None
    """Another telephone."""
    term_address: str | None = None
    """Where they live in term."""
    emergency_name: str | None = None
    """Whom they named for emergencies."""
    emergency_relationship: str | None = None
    """Who that is to them."""
    emergency_telephone: str | None = None
    """How that person can be reached."""
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

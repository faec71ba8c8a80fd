"""People: the institution, what it teaches, its staff and students, and who is in whose charge."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, Table, of_institution, one_of, refers_to
from app.ids import (
    GrantId,
    InstitutionId,
    ModuleId,
    ModuleRunId,
    OrgUnitId,
    ProgrammeId,
    StaffId,
    StudentId,
    TrainingId,
)


class Institution(Table):
    __tablename__ = "institutions"

    institution_id: Mapped[InstitutionId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    profile: Mapped[str]
    provenance: Mapped[str | None]
    """Shown with every answer where the data are not the institution's own: synthetic, an extract."""
    time_zone: Mapped[str] = mapped_column(server_default=text("'Europe/London'"))
    """The profile's. SQL that counts local days reads it here."""
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """What an administrator has set differently from the profile."""
    disclosure_salt: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    """The secret behind the noise of published figures; never shown."""
    version: Mapped[int] = mapped_column(server_default=text("0"))
    """Raised by whatever changes this row, a scoring model, an outage or an exam period.

    Processes keep a snapshot of these and read it anew when the version has changed.
    """


ORG_UNIT_KINDS = ("college", "unit")


class OrgUnit(InstitutionTable):
    """A node of the institution's tree: a college, a school in it, a department in that."""

    __tablename__ = "org_units"
    __table_args__ = (
        UniqueConstraint("institution_id", "code"),
        one_of("kind", *ORG_UNIT_KINDS),
        of_institution(),
        refers_to("org_units", "org_unit_id", "parent_id"),
    )

    org_unit_id: Mapped[OrgUnitId] = mapped_column(primary_key=True)
    parent_id: Mapped[OrgUnitId | None]
    kind: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]


class Programme(InstitutionTable):
    __tablename__ = "programmes"
    __table_args__ = (UniqueConstraint("institution_id", "code"), refers_to("org_units", "org_unit_id"))

    programme_id: Mapped[ProgrammeId] = mapped_column(primary_key=True)
    org_unit_id: Mapped[OrgUnitId]
    code: Mapped[str]
    title: Mapped[str]


class Module(InstitutionTable):
    __tablename__ = "modules"
    __table_args__ = (
        UniqueConstraint("institution_id", "code"),
        CheckConstraint("credits >= 0 and credits <= 1000", name="credits"),
        refers_to("org_units", "org_unit_id"),
    )

    module_id: Mapped[ModuleId] = mapped_column(primary_key=True)
    org_unit_id: Mapped[OrgUnitId]
    code: Mapped[str]
    title: Mapped[str]
    credits: Mapped[float | None]
    """What whoever passes it achieves."""


class ModuleRun(InstitutionTable):
    """One delivery of a module: what students enrol on and events point at."""

    __tablename__ = "module_runs"
    __table_args__ = (UniqueConstraint("institution_id", "code"), refers_to("modules", "module_id"))

    module_run_id: Mapped[ModuleRunId] = mapped_column(primary_key=True)
    module_id: Mapped[ModuleId]
    code: Mapped[str]
    academic_year: Mapped[int] = mapped_column(SmallInteger)
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    engagement_assessed: Mapped[bool] = mapped_column(server_default=text("false"))
    """Engagement counts for the module's assessment, and its students are told so."""


class Staff(InstitutionTable):
    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("institution_id", "number"), of_institution())

    staff_id: Mapped[StaffId] = mapped_column(primary_key=True)
    number: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]


class Student(InstitutionTable):
    __tablename__ = "students"
    __table_args__ = (
        UniqueConstraint("institution_id", "number"),
        of_institution(),
        Index(
            "ix_students_erased",
            "institution_id",
            "student_id",
            postgresql_where=text("erased is not null"),
        ),
        Index(
            "ix_students_erased_before",
            "institution_id",
            "student_id",
            postgresql_where=text("erased_before is not null"),
        ),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    number: Mapped[str]
    name: Mapped[str | None]
    erased: Mapped[str | None]
    """Of somebody who was erased: `kept`, rows that an exception keeps; `anonymous`, rows for figures."""
    erased_before: Mapped[dict[str, Any] | None]
    """By kind of data, or empty for every kind: data about days before this one are not taken again."""


class StudentIdentifier(InstitutionTable):
    """What another system calls the student (the VLE's user id, the careers service's)."""

    __tablename__ = "student_identifiers"
    __table_args__ = (
        UniqueConstraint("institution_id", "system", "identifier"),
        refers_to("students", "student_id", cascade=True),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(primary_key=True)


class Login(Table):
    """Who a token's subject is: one person, or one registered service of an institution.

    It is looked up before the institution is known, so the institution is not first in its key.
    """

    __tablename__ = "logins"
    __table_args__ = (
        CheckConstraint("num_nonnulls(student_id, staff_id) <= 1", name="one_person"),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id", cascade=True),
        Index(None, "institution_id", "student_id"),
        Index(None, "institution_id", "staff_id"),
    )

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    student_id: Mapped[StudentId | None]
    staff_id: Mapped[StaffId | None]


STUDY_MODES = ("full_time", "part_time", "online", "placement", "abroad")
RESIDENCES = ("on_campus", "off_campus", "unknown")


class Registration(InstitutionTable):
    """A dated spell of being a student here: moving college ends one spell and begins the next."""

    __tablename__ = "registrations"
    __table_args__ = (
        CheckConstraint("ends_before is null or ends_before > starts_on", name="forward"),
        one_of("level", "undergraduate", "postgraduate_taught", "postgraduate_research"),
        one_of("study_mode", *STUDY_MODES),
        one_of("residence", *RESIDENCES),
        CheckConstraint("year_of_study between 0 and 20", name="year_of_study"),
        refers_to("students", "student_id", cascade=True),
        refers_to("programmes", "programme_id"),
        refers_to("org_units", "org_unit_id", "college_id"),
        Index(None, "institution_id", "college_id"),
        Index(None, "institution_id", "programme_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_before: Mapped[date | None]
    programme_id: Mapped[ProgrammeId]
    college_id: Mapped[OrgUnitId]
    level: Mapped[str]
    study_mode: Mapped[str]
    residence: Mapped[str]
    year_of_study: Mapped[int | None] = mapped_column(SmallInteger)
    sponsored: Mapped[bool] = mapped_column(server_default=text("false"))
    """On a visa that the institution sponsors."""


class Enrolment(InstitutionTable):
    __tablename__ = "enrolments"
    __table_args__ = (
        refers_to("students", "student_id", cascade=True),
        refers_to("module_runs", "module_run_id"),
        Index(None, "institution_id", "module_run_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    module_run_id: Mapped[ModuleRunId] = mapped_column(primary_key=True)
    starts_on: Mapped[date | None]
    ends_before: Mapped[date | None]


# --- who is in whose charge: one relation for each way in which a role reaches students ------------------


class Tutorship(InstitutionTable):
    """Who is whose personal tutor or adviser, and when; a student may have several, or none."""

    __tablename__ = "tutorships"
    __table_args__ = (
        CheckConstraint("ends_before is null or ends_before >= starts_on", name="forward"),
        CheckConstraint("ended_by is null or ends_before is not null", name="ended"),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id"),
        refers_to("staff", "staff_id", "ended_by"),
        Index(None, "institution_id", "staff_id", "student_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_before: Mapped[date | None]
    kind: Mapped[str]
    """The role of the profile that it gives: personal tutor, adviser."""
    ended_by: Mapped[StaffId | None]
    """The administrator who ended it; no import reopens it then."""


class Teaching(InstitutionTable):
    """Who teaches on a module run: from its beginning to its end, unless a day is given."""

    __tablename__ = "teaching"
    __table_args__ = (
        refers_to("module_runs", "module_run_id"),
        refers_to("staff", "staff_id"),
        Index(None, "institution_id", "staff_id"),
    )

    module_run_id: Mapped[ModuleRunId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(primary_key=True)
    ends_before: Mapped[date | None]


class Grant(InstitutionTable):
    """A role for a while: asked for, approved, over an org unit with all below it or everybody."""

    __tablename__ = "grants"
    __table_args__ = (
        one_of("status", "requested", "approved", "refused", "revoked", "superseded"),
        CheckConstraint("ends_before > starts_on", name="forward"),
        CheckConstraint(
            "(status = 'requested') = (decided_at is null) and (decided_at is null) = (decided_by is null)",
            name="decided",
        ),
        CheckConstraint("decided_by is null or decided_by <> requested_by", name="another_decides"),
        CheckConstraint("(status = 'revoked') = (revoked_at is not null)", name="revoked"),
        refers_to("staff", "staff_id"),
        refers_to("staff", "staff_id", "requested_by"),
        refers_to("staff", "staff_id", "decided_by"),
        refers_to("staff", "staff_id", "revoked_by"),
        refers_to("staff", "staff_id", "reviewed_by"),
        refers_to("org_units", "org_unit_id"),
        Index(None, "institution_id", "staff_id"),
        Index(None, "institution_id", "requested_at"),
    )

    grant_id: Mapped[GrantId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId]
    role: Mapped[str]
    org_unit_id: Mapped[OrgUnitId | None]
    """None: the whole institution."""
    year_of_study: Mapped[int | None] = mapped_column(SmallInteger)
    """Only students of this year."""
    sponsored_only: Mapped[bool] = mapped_column(server_default=text("false"))
    """Only students on a visa that the institution sponsors."""
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    reason: Mapped[str]
    status: Mapped[str]
    requested_by: Mapped[StaffId]
    requested_at: Mapped[datetime]
    decided_by: Mapped[StaffId | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
    revoked_by: Mapped[StaffId | None]
    revoked_at: Mapped[datetime | None]
    revocation_reason: Mapped[str | None]
    reviewed_by: Mapped[StaffId | None]
    reviewed_at: Mapped[datetime | None]
    """The latest yearly review."""


class TrainingRecord(InstitutionTable):
    """That a member of staff was trained to use these data, and until when that counts."""

    __tablename__ = "training_records"
    __table_args__ = (
        CheckConstraint("ends_before > completed_on", name="forward"),
        refers_to("staff", "staff_id", cascade=True),
        Index(None, "institution_id", "staff_id"),
    )

    training_id: Mapped[TrainingId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId]
    course: Mapped[str]
    completed_on: Mapped[date]
    ends_before: Mapped[date]

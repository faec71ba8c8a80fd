"""Tables: what the database holds.

Everything a student owns carries `student_id` first in its primary key: that is what lets a year of a
university be partitioned and a nation be distributed without a redesign. Configuration and the roster
around the student (institutions, colleges, modules, staff) are small and stand beside it.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.ids import (
    AccessId,
    AssessmentId,
    AuditEntryId,
    DecisionId,
    EventId,
    ExamPeriodId,
    GrantId,
    InstitutionId,
    MeetingId,
    ModuleId,
    ModuleRunId,
    NoteId,
    OrgUnitId,
    OutageId,
    ProgrammeId,
    ScoringModelId,
    SessionId,
    StaffId,
    StudentId,
)

_IDS = (
    AccessId,
    AssessmentId,
    AuditEntryId,
    DecisionId,
    EventId,
    ExamPeriodId,
    GrantId,
    InstitutionId,
    MeetingId,
    ModuleId,
    ModuleRunId,
    NoteId,
    OrgUnitId,
    OutageId,
    ProgrammeId,
    ScoringModelId,
    SessionId,
    StaffId,
    StudentId,
)


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        **dict.fromkeys(_IDS, Uuid),
        UUID: Uuid,
        bytes: LargeBinary,
        date: Date,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        float: Double,
        int: Integer,
        str: Text,
    }


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


# --- the institution and what it teaches -------------------------------------------------------------


class Institution(Table):
    __tablename__ = "institutions"

    institution_id: Mapped[InstitutionId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    profile: Mapped[str]
    provenance: Mapped[str | None]
    """Said with every answer where the data are not an institution's own: synthetic, an extract."""
    time_zone: Mapped[str] = mapped_column(server_default=text("'Europe/London'"))
    """The profile's: the database must know which day it is there, too."""
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """What an administrator has set differently from the profile."""
    disclosure_salt: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    """The secret behind the noise of published figures; never shown."""
    rules_changed: Mapped[int] = mapped_column(server_default=text("0"))
    """How often models or outages have changed: with it the row's version does, which processes go by."""


class OrgUnit(Table):
    """A node of the institution's tree: a college, a school in it, a department in that."""

    __tablename__ = "org_units"
    __table_args__ = (UniqueConstraint("institution_id", "code"), _one_of("kind", "college", "unit"))

    org_unit_id: Mapped[OrgUnitId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    parent_id: Mapped[OrgUnitId | None] = mapped_column(ForeignKey("org_units.org_unit_id"))
    kind: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]


class Programme(Table):
    __tablename__ = "programmes"
    __table_args__ = (UniqueConstraint("institution_id", "code"),)

    programme_id: Mapped[ProgrammeId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    org_unit_id: Mapped[OrgUnitId] = mapped_column(ForeignKey(OrgUnit.org_unit_id))
    code: Mapped[str]
    title: Mapped[str]


class Module(Table):
    __tablename__ = "modules"
    __table_args__ = (UniqueConstraint("institution_id", "code"),)

    module_id: Mapped[ModuleId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    org_unit_id: Mapped[OrgUnitId] = mapped_column(ForeignKey(OrgUnit.org_unit_id))
    code: Mapped[str]
    title: Mapped[str]


class ModuleRun(Table):
    """One delivery of a module: what students enrol on and events point at."""

    __tablename__ = "module_runs"
    __table_args__ = (UniqueConstraint("institution_id", "code"),)

    module_run_id: Mapped[ModuleRunId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    module_id: Mapped[ModuleId] = mapped_column(ForeignKey(Module.module_id))
    code: Mapped[str]
    academic_year: Mapped[int] = mapped_column(SmallInteger)
    starts_on: Mapped[date]
    ends_before: Mapped[date]


class Assessment(Table):
    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("institution_id", "code"),)

    assessment_id: Mapped[AssessmentId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    module_run_id: Mapped[ModuleRunId] = mapped_column(ForeignKey(ModuleRun.module_run_id))
    code: Mapped[str]
    kind: Mapped[str]
    due_on: Mapped[date | None]
    weight: Mapped[float]


class TeachingSession(Table):
    """A scheduled session: a lecture, seminar, tutorial, practical or clinical skills session."""

    __tablename__ = "teaching_sessions"
    __table_args__ = (
        UniqueConstraint("institution_id", "code"),
        Index(None, "module_run_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="forward"),
        _one_of("kind", "lecture", "seminar", "tutorial", "practical", "clinical_skills"),
    )

    session_id: Mapped[SessionId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    module_run_id: Mapped[ModuleRunId] = mapped_column(ForeignKey(ModuleRun.module_run_id))
    code: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    mandatory: Mapped[bool]
    for_everyone: Mapped[bool]
    """Everyone on the module run is expected; otherwise those with an attendance row are."""


class ExamPeriod(Table):
    """Days on which every mark is hidden from everyone."""

    __tablename__ = "exam_periods"
    __table_args__ = (CheckConstraint("ends_before > starts_on", name="forward"),)

    exam_period_id: Mapped[ExamPeriodId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_before: Mapped[date]


# --- people ------------------------------------------------------------------------------------------


class Staff(Table):
    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("institution_id", "number"),)

    staff_id: Mapped[StaffId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    number: Mapped[str]
    name: Mapped[str]


class Teaching(Table):
    """Who teaches on a module run."""

    __tablename__ = "teaching"

    module_run_id: Mapped[ModuleRunId] = mapped_column(ForeignKey(ModuleRun.module_run_id), primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey(Staff.staff_id), primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))


class Grant(Table):
    """A member of staff's wider charge: a whole institution, or an org unit and all below it."""

    __tablename__ = "grants"
    __table_args__ = (_one_of("role", "site_explorer", "department"), Index(None, "staff_id"))

    grant_id: Mapped[GrantId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey(Staff.staff_id))
    role: Mapped[str]
    org_unit_id: Mapped[OrgUnitId | None] = mapped_column(ForeignKey(OrgUnit.org_unit_id))
    starts_on: Mapped[date]
    ends_before: Mapped[date | None]


class Login(Table):
    """Who a token's subject is: one person, or one registered service of an institution."""

    __tablename__ = "logins"
    __table_args__ = (
        CheckConstraint("num_nonnulls(student_id, staff_id) <= 1", name="one_person"),
        Index(None, "student_id"),
        Index(None, "staff_id"),
    )

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    student_id: Mapped[StudentId | None] = mapped_column(
        ForeignKey("students.student_id", ondelete="CASCADE")
    )
    staff_id: Mapped[StaffId | None] = mapped_column(ForeignKey(Staff.staff_id, ondelete="CASCADE"))


class Student(Table):
    __tablename__ = "students"
    __table_args__ = (UniqueConstraint("institution_id", "number"),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    number: Mapped[str]
    name: Mapped[str | None]


class StudentIdentifier(Table):
    """What another system calls the student (the VLE's user id, the careers service's)."""

    __tablename__ = "student_identifiers"
    __table_args__ = (UniqueConstraint("institution_id", "system", "identifier"),)

    student_id: Mapped[StudentId] = mapped_column(
        ForeignKey(Student.student_id, ondelete="CASCADE"), primary_key=True
    )
    system: Mapped[str] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))


class Registration(Table):
    """A dated spell of being a student here: moving college ends one spell and begins the next."""

    __tablename__ = "registrations"
    __table_args__ = (
        CheckConstraint("ends_before is null or ends_before > starts_on", name="forward"),
        _one_of("level", "undergraduate", "postgraduate_taught", "postgraduate_research"),
        _one_of("study_mode", "full_time", "part_time", "online", "placement", "abroad"),
        _one_of("residence", "on_campus", "off_campus", "unknown"),
        Index(None, "college_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(
        ForeignKey(Student.student_id, ondelete="CASCADE"), primary_key=True
    )
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_before: Mapped[date | None]
    programme_id: Mapped[ProgrammeId] = mapped_column(ForeignKey(Programme.programme_id))
    college_id: Mapped[OrgUnitId] = mapped_column(ForeignKey(OrgUnit.org_unit_id))
    level: Mapped[str]
    study_mode: Mapped[str]
    residence: Mapped[str]
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))


class Tutorship(Table):
    """Who is whose personal tutor, and when; a student may have several, or none."""

    __tablename__ = "tutorships"
    __table_args__ = (
        CheckConstraint("ends_before is null or ends_before >= starts_on", name="forward"),
        Index(None, "staff_id", "student_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(
        ForeignKey(Student.student_id, ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey(Staff.staff_id), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_before: Mapped[date | None]
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))


class Enrolment(Table):
    __tablename__ = "enrolments"
    __table_args__ = (Index(None, "module_run_id"),)

    student_id: Mapped[StudentId] = mapped_column(
        ForeignKey(Student.student_id, ondelete="CASCADE"), primary_key=True
    )
    module_run_id: Mapped[ModuleRunId] = mapped_column(ForeignKey(ModuleRun.module_run_id), primary_key=True)
    starts_on: Mapped[date | None]
    ends_before: Mapped[date | None]


class Submission(Table):
    __tablename__ = "submissions"

    student_id: Mapped[StudentId] = mapped_column(
        ForeignKey(Student.student_id, ondelete="CASCADE"), primary_key=True
    )
    assessment_id: Mapped[AssessmentId] = mapped_column(
        ForeignKey(Assessment.assessment_id), primary_key=True
    )
    submitted_on: Mapped[date | None]
    mark: Mapped[float | None]
    carried_over: Mapped[bool]
    """The mark was banked from an earlier attempt at the module."""


class Attendance(Table):
    """That a student was expected at a session, and what the register says; nothing else."""

    __tablename__ = "attendance"
    __table_args__ = (_one_of("status", "present", "absent", "authorised_absence"),)

    student_id: Mapped[StudentId] = mapped_column(
        ForeignKey(Student.student_id, ondelete="CASCADE"), primary_key=True
    )
    session_id: Mapped[SessionId] = mapped_column(ForeignKey(TeachingSession.session_id), primary_key=True)
    status: Mapped[str | None]
    """Null: expected, and no record has come."""


class CareerStage(Table):
    """Where the student says they stand in their career plans, each time they say it."""

    __tablename__ = "career_stages"

    student_id: Mapped[StudentId] = mapped_column(
        ForeignKey(Student.student_id, ondelete="CASCADE"), primary_key=True
    )
    recorded_on: Mapped[date] = mapped_column(primary_key=True)
    stage: Mapped[str]


# --- meetings, notes, and who looked -----------------------------------------------------------------


class Meeting(Table):
    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="forward"),
        _one_of("status", "planned", "cancelled"),
        _one_of("created_by", "student", "staff"),
        Index(None, "staff_id", "starts_at"),
    )

    student_id: Mapped[StudentId] = mapped_column(
        ForeignKey(Student.student_id, ondelete="CASCADE"), primary_key=True
    )
    meeting_id: Mapped[MeetingId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey(Staff.staff_id))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str | None]
    status: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Note(Table):
    """What a meeting was about, in general terms; a draft is its author's alone until shared."""

    __tablename__ = "notes"
    __table_args__ = (
        _one_of("author", "student", "staff"),
        _one_of("focus", "routine", "issue"),
        _one_of("status", "draft", "shared", "removed"),
        CheckConstraint(
            "(status = 'removed') = (removed_at is not null) and"
            " (status <> 'removed' or num_nonnulls(focus, summary, issues, referrals, follow_up_on) = 0)",
            name="tombstone",
        ),
    )

    student_id: Mapped[StudentId] = mapped_column(
        ForeignKey(Student.student_id, ondelete="CASCADE"), primary_key=True
    )
    note_id: Mapped[NoteId] = mapped_column(primary_key=True)
    meeting_id: Mapped[MeetingId | None]
    author: Mapped[str]
    staff_id: Mapped[StaffId | None] = mapped_column(ForeignKey(Staff.staff_id))
    """The author, where it is a member of staff."""
    status: Mapped[str]
    focus: Mapped[str | None]
    summary: Mapped[str | None]
    issues: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    referrals: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Each: what is to be done, and who does it."""
    follow_up_on: Mapped[date | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[StaffId | None] = mapped_column(ForeignKey(Staff.staff_id))
    removal_reason: Mapped[str | None]


class AccessRecord(Table):
    """That somebody other than the student saw something of the student's, or was refused a purpose."""

    __tablename__ = "access_records"
    __table_args__ = (_one_of("outcome", "seen", "refused"),)

    # No foreign keys: a list is a record for each student on it, the policy says who it was and about whom it
    # may be, and a key would lock the student's row with every look. Whoever erases a student empties this
    # table first.
    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(primary_key=True)
    access_id: Mapped[AccessId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId]
    role: Mapped[str]
    sections: Mapped[list[str]] = mapped_column(ARRAY(Text))
    purpose: Mapped[str]
    outcome: Mapped[str]


class Version(Table):
    """How a process that has an answer knows that it still holds: written by triggers, with whatever answers
    about a student, or about the whole institution, rest on."""

    __tablename__ = "versions"

    about: Mapped[UUID] = mapped_column(primary_key=True)
    """The student, or the institution."""
    version: Mapped[UUID] = mapped_column(primary_key=True)


class CalendarLink(Table):
    """A secret address under which a person's calendar app reads their own meetings."""

    __tablename__ = "calendar_links"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    secret_digest: Mapped[bytes] = mapped_column(primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    created_at: Mapped[datetime]


class KeptAnswer(Table):
    """What a login's write was answered, for its repeat; only the very same request can open it."""

    __tablename__ = "kept_answers"

    login_digest: Mapped[bytes] = mapped_column(primary_key=True)
    key_digest: Mapped[bytes] = mapped_column(primary_key=True)
    request_digest: Mapped[bytes]
    sealed: Mapped[bytes]
    kept_until: Mapped[datetime] = mapped_column(index=True)


class AuditEntry(Table):
    """What somebody with the right to changed in the service, before and after."""

    __tablename__ = "audit_entries"

    institution_id: Mapped[InstitutionId] = mapped_column(
        ForeignKey(Institution.institution_id), primary_key=True
    )
    changed_at: Mapped[datetime] = mapped_column(primary_key=True)
    entry_id: Mapped[AuditEntryId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey(Staff.staff_id))
    role: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    """What it was done to: a kind and an id, such as exam_period/…"""
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


# --- consent -----------------------------------------------------------------------------------------


class ConsentDecisionRow(Table):
    """The ledger: append-only, `sequence` is the order of entry."""

    __tablename__ = "consent_decisions"
    __table_args__ = (_one_of("decision", "given", "refused", "withdrawn"),)

    student_id: Mapped[StudentId] = mapped_column(
        ForeignKey(Student.student_id, ondelete="CASCADE"), primary_key=True
    )
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    decision_id: Mapped[DecisionId]
    purpose: Mapped[str]
    decision: Mapped[str]
    academic_year: Mapped[int] = mapped_column(SmallInteger)
    notice_version: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]
    channel: Mapped[str]


# --- activity and scores -----------------------------------------------------------------------------
# Written set-wise, by statements that hold the students' rows: a foreign key would check millions of rows
# one by one for what cannot happen. Whoever erases a student empties these tables first.


class Event(Table):
    """One thing a student did, as its source told it; partitioned by academic year."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("quantity > 0 and quantity < 'infinity'", name="quantity"),
        Index(None, "student_id", "day"),
        {"postgresql_partition_by": "RANGE (academic_year)"},
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    academic_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime]
    day: Mapped[date]
    source: Mapped[str]
    kind: Mapped[str]
    module_run_id: Mapped[ModuleRunId | None]
    object: Mapped[str | None]
    quantity: Mapped[float]


class WaitingEvent(Table):
    """An event about somebody, or some module, that the roster does not know yet: kept, not lost."""

    __tablename__ = "waiting_events"

    institution_id: Mapped[InstitutionId] = mapped_column(
        ForeignKey(Institution.institution_id), primary_key=True
    )
    system: Mapped[str] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime]
    source: Mapped[str]
    kind: Mapped[str]
    module_run: Mapped[str | None]
    object: Mapped[str | None]
    quantity: Mapped[float]


class ActivityMonth(Table):
    """A student's daily amounts in one month: one block of 31 big-endian doubles for each source it names."""

    __tablename__ = "activity_months"
    __table_args__ = (CheckConstraint("length(amounts) = 248 * cardinality(sources)", name="amounts"),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    sources: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """By name; those that the institution collected when the month was last written, and any before."""
    amounts: Mapped[bytes]


class ModuleActivityMonth(Table):
    """The same, of one source in one module run; the runs' amounts of a day add up to the day's amount."""

    __tablename__ = "module_activity_months"
    __table_args__ = (CheckConstraint("length(amounts) = 248", name="amounts"),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    module_run_id: Mapped[ModuleRunId] = mapped_column(primary_key=True)
    amounts: Mapped[bytes]


class ScoreMonth(Table):
    """A student's daily scores of one month, 31 big-endian doubles; NaN where there is none (yet)."""

    __tablename__ = "score_months"
    __table_args__ = (CheckConstraint("length(scores) = 248", name="scores"),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    scoring_model_id: Mapped[ScoringModelId]
    scored_through: Mapped[date]
    """The last day of the month that has been computed; later days are not stored yet."""
    computed_at: Mapped[datetime]
    scores: Mapped[bytes]


class DueScores(Table):
    """Days of one student whose stored scores hold no more, or are missing: they wait to be computed."""

    __tablename__ = "due_scores"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="forward"),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date] = mapped_column(primary_key=True)


class Delivery(Table):
    """How fresh each source is: the source's own word (`data_as_of`), not the import job's clock."""

    __tablename__ = "deliveries"

    institution_id: Mapped[InstitutionId] = mapped_column(
        ForeignKey(Institution.institution_id), primary_key=True
    )
    source: Mapped[str] = mapped_column(primary_key=True)
    data_as_of: Mapped[datetime]
    delivered_at: Mapped[datetime]


# --- scoring models ----------------------------------------------------------------------------------


class ScoringModelRow(Table):
    __tablename__ = "scoring_models"
    __table_args__ = (
        UniqueConstraint("institution_id", "academic_year", "version"),
        Index(
            "uq_scoring_models_in_force",
            "institution_id",
            "academic_year",
            unique=True,
            postgresql_where=text("status = 'published'"),
        ),
        _one_of("status", "draft", "published", "superseded"),
    )

    scoring_model_id: Mapped[ScoringModelId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    academic_year: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int]
    status: Mapped[str]
    note: Mapped[str]
    """Where the coefficients come from: published, fitted on what, or made up for a demonstration."""
    published_at: Mapped[datetime | None]


class ScoreProgress(Table):
    """How far an institution's scoring has come in an academic year.

    All days before `first_day` are stored under the model; those from there to `last_day` for students up
    to `done_to`, by identifier, or for everybody once that is null.
    """

    __tablename__ = "score_progress"

    institution_id: Mapped[InstitutionId] = mapped_column(
        ForeignKey(Institution.institution_id), primary_key=True
    )
    academic_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    scoring_model_id: Mapped[ScoringModelId] = mapped_column(ForeignKey(ScoringModelRow.scoring_model_id))
    first_day: Mapped[date]
    last_day: Mapped[date]
    done_to: Mapped[StudentId | None]


class SourceOutage(Table):
    """Days on which a source is known to have been down: what it shows for them is missing, not zero."""

    __tablename__ = "source_outages"
    __table_args__ = (CheckConstraint("ends_before > starts_on", name="forward"),)

    outage_id: Mapped[OutageId] = mapped_column(primary_key=True)
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey(Institution.institution_id))
    source: Mapped[str]
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    note: Mapped[str]


class ScoringCoefficient(Table):
    __tablename__ = "scoring_coefficients"

    scoring_model_id: Mapped[ScoringModelId] = mapped_column(
        ForeignKey(ScoringModelRow.scoring_model_id), primary_key=True
    )
    college_id: Mapped[OrgUnitId] = mapped_column(ForeignKey(OrgUnit.org_unit_id), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    coefficient: Mapped[float]

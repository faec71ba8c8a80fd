"""Support: teams of staff, and the students whose cases were handed to them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, refers_to
from app.ids import AssignmentId, StaffId, StudentId, TeamId


class Team(InstitutionTable):
    """Staff who take over cases together: residences, a faculty's support team, a service."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("institution_id", "code"), of_institution())

    team_id: Mapped[TeamId] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    """The role of the profile that its members act in."""


class TeamMember(InstitutionTable):
    __tablename__ = "team_members"
    __table_args__ = (
        CheckConstraint("ends_before is null or ends_before >= starts_on", name="forward"),
        refers_to("teams", "team_id"),
        refers_to("staff", "staff_id"),
        Index(None, "institution_id", "staff_id"),
    )

    team_id: Mapped[TeamId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_before: Mapped[date | None]


class Assignment(InstitutionTable):
    """A student's case, handed to a team: its members see the student while it is open."""

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint(
            "(closed_at is null) = (closing_reason is null) and (closed_at is not null or closed_by is null)",
            name="closed",
        ),
        refers_to("students", "student_id", cascade=True),
        refers_to("teams", "team_id"),
        refers_to("staff", "staff_id", "opened_by"),
        refers_to("staff", "staff_id", "closed_by"),
        Index(None, "institution_id", "team_id"),
        Index(
            "uq_assignments_open",
            "institution_id",
            "student_id",
            "team_id",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    assignment_id: Mapped[AssignmentId] = mapped_column(primary_key=True)
    team_id: Mapped[TeamId]
    reason: Mapped[str]
    opened_by: Mapped[StaffId]
    opened_at: Mapped[datetime]
    closed_by: Mapped[StaffId | None]
    """Null while it is open, and where the student closed it by taking an agreement back."""
    closed_at: Mapped[datetime | None]
    closing_reason: Mapped[str | None]

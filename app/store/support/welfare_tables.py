"""Support: objectives, referrals, invitations to groups, and messages prepared for students."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import (
    GroupInterventionId,
    ObjectiveId,
    PreparedMessageId,
    ProgressId,
    ReferralId,
    StaffId,
    StudentId,
)

_BY_A_SIDE = "(author = 'staff') = (staff_id is not null)"


class Objective(InstitutionTable):
    """Something to be reached by a day, set by the student or by staff in charge of the student."""

    __tablename__ = "objectives"
    __table_args__ = (
        one_of("author", "student", "staff"),
        CheckConstraint(_BY_A_SIDE, name="by_a_side"),
        one_of("outcome", "achieved", "given_up", "replaced"),
        CheckConstraint(
            "(closed_at is null) = (outcome is null) and (closed_at is not null or closed_by is null)",
            name="closed",
        ),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id"),
        refers_to("staff", "staff_id", "closed_by"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    objective_id: Mapped[ObjectiveId] = mapped_column(primary_key=True)
    author: Mapped[str]
    staff_id: Mapped[StaffId | None]
    title: Mapped[str]
    due_on: Mapped[date]
    set_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    outcome: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[StaffId | None]
    """Null while it is open, and where the student closed it."""


class ObjectiveProgress(InstitutionTable):
    """What became of an objective so far; only ever added to."""

    __tablename__ = "objective_progress"
    __table_args__ = (
        one_of("author", "student", "staff"),
        CheckConstraint(_BY_A_SIDE, name="by_a_side"),
        ForeignKeyConstraint(
            ["institution_id", "student_id", "objective_id"],
            ["objectives.institution_id", "objectives.student_id", "objectives.objective_id"],
            ondelete="CASCADE",
        ),
        refers_to("staff", "staff_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    objective_id: Mapped[ObjectiveId] = mapped_column(primary_key=True)
    progress_id: Mapped[ProgressId] = mapped_column(primary_key=True)
    author: Mapped[str]
    staff_id: Mapped[StaffId | None]
    words: Mapped[str]
    evidence: Mapped[str | None]
    entered_at: Mapped[datetime]


class Referral(InstitutionTable):
    """An assignment to a service's team that the student agreed to, and what the service does with it.

    Who opened and closed it, when and why, is the assignment's. They have one id.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        one_of("agreed_how", "in_person", "by_telephone", "in_writing", "online"),
        one_of("outcome", "helped", "not_needed", "not_reached", "passed_on"),
        CheckConstraint("(taken_at is null) = (taken_by is null)", name="taken"),
        CheckConstraint(
            "(answered_at is null) = (answered_by is null) and (answered_at is null) = (answer is null)",
            name="answered",
        ),
        ForeignKeyConstraint(
            ["institution_id", "student_id", "referral_id"],
            ["assignments.institution_id", "assignments.student_id", "assignments.assignment_id"],
            ondelete="CASCADE",
        ),
        refers_to("staff", "staff_id", "taken_by"),
        refers_to("staff", "staff_id", "answered_by"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    referral_id: Mapped[ReferralId] = mapped_column(primary_key=True)
    agreed_on: Mapped[date]
    agreed_how: Mapped[str]
    taken_by: Mapped[StaffId | None]
    taken_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    answered_by: Mapped[StaffId | None]
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    """When the student took the agreement back."""


class GroupIntervention(InstitutionTable):
    """Something offered to several students at once: a workshop, a study group. Nobody must join."""

    __tablename__ = "group_interventions"
    __table_args__ = (
        # What invitations refer to: they say whose they are, so that a policy needs no second table.
        UniqueConstraint(
            "institution_id",
            "group_intervention_id",
            "organised_by",
            name="uq_group_interventions_organiser",
        ),
        CheckConstraint("ends_at > starts_at", name="forward"),
        of_institution(),
        refers_to("staff", "staff_id", "organised_by"),
        Index(None, "institution_id", "organised_by"),
    )

    group_intervention_id: Mapped[GroupInterventionId] = mapped_column(primary_key=True)
    organised_by: Mapped[StaffId]
    title: Mapped[str]
    about: Mapped[str]
    place: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    arranged_at: Mapped[datetime]


class GroupInvitation(InstitutionTable):
    """That a student may join; whoever organises it sees the row only while the student has joined."""

    __tablename__ = "group_invitations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["institution_id", "group_intervention_id", "organised_by"],
            [
                "group_interventions.institution_id",
                "group_interventions.group_intervention_id",
                "group_interventions.organised_by",
            ],
            name="fk_group_invitations_organiser",
            ondelete="CASCADE",
        ),
        refers_to("students", "student_id", cascade=True),
        Index(None, "institution_id", "group_intervention_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    group_intervention_id: Mapped[GroupInterventionId] = mapped_column(primary_key=True)
    organised_by: Mapped[StaffId]
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    """Null: not joined, or left again."""


class PreparedMessage(InstitutionTable):
    """A text made for a student, for the institution's own mailer. The service sends nothing."""

    __tablename__ = "prepared_messages"
    __table_args__ = (
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id", "prepared_by"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    message_id: Mapped[PreparedMessageId] = mapped_column(primary_key=True)
    template: Mapped[str]
    version: Mapped[str]
    channel: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    prepared_by: Mapped[StaffId]
    prepared_at: Mapped[datetime]

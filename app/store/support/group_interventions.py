"""Group interventions: what is offered to several students at once, who is invited, and who has joined.

Row-level security shows whoever organises one the invitations of those who joined, and no other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select, tuple_, update

from app.db.query import INSTITUTION, STUDENT, moment, number, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.ids import GroupInterventionId, StaffId, StudentId
from app.store.people.tables import Staff, Student
from app.store.support.welfare_tables import GroupIntervention as Row
from app.store.support.welfare_tables import GroupInvitation as InvitationRow


@dataclass(frozen=True, slots=True)
class GroupIntervention:
    group_intervention_id: GroupInterventionId
    title: str
    about: str
    place: str | None
    starts_at: datetime
    ends_at: datetime
    organised_by_name: str
    arranged_at: datetime


@dataclass(frozen=True, slots=True)
class Participant:
    """A student who has joined."""

    student_id: StudentId
    number: str
    name: str | None
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """What one student is invited to."""

    offered: GroupIntervention
    invited_at: datetime
    joined_at: datetime | None


def _invitation(invited_at: datetime, joined_at: datetime | None, *offered: object) -> Invitation:
    return Invitation(GroupIntervention(*offered), invited_at, joined_at)  # type: ignore[arg-type]  # _COLUMNS


_COLUMNS = (
    Row.group_intervention_id,
    Row.title,
    Row.about,
    Row.place,
    Row.starts_at,
    Row.ends_at,
    Staff.name,
    Row.arranged_at,
)
_ORGANISER = (Staff.institution_id == Row.institution_id) & (Staff.staff_id == Row.organised_by)
_OWN = (
    select(*_COLUMNS)
    .join(Staff, _ORGANISER)
    .where(Row.institution_id == INSTITUTION, Row.organised_by == uuid("staff_id"))
)
_ALL = query(
    _OWN.where(tuple_(Row.starts_at, Row.group_intervention_id) < tuple_(moment("before"), uuid("before_id")))
    .order_by(Row.starts_at.desc(), Row.group_intervention_id.desc())
    .limit(number("limit")),
    GroupIntervention,
)
_ONE = query(_OWN.where(Row.group_intervention_id == uuid("group_intervention_id")), GroupIntervention)
_JOINED = query(
    select(Student.student_id, Student.number, Student.name, InvitationRow.joined_at)
    .join(InvitationRow, same(InvitationRow, Student, "student_id"))
    .where(
        InvitationRow.institution_id == INSTITUTION,
        InvitationRow.group_intervention_id == uuid("group_intervention_id"),
        InvitationRow.joined_at.is_not(None),
    )
    .order_by(Student.number),
    Participant,
)
_INVITATIONS = (
    select(InvitationRow.invited_at, InvitationRow.joined_at, *_COLUMNS)
    .join(Row, same(Row, InvitationRow, "group_intervention_id"))
    .join(Staff, _ORGANISER)
    .where(InvitationRow.institution_id == INSTITUTION, InvitationRow.student_id == STUDENT)
)
_OF_STUDENT = query(
    _INVITATIONS.where(
        tuple_(Row.starts_at, Row.group_intervention_id) < tuple_(moment("before"), uuid("before_id"))
    )
    .order_by(Row.starts_at.desc(), Row.group_intervention_id.desc())
    .limit(number("limit")),
    _invitation,
)
_INVITATION = query(
    _INVITATIONS.where(Row.group_intervention_id == uuid("group_intervention_id")), _invitation
)
_ARRANGE = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        group_intervention_id=uuid("group_intervention_id"),
        organised_by=uuid("staff_id"),
        title=word("title"),
        about=word("about"),
        place=word("place"),
        starts_at=moment("starts_at"),
        ends_at=moment("ends_at"),
        arranged_at=moment("now"),
    )
)
_INVITE = query(
    """
    insert into group_invitations
        (institution_id, student_id, group_intervention_id, organised_by, invited_at)
    select :institution_id, invited, :group_intervention_id, :staff_id, :now
    from unnest(cast(:students as uuid[])) as invited order by invited
    """
)
_ANSWER = (
    update(InvitationRow)
    .where(
        InvitationRow.institution_id == INSTITUTION,
        InvitationRow.student_id == STUDENT,
        InvitationRow.group_intervention_id == uuid("group_intervention_id"),
    )
)  # fmt: skip
_JOIN = query(_ANSWER.where(InvitationRow.joined_at.is_(None)).values(joined_at=moment("now")))
_LEAVE = query(_ANSWER.where(InvitationRow.joined_at.is_not(None)).values(joined_at=None))

Position = tuple[datetime, GroupInterventionId]


async def list_organised(
    transaction: Transaction, staff_id: StaffId, *, before: Position, limit: int
) -> list[GroupIntervention]:
    """What somebody organises, the latest to start first, from the one before `before`."""
    return await transaction.fetch(
        _ALL, staff_id=staff_id, before=before[0], before_id=before[1], limit=limit
    )


async def find_organised(
    transaction: Transaction, staff_id: StaffId, group_intervention_id: GroupInterventionId
) -> GroupIntervention | None:
    """One that this person organises."""
    return await transaction.find(_ONE, staff_id=staff_id, group_intervention_id=group_intervention_id)


async def list_participants(
    transaction: Transaction, group_intervention_id: GroupInterventionId
) -> list[Participant]:
    """Who has joined and is in the asker's charge, by student number."""
    return await transaction.fetch(_JOINED, group_intervention_id=group_intervention_id)


async def list_invitations(
    transaction: Transaction, student_id: StudentId, *, before: Position, limit: int
) -> list[Invitation]:
    """What the student is invited to, the latest to start first, from the one before `before`."""
    return await transaction.fetch(
        _OF_STUDENT, student_id=student_id, before=before[0], before_id=before[1], limit=limit
    )


async def find_invitation(
    transaction: Transaction, student_id: StudentId, group_intervention_id: GroupInterventionId
) -> Invitation | None:
    return await transaction.find(
        _INVITATION, student_id=student_id, group_intervention_id=group_intervention_id
    )


async def arrange(
    transaction: Transaction,
    staff_id: StaffId,
    invited: Collection[StudentId],
    *,
    title: str,
    about: str,
    place: str | None,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> GroupInterventionId:
    """A new one, with its invitations."""
    group_intervention_id = GroupInterventionId(uuid4())
    await transaction.execute(
        _ARRANGE,
        group_intervention_id=group_intervention_id,
        staff_id=staff_id,
        title=title,
        about=about,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        now=now,
    )
    await transaction.execute(
        _INVITE,
        group_intervention_id=group_intervention_id,
        staff_id=staff_id,
        students=list(invited),
        now=now,
    )
    return group_intervention_id


async def join(
    transaction: Transaction,
    student_id: StudentId,
    group_intervention_id: GroupInterventionId,
    now: datetime,
) -> bool:
    """Whether the student is invited and had not joined."""
    joined = await transaction.execute(
        _JOIN, student_id=student_id, group_intervention_id=group_intervention_id, now=now
    )
    return joined == 1


async def leave(
    transaction: Transaction, student_id: StudentId, group_intervention_id: GroupInterventionId
) -> bool:
    """Whether the student had joined."""
    left = await transaction.execute(
        _LEAVE, student_id=student_id, group_intervention_id=group_intervention_id
    )
    return left == 1

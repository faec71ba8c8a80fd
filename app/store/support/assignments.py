"""Assignments: students' cases that were handed to teams, and closed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import and_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.db.query import INSTITUTION, STUDENT, moment, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import AssignmentId, StaffId, StudentId, TeamId
from app.store.people.tables import Staff
from app.store.support.tables import Assignment as Row
from app.store.support.tables import Team


@dataclass(frozen=True, slots=True)
class Assignment:
    assignment_id: AssignmentId
    team: str
    """The team's code."""
    team_name: str
    reason: str
    opened_by_name: str
    opened_at: datetime
    closed_by_name: str | None
    closed_at: datetime | None
    closing_reason: str | None


_opener, _closer = aliased(Staff), aliased(Staff)
_ASSIGNMENTS = (
    select(
        Row.assignment_id,
        Team.code,
        Team.name,
        Row.reason,
        _opener.name,
        Row.opened_at,
        _closer.name,
        Row.closed_at,
        Row.closing_reason,
    )
    .join(Team, same(Team, Row, "team_id"))
    .join(_opener, and_(_opener.institution_id == Row.institution_id, _opener.staff_id == Row.opened_by))
    .outerjoin(_closer, and_(_closer.institution_id == Row.institution_id, _closer.staff_id == Row.closed_by))
    .where(Row.institution_id == INSTITUTION, Row.student_id == STUDENT)
)
_OF_STUDENT = query(_ASSIGNMENTS.order_by(Row.opened_at.desc(), Row.assignment_id), Assignment)
_ONE = query(_ASSIGNMENTS.where(Row.assignment_id == uuid("assignment_id")), Assignment)
_OPEN = query(
    insert(Row)
    .values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        assignment_id=uuid("assignment_id"),
        team_id=uuid("team_id"),
        reason=word("reason"),
        opened_by=uuid("opened_by"),
        opened_at=moment("now"),
    )
    .on_conflict_do_nothing()
)
_CLOSE = query(
    update(Row)
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == STUDENT,
        Row.assignment_id == uuid("assignment_id"),
        Row.closed_at.is_(None),
    )
    .values(closed_by=uuid("closed_by"), closed_at=moment("now"), closing_reason=word("reason"))
)


async def list_for(transaction: Transaction, student_id: StudentId) -> list[Assignment]:
    """The student's assignments, latest first."""
    return await transaction.fetch(_OF_STUDENT, student_id=student_id)


async def get(transaction: Transaction, student_id: StudentId, assignment_id: AssignmentId) -> Assignment:
    """Raises NotFound."""
    found = await transaction.find(_ONE, student_id=student_id, assignment_id=assignment_id)
    if found is None:
        raise NotFound("there is no such assignment")
    return found


async def open_case(
    transaction: Transaction,
    student_id: StudentId,
    team_id: TeamId,
    *,
    reason: str,
    opened_by: StaffId,
    now: datetime,
) -> AssignmentId | None:
    """The new assignment; None where the team has the student's case already."""
    assignment_id = AssignmentId(uuid4())
    opened = await transaction.execute(
        _OPEN,
        student_id=student_id,
        assignment_id=assignment_id,
        team_id=team_id,
        reason=reason,
        opened_by=opened_by,
        now=now,
    )
    return assignment_id if opened else None


async def close_case(
    transaction: Transaction,
    student_id: StudentId,
    assignment_id: AssignmentId,
    *,
    reason: str,
    closed_by: StaffId,
    now: datetime,
) -> bool:
    """Whether it was open, and is closed now."""
    closed = await transaction.execute(
        _CLOSE,
        student_id=student_id,
        assignment_id=assignment_id,
        reason=reason,
        closed_by=closed_by,
        now=now,
    )
    return closed == 1

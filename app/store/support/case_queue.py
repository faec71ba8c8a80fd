"""The queue: what waits to be done in cases, by when it is due, and how many there are of each kind.

Row-level security shows cases of students who are visible to whoever asks. Where one of their roles opens
students and not their cases, `opening` leaves out whom only such a role shows them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from app.access.vocabulary import Role
from app.db.query import Query, query
from app.db.transaction import Transaction
from app.ids import CaseId, StaffId, StudentId
from app.outreach.case import Queue
from app.store.people.visible import shown_by


class QueuedCase(NamedTuple):
    student_id: StudentId
    number: str
    name: str | None
    case_id: CaseId
    state: str
    rung: str
    due_on: date
    waiting_until: date | None
    owner_id: StaffId | None
    owner_name: str | None
    team: str | None
    team_name: str | None
    answer: str | None
    opened_at: datetime


class QueueCounts(NamedTuple):
    overdue: int
    due_today: int
    unassigned: int
    waiting_for_student: int
    answered: int


_OPEN = "c.closed_at is null"
_ANSWERED = "c.answer is not null and (c.closed_at is null or c.due_on >= :today)"
_IN = {
    Queue.OVERDUE: "c.due_on < :today",
    Queue.DUE_TODAY: "c.due_on = :today",
    Queue.UNASSIGNED: "c.owner_id is null and c.team_id is null",
    Queue.WAITING_FOR_STUDENT: "c.waiting_until >= :today",
}
_OF_ROLE = " and :role = any (c.roles)"
_OPENED = f" and {shown_by('c.student_id', 'opening')}"
_ONE_BY_ONE = " and c.student_id = any (cast((select attune_visible_students()) as uuid[]))"
"""Of students whom the asker sees one by one: their cases are found by their keys, not among everybody's."""
_COUNTS = ", ".join(f"count(*) filter (where {waits})" for waits in _IN.values())
_READ = """
    with counts as (
        select {counts}, (select count(*) from cases c where {mine} and {answered})
        from cases c
        where {mine} and {open}
    ), page as (
        select * from cases c
        where {mine} and {waits} and (c.due_on, c.case_id) > (:after_day, :after_case)
        order by c.due_on, c.case_id
        limit :limit
    )
    select n.*, c.student_id, s.number, s.name, c.case_id, c.state, c.rung, c.due_on, c.waiting_until,
           c.owner_id, o.name, t.code, t.name, c.answer, c.opened_at
    from counts n
    left join (page c join students s on s.institution_id = :institution_id and s.student_id = c.student_id)
        on true
    left join staff o on o.institution_id = :institution_id and o.staff_id = c.owner_id
    left join teams t on t.institution_id = :institution_id and t.team_id = c.team_id
    order by c.due_on, c.case_id
"""


class OverdueRung(NamedTuple):
    """A rung on which somebody should have acted."""

    student_id: StudentId
    case_id: CaseId
    rung: str
    due_on: date


_OVERDUE = query(
    f"select c.student_id, c.case_id, c.rung, c.due_on from cases c where c.institution_id = :institution_id"
    f" and {_OPEN} and {_IN[Queue.OVERDUE]} and c.due_on >= :since order by c.due_on, c.case_id",
    OverdueRung,
)


async def list_overdue(transaction: Transaction, since: date, today: date) -> list[OverdueRung]:
    """Of open cases, those that were due from `since` on."""
    return await transaction.fetch(_OVERDUE, since=since, today=today)


def waits_in(queue: Queue) -> str:
    """SQL: whether the case `c` is in the queue; `:today` is the day."""
    return _ANSWERED if queue is Queue.ANSWERED else f"{_OPEN} and {_IN[queue]}"


def _row(*values: Any) -> tuple[QueueCounts, QueuedCase | None]:  # noqa: ANN401 (columns)
    """The counts, and a case of the page; none where the page is empty."""
    at = len(QueueCounts._fields)
    return QueueCounts(*values[:at]), None if values[at] is None else QueuedCase(*values[at:])


@cache
def _read(queue: Queue, conditions: str) -> Query[tuple[QueueCounts, QueuedCase | None]]:
    """Of cases that meet these further conditions, too."""
    mine = f"c.institution_id = :institution_id {conditions}"
    counts = {"counts": _COUNTS, "answered": _ANSWERED, "open": _OPEN}
    return query(_READ.format(mine=mine, waits=waits_in(queue), **counts), _row)


async def read(
    transaction: Transaction,
    queue: Queue,
    *,
    today: date,
    role: Role | None,
    opening: Sequence[Role] | None,
    sees_all: bool,
    after: tuple[date, CaseId],
    limit: int,
) -> tuple[list[QueuedCase], QueueCounts]:
    """A page of a queue by due day, and how many cases each queue holds, in one round trip.

    With `opening`, only students whom one of these roles shows the asker.
    """
    of_role, opened = "" if role is None else _OF_ROLE, "" if opening is None else _OPENED
    found = await transaction.fetch(
        _read(queue, of_role + opened + ("" if sees_all else _ONE_BY_ONE)),
        today=today,
        role=role,
        opening=opening,
        after_day=after[0],
        after_case=after[1],
        limit=limit,
    )
    return [case for _, case in found if case is not None], found[0][0]

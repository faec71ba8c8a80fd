"""The queue: what waits to be done in cases, by when it is due, and how many there are of each kind.

Row-level security shows cases of students who are visible to whoever asks. Where one of their roles opens
students and not their cases, `opening` leaves out whom only such a role shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.access.vocabulary import Role
from app.db.query import Query, query
from app.db.transaction import Transaction
from app.ids import CaseId, StaffId, StudentId
from app.outreach.case import Queue


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


@dataclass(frozen=True, slots=True)
class QueueCounts:
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
_MINE = """
    c.institution_id = :institution_id
    and (cast(:role as text) is null or :role = any (c.roles))
    and (cast(:opening as text[]) is null
         or string_to_array(attune_sees_all_by(), ',') && cast(:opening as text[])
         or exists (select from unnest(attune_visible_students(), attune_visible_by()) as v (student_id, by)
                    where v.student_id = c.student_id
                      and string_to_array(v.by, ',') && cast(:opening as text[])))
"""
_PAGE = """
    with page as (
        select * from cases c
        where {mine} and {waits} and (c.due_on, c.case_id) > (:after_day, :after_case)
        order by c.due_on, c.case_id
        limit :limit)
    select c.student_id, s.number, s.name, c.case_id, c.state, c.rung, c.due_on, c.waiting_until, c.owner_id,
           o.name, t.code, t.name, c.answer, c.opened_at
    from page c
    join students s on s.institution_id = :institution_id and s.student_id = c.student_id
    left join staff o on o.institution_id = :institution_id and o.staff_id = c.owner_id
    left join teams t on t.institution_id = :institution_id and t.team_id = c.team_id
    order by c.due_on, c.case_id
"""


def _page(queue: Queue) -> Query[QueuedCase]:
    waits = _ANSWERED if queue is Queue.ANSWERED else f"{_OPEN} and {_IN[queue]}"
    return query(_PAGE.format(mine=_MINE, waits=waits), QueuedCase)


_PAGES = {queue: _page(queue) for queue in Queue}
_COUNTS = query(
    f"""
    select {", ".join(f"count(*) filter (where {waits})" for waits in _IN.values())},
           (select count(*) from cases c where {_MINE} and {_ANSWERED})
    from cases c
    where {_MINE} and {_OPEN}
    """,
    QueueCounts,
)


async def read(
    transaction: Transaction,
    queue: Queue,
    *,
    today: date,
    role: Role | None,
    opening: Sequence[Role] | None,
    after: tuple[date, CaseId],
    limit: int,
) -> tuple[list[QueuedCase], QueueCounts]:
    """A page of a queue by due day, and how many cases each queue holds, in one round trip.

    With `opening`, only students whom one of these roles shows the asker.
    """
    found = await transaction.gather(
        {"page": _PAGES[queue], "counts": _COUNTS},
        today=today,
        role=role,
        opening=None if opening is None else list(opening),
        after_day=after[0],
        after_case=after[1],
        limit=limit,
    )
    return found["page"], found["counts"][0]

"""Signal progress: up to which day everybody was judged, and who waits to be judged again."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from app.db.query import one, query
from app.db.transaction import Transaction
from app.ids import StudentId
from app.store.people import students


class Reached(NamedTuple):
    as_of: date
    done_to: StudentId | None
    """Of whom the days up to then were judged, up to that student; None: of everybody."""
    weekly: bool
    """Whether by every rule, or by those alone that judge every night."""


_REACHED = query(
    "select as_of, done_to, weekly from signal_progress where institution_id = :institution_id", Reached
)
_RECORD = query(
    "insert into signal_progress (institution_id, as_of, done_to, weekly)"
    " values (:institution_id, :as_of, :done_to, :weekly) on conflict (institution_id)"
    " do update set as_of = excluded.as_of, done_to = excluded.done_to, weekly = excluded.weekly"
)
_PENDING = query(
    "select student_id from pending_signals"
    " where institution_id = :institution_id and student_id > :after order by student_id limit :most",
    one,
)
_STILL = query(
    "delete from pending_signals where institution_id = :institution_id"
    " and student_id = any(cast(:students as uuid[])) returning student_id",
    one,
)
_OPEN = query(
    "select distinct student_id from signals where institution_id = :institution_id and status = 'open'"
    " and student_id > :after order by student_id limit :most",
    one,
)
_DAYS = query(
    "select distinct as_of from signals where institution_id = :institution_id and status = 'open'"
    " and student_id = any(cast(:students as uuid[])) order by as_of",
    one,
)
# Nobody has judged what lies ahead; a pass over everybody will come to it.
_MARK = (
    "insert into pending_signals (institution_id, student_id)"
    " select :institution_id, c.student_id from ({changed}) as c (student_id)"
    " where exists (select 1 from signal_progress where institution_id = :institution_id)"
    " on conflict do nothing"
)
_MARK_STUDENTS = query(
    _MARK.format(changed="select distinct * from unnest(cast(:students as uuid[])) as listed")
)
_MARK_DAYS = query(
    "insert into pending_signals (institution_id, student_id)"
    " select distinct :institution_id, c.student_id"
    " from unnest(cast(:students as uuid[]), cast(:days as date[])) as c (student_id, day)"
    " join signal_progress p on p.institution_id = :institution_id and c.day <= p.as_of"
    " order by c.student_id on conflict do nothing"
)
_MARK_EVERYBODY = query(
    _MARK.format(changed="select student_id from students where institution_id = :institution_id")
)


async def reached(transaction: Transaction) -> Reached | None:
    return await transaction.find(_REACHED)


async def record(transaction: Transaction, reached: Reached) -> None:
    await transaction.execute(_RECORD, as_of=reached.as_of, done_to=reached.done_to, weekly=reached.weekly)


async def take_pending(transaction: Transaction, *, after: StudentId, most: int) -> list[StudentId]:
    """The next students who wait, locked: they wait no more once the transaction ends."""
    listed = await transaction.fetch(_PENDING, after=after, most=most)
    await students.lock(transaction, listed)
    return sorted(await transaction.fetch(_STILL, students=listed))


async def list_open(transaction: Transaction, *, after: StudentId, most: int) -> list[StudentId]:
    """The next students with an open signal, ascending."""
    return await transaction.fetch(_OPEN, after=after, most=most)


async def open_days(transaction: Transaction, of: Collection[StudentId]) -> list[date]:
    """On which days their open signals were judged, ascending."""
    return await transaction.fetch(_DAYS, students=list(of))


async def mark(transaction: Transaction, changed: Collection[StudentId]) -> None:
    """Those students' days that were judged have changed."""
    await transaction.execute(_MARK_STUDENTS, students=list(changed))


async def mark_days(transaction: Transaction, changed: Collection[tuple[StudentId, date]]) -> None:
    """Those days of students have changed: whoever was judged on them waits to be judged again."""
    await transaction.execute(
        _MARK_DAYS,
        students=[student_id for student_id, _ in changed],
        days=[day for _, day in changed],
    )


async def mark_everybody(transaction: Transaction) -> None:
    await transaction.execute(_MARK_EVERYBODY)

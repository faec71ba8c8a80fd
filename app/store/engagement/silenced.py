"""Silenced signals: those that end, or come back, as days of their student stop counting or count again."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from app.db.query import query
from app.db.transaction import Transaction
from app.ids import SignalId, StudentId


class Unsettled(NamedTuple):
    """A student's latest signal of a rule: open, or ended lately as its days did not count."""

    student_id: StudentId
    signal_id: SignalId
    rule: str
    as_of: date
    is_open: bool


_UNSETTLED = query(
    """
    select latest.student_id, latest.signal_id, latest.rule, latest.as_of, latest.status = 'open'
    from (
        select distinct on (s.student_id, s.rule) s.*
        from signals s
        where s.institution_id = :institution_id and s.student_id = any(cast(:students as uuid[]))
        order by s.student_id, s.rule, s.as_of desc, s.status desc, s.raised_at desc, s.signal_id
    ) latest
    where latest.status = 'open'
       or (latest.closed_because = 'excluded' and latest.judgement is null and not latest.recovered
           and latest.as_of > :since)
    order by latest.student_id, latest.signal_id
    """,
    Unsettled,
)
_THIS = "institution_id = :institution_id and student_id = :student_id and signal_id = :signal_id"
_SILENCE = query(
    "update signals set status = 'closed', closed_on = cast(:today as date), closed_because = 'excluded'"
    f" where {_THIS} and status = 'open'"
)
_REOPEN = query(
    "update signals set status = 'open', closed_on = null, closed_because = null"
    f" where {_THIS} and status = 'closed' and closed_because = 'excluded'"
)


async def list_unsettled(
    transaction: Transaction, students: Collection[StudentId], since: date
) -> list[Unsettled]:
    """The students' latest signals that are open, or were silenced and are about days after `since`."""
    return await transaction.fetch(_UNSETTLED, students=list(students), since=since)


async def silence(transaction: Transaction, of: Unsettled, today: date) -> None:
    await transaction.execute(_SILENCE, student_id=of.student_id, signal_id=of.signal_id, today=today)


async def reopen(transaction: Transaction, of: Unsettled) -> None:
    await transaction.execute(_REOPEN, student_id=of.student_id, signal_id=of.signal_id)

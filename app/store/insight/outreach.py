"""Outreach in figures: each student's first case of a year; read by elevated work only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.db.query import query
from app.db.transaction import Transaction
from app.ids import StudentId


@dataclass(frozen=True, slots=True)
class OutreachFacts:
    """A student's first case of a year."""

    student_id: StudentId
    opened_at: datetime
    first_attempt_on: date | None
    reached_on: date | None
    reached_rung: str | None
    rungs: Sequence[str]
    """Those on which somebody tried."""


_FACTS = query(
    """
    select distinct on (c.student_id)
           c.student_id, c.opened_at, c.first_attempt_on, c.reached_on, c.reached_rung,
           array(select distinct a.rung from contact_attempts a
                 where a.institution_id = :institution_id and a.student_id = c.student_id
                   and a.case_id = c.case_id)
    from cases c
    where c.institution_id = :institution_id and c.opened_at >= :begin and c.opened_at < :end
    order by c.student_id, c.opened_at, c.case_id
    """,
    OutreachFacts,
)


async def list_facts(transaction: Transaction, begin: datetime, end: datetime) -> list[OutreachFacts]:
    """Of each student with a case that was opened from `begin` on and before `end`."""
    return await transaction.fetch(_FACTS, begin=begin, end=end)

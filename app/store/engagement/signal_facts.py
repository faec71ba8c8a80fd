"""A slice's signal facts: besides activity, what keeps days from counting, the register, and two scores."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.db.binary_copy import DATE, INT2, UUID, Layout, day_number
from app.db.transaction import Transaction
from app.scoring import months
from app.scoring.sources import Days
from app.scoring.standing import Whole
from app.store.engagement import slices
from app.store.engagement.slices import Slice


class DatedSpells(NamedTuple):
    """Spells of days of the slice's students, by number; days by PostgreSQL's numbers, both included."""

    number: Whole
    first: Whole
    last: Whole


_SPELL = Layout((("student_id", UUID), ("first", DATE), ("last", DATE)))
_AWAY = """
    select r.student_id, r.starts_on, coalesce(r.ends_before - 1, 'infinity')
    from {taken} join registrations r on r.student_id = taken.student_id
    where r.institution_id = $1 and r.student_id between $2::uuid and $3::uuid
      and r.study_mode in ('placement', 'abroad')
"""
_RECORDED = """
    from {taken} join attendance a on a.student_id = taken.student_id
    join teaching_sessions t on t.institution_id = a.institution_id and t.session_id = a.session_id
    where a.institution_id = $1 and a.student_id between $2::uuid and $3::uuid
      and t.starts_at >= $4::timestamptz and t.starts_at < $5::timestamptz
"""
_ABSENCES = f"""
    select distinct a.student_id, (t.starts_at at time zone $6::text)::date as first,
           (t.starts_at at time zone $6::text)::date as last
    {_RECORDED} and a.status = 'authorised_absence'
"""
_MARKS = Layout((("student_id", UUID), ("day", DATE), ("present", INT2)))
_REGISTER = f"""
    select a.student_id, (t.starts_at at time zone $6::text)::date, (a.status = 'present')::int::smallint
    {_RECORDED} and a.status in ('present', 'absent')
    order by a.student_id, t.starts_at, t.session_id
"""


async def study_away(transaction: Transaction, taken: Slice) -> DatedSpells:
    """When the slice's students are on placement or abroad."""
    return await _spells(transaction, taken, _AWAY, *taken.reach)


async def authorised_absences(
    transaction: Transaction, taken: Slice, first: date, last: date, zone: ZoneInfo
) -> DatedSpells:
    """On which days the register says that they were allowed to be away."""
    given = (*taken.reach, *_between(first, last, zone), zone.key)
    return await _spells(transaction, taken, _ABSENCES, *given)


async def register(
    transaction: Transaction, taken: Slice, first: date, last: date, zone: ZoneInfo
) -> tuple[Whole, Whole, NDArray[np.bool_]]:
    """Each session recorded as attended or missed, ascending by student: number, day, whether attended."""
    given = (*taken.reach, *_between(first, last, zone), zone.key)
    rows, numbers = await slices.read(transaction, taken, _REGISTER, _MARKS, *given)
    return numbers, rows["day"].astype(np.int64), rows["present"] == 1


async def exclusions(transaction: Transaction, taken: Slice, *, kind: str) -> DatedSpells:  # noqa: ARG001
    """The dated exemptions, or approved extenuating circumstances, of the slice's students."""
    nothing = np.zeros(0, np.int64)
    return DatedSpells(nothing, nothing, nothing)


_SCORE = Layout((("student_id", UUID), ("month", DATE), ("score", "V8")))
_SCORES = """
    select s.student_id, s.month, substring(s.scores from $5::int for 8)
    from {taken} join score_months s on s.student_id = taken.student_id
    where s.institution_id = $1 and s.student_id between $2::uuid and $3::uuid
      and s.month = $4::date and s.scored_through >= $6::date
"""


async def scores(transaction: Transaction, taken: Slice, days: Sequence[date]) -> Days:
    """The stored scores of those days [row, day]; NaN where there is none."""
    found = np.full((len(taken), len(days)), np.nan)
    for at, day in enumerate(days):
        given = (*taken.reach, months.month_of(day), (day.day - 1) * 8 + 1, day)
        rows, numbers = await slices.read(transaction, taken, _SCORES, _SCORE, *given)
        found[numbers, at] = months.unpack_array(rows["score"])[:, 0]
    return found


def _between(first: date, last: date, zone: ZoneInfo) -> tuple[str, str]:
    begins = datetime.combine(first, time.min, zone)
    ends = datetime.combine(last + timedelta(days=1), time.min, zone)
    return begins.isoformat(), ends.isoformat()


async def _spells(transaction: Transaction, taken: Slice, statement: str, *given: object) -> DatedSpells:
    rows, numbers = await slices.read(transaction, taken, statement, _SPELL, *given)
    return DatedSpells(numbers, rows["first"].astype(np.int64), rows["last"].astype(np.int64))


def places(days: Whole, first: date) -> Whole:
    """PostgreSQL's days as places on an axis that begins with that day."""
    return days - day_number(first)

"""A slice's signal facts: besides activity and excluded days, the register and two scores."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.calendars.exclusions import Exclusion
from app.db.binary_copy import DATE, INT4, UUID, Layout, day_number
from app.db.query import one
from app.db.transaction import Transaction
from app.ids import StudentId
from app.scoring import months
from app.scoring.sources import Days
from app.scoring.standing import Whole
from app.store.engagement import slices
from app.store.engagement.slices import Slice
from app.store.record import excluded_days

# Nearly everybody has no excluded days: whoever may have some is found first.
_WITH_ANY = slices.joined(
    """
    select found.student_id from (
        select student_id from exemptions
        where institution_id = :institution_id and student_id between :from_student and :to_student
          and starts_on <= :last_day and ends_before > :first_day
        union
        select student_id from extenuating_circumstances
        where institution_id = :institution_id and student_id between :from_student and :to_student
          and starts_on <= :last_day and ends_before > :first_day
        union
        select student_id from attendance
        where institution_id = :institution_id and student_id between :from_student and :to_student
          and status = 'authorised_absence'
        union
        select student_id from registrations
        where institution_id = :institution_id and student_id between :from_student and :to_student
        group by student_id having count(*) > 1 or bool_or(study_mode in ('placement', 'abroad'))
    ) as found join {taken} on taken.student_id = found.student_id
    """,
    one,
)


async def exclusions(
    transaction: Transaction, taken: Slice, first: date, last: date
) -> dict[StudentId, list[Exclusion]]:
    """What is excluded of each of the slice's students from `first` to `last`; who has nothing is absent."""
    days = {"first_day": first, "last_day": last}
    reach = dict(zip(("from_student", "to_student"), taken.reach, strict=True))
    some = await transaction.fetch(_WITH_ANY[taken.relation], **taken.given, **reach, **days)
    if not some:
        return {}
    return await excluded_days.list_for(transaction, some, first, last)


_MARKS = Layout((("student_id", UUID), ("mark", INT4)))
# One number says which day (of 512), which session (of two million), and whether attended: much is read, and
# sorted by it.
_DAY_BITS = 22
_REGISTER = """
    with sessions as materialized (
        select t.session_id, ((t.starts_at at time zone $6::text)::date - $7::date) * (1 << 22)
               + 2 * row_number() over (order by t.starts_at, t.session_id)::int as mark
        from teaching_sessions t
        where t.institution_id = $1 and t.starts_at >= $4::timestamptz and t.starts_at < $5::timestamptz
    )
    select a.student_id, t.mark + (a.status = 'present')::int
    from {taken} join attendance a on a.student_id = taken.student_id
    join sessions t on t.session_id = a.session_id
    where a.institution_id = $1 and a.student_id between $2::uuid and $3::uuid
      and a.status in ('present', 'absent')
"""


async def register(
    transaction: Transaction, taken: Slice, first: date, last: date, zone: ZoneInfo
) -> tuple[Whole, Whole, NDArray[np.bool_]]:
    """Each session recorded as attended or missed, ascending by student: number, day, whether attended.

    Days count from `first`.
    """
    given = (*taken.reach, *_between(first, last, zone), zone.key, first)
    rows, numbers = await slices.read(transaction, taken, _REGISTER, _MARKS, *given)
    found = numbers.astype(np.int64) << 32 | rows["mark"]
    found.sort()
    return found >> 32, (found & 0x7FFFFFFF) >> _DAY_BITS, (found & 1) == 1


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


def places(days: Whole, first: date) -> Whole:
    """PostgreSQL's days as places on an axis that begins with that day."""
    return days - day_number(first)

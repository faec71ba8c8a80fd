"""Stored scores: months of daily scores, what they rest on, and what waits to be computed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.db.query import INSTITUTION, STUDENT, day, one, query, uuid
from app.db.transaction import Transaction
from app.ids import ScoringModelId, StudentId
from app.scoring import months
from app.store.engagement import signal_progress
from app.store.engagement.tables import PendingRescore, ScoreMonth


@dataclass(frozen=True, slots=True)
class StoredMonth:
    month: date
    scoring_model_id: ScoringModelId
    scored_through: date
    scores: Sequence[float]
    """31 doubles by day of month; NaN where there is no score."""


@dataclass(frozen=True, slots=True)
class PendingDays:
    first_day: date
    last_day: date


def _month(month: date, scoring_model_id: ScoringModelId, scored_through: date, scores: bytes) -> StoredMonth:
    return StoredMonth(month, scoring_model_id, scored_through, months.unpack_one(scores))


STORED = query(
    select(ScoreMonth.month, ScoreMonth.scoring_model_id, ScoreMonth.scored_through, ScoreMonth.scores)
    .where(
        ScoreMonth.institution_id == INSTITUTION,
        ScoreMonth.student_id == STUDENT,
        ScoreMonth.month.between(day("first_month"), day("last_day")),
    )
    .order_by(ScoreMonth.month),
    _month,
)
"""One student's stored months, ascending."""
PENDING = query(
    select(PendingRescore.first_day, PendingRescore.last_day).where(
        PendingRescore.institution_id == INSTITUTION,
        PendingRescore.student_id == STUDENT,
        PendingRescore.first_day <= day("last_day"),
        PendingRescore.last_day >= day("first_day"),
    ),
    PendingDays,
)
"""Which of one student's stored scores hold no more."""
_STORED_MONTHS = query(
    select(ScoreMonth.month).where(
        ScoreMonth.institution_id == INSTITUTION, ScoreMonth.student_id == STUDENT
    ),
    one,
)
_ANYTHING_PENDING = query(
    select(
        select(PendingRescore.student_id)
        .where(
            PendingRescore.institution_id == INSTITUTION,
            PendingRescore.student_id > uuid("after"),
            PendingRescore.first_day <= day("through"),
        )
        .exists()
    ),
    one,
)
_DELETE_MONTHS = query(
    "delete from score_months s"
    " using unnest(cast(:students as uuid[]), cast(:months as date[])) as gone (student_id, month)"
    " where s.institution_id = :institution_id and s.student_id = gone.student_id and s.month = gone.month"
)
_DELETE_SINCE = query(
    "delete from score_months s"
    " using unnest(cast(:students as uuid[]), cast(:days as date[])) as changed (student_id, day)"
    " where s.institution_id = :institution_id and s.student_id = changed.student_id"
    " and s.month >= date_trunc('month', changed.day::timestamp)::date"
)
_DELETE_REFUSED_AHEAD = query(
    """
    with refused as (
        select student_id from consent_decisions
        where institution_id = :institution_id and purpose = :purpose and academic_year = :academic_year
          and decision <> 'given' and decided_at < :begins
    ), latest as (
        select distinct on (d.student_id) d.student_id, d.decision from consent_decisions d
        where d.institution_id = :institution_id and d.purpose = :purpose
          and d.academic_year = :academic_year and d.student_id in (select student_id from refused)
        order by d.student_id, d.sequence desc
    )
    delete from score_months s using latest
    where s.institution_id = :institution_id and s.student_id = latest.student_id and s.month < :before
      and latest.decision <> 'given'
    """
)


async def is_anything_pending(transaction: Transaction, through: date, after: StudentId) -> bool:
    """Whether any student after that one has days to score up to `through`."""
    found: bool = await transaction.fetch_one(_ANYTHING_PENDING, through=through, after=after)
    return found


async def list_stored_months(transaction: Transaction, student_id: StudentId) -> list[date]:
    return await transaction.fetch(_STORED_MONTHS, student_id=student_id)


async def delete_months(transaction: Transaction, months_of: Collection[tuple[StudentId, date]]) -> None:
    """Delete those stored months of scores."""
    await transaction.execute(
        _DELETE_MONTHS,
        students=[student_id for student_id, _ in months_of],
        months=[month for _, month in months_of],
    )


async def delete_refused_ahead(
    transaction: Transaction, purpose: str, academic_year: int, begins: datetime, before: date
) -> int:
    """Delete the months before `before` of whoever said no to the year before it began, at `begins`.

    Returns how many. Such a decision counts from the year's first day, on which nobody asks anything.
    """
    return await transaction.execute(
        _DELETE_REFUSED_AHEAD,
        purpose=purpose,
        academic_year=academic_year,
        begins=begins,
        before=before,
    )


async def delete_since(transaction: Transaction, since: Mapping[StudentId, date]) -> None:
    """Delete each student's stored months from the one with that day on: what they rest on changed."""
    await transaction.execute(_DELETE_SINCE, students=list(since), days=list(since.values()))


# What nobody has scored yet is nobody's to repeat: a pass over all students will come to it.
_MARK = """
    insert into pending_rescores (institution_id, student_id, first_day, last_day)
    select :institution_id, student_id, first_day, last_day
    from (
        select c.student_id, c.first_day, least(c.last_day, p.last_day) as last_day
        from ({changed}) as c (student_id, first_day, last_day)
        cross join (select max(last_day) as last_day from score_progress
                    where institution_id = :institution_id having count(*) > 0) as p
    ) as marked
    where last_day >= first_day
    on conflict do nothing
"""
_MARK_STUDENTS = query(
    _MARK.format(
        changed="select * from"
        " unnest(cast(:students as uuid[]), cast(:first as date[]), cast(:last as date[])) as listed"
    )
)
_MARK_EVERYBODY = query(
    _MARK.format(
        # Locked, so that no slice that is under way can take what it has not seen for done.
        changed="select student_id, cast(:first as date), cast(:last as date)"
        " from (select student_id from students where institution_id = :institution_id"
        " order by student_id for no key update) as locked"
    )
)


async def mark_for_rescore(transaction: Transaction, days_of: Mapping[StudentId, tuple[date, date]]) -> None:
    """Those students' scores from the first to the last of those days are to be computed again."""
    await transaction.execute(
        _MARK_STUDENTS,
        students=list(days_of),
        first=[first for first, _ in days_of.values()],
        last=[last for _, last in days_of.values()],
    )
    await signal_progress.mark(transaction, days_of)


async def mark_everybody_for_rescore(transaction: Transaction, first: date, last: date) -> None:
    """The same, of all the institution's students."""
    await transaction.execute(_MARK_EVERYBODY, first=first, last=last)
    await signal_progress.mark_everybody(transaction)

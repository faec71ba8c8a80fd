"""Stored scores: months of daily scores, what they rest on, and what waits to be computed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, text

from app.ids import InstitutionId, ScoringModelId, StudentId
from app.scoring import months
from app.scoring.models import AcademicYear
from app.scoring.sources import Days
from app.store import bulk
from app.store.session import Session
from app.store.sets import among
from app.store.tables import Registration, ScoreMonth, StaleDay, Student


@dataclass(frozen=True, slots=True)
class StoredMonth:
    month: date
    scoring_model_id: ScoringModelId
    scored_through: date
    computed_at: datetime
    scores: Days
    """31 doubles by day of month; NaN where there is no score."""


async def list_months(session: Session, student_id: StudentId, first: date, last: date) -> list[StoredMonth]:
    """The student's stored months from `first` to `last`, ascending."""
    found = await session.execute(
        select(
            ScoreMonth.month,
            ScoreMonth.scoring_model_id,
            ScoreMonth.scored_through,
            ScoreMonth.computed_at,
            ScoreMonth.scores,
        )
        .where(ScoreMonth.student_id == student_id, ScoreMonth.month.between(first, last))
        .order_by(ScoreMonth.month)
    )
    return [StoredMonth(*row[:4], months.unpack([row[4]])[0]) for row in found]


async def list_stale(session: Session, student_id: StudentId, first: date, last: date) -> list[date]:
    """Days from `first` to `last` whose amounts changed since their scores were stored."""
    found = await session.execute(
        select(StaleDay.day).where(StaleDay.student_id == student_id, StaleDay.day.between(first, last))
    )
    return list(found.scalars())


async def list_stored_months(session: Session, student_id: StudentId) -> list[date]:
    found = await session.execute(select(ScoreMonth.month).where(ScoreMonth.student_id == student_id))
    return list(found.scalars())


async def forget(session: Session, months_of: Collection[tuple[StudentId, date]]) -> None:
    """Delete those stored months of scores."""
    await session.execute(
        text(
            "delete from score_months s"
            " using unnest(cast(:students as uuid[]), cast(:months as date[])) as gone (student_id, month)"
            " where s.student_id = gone.student_id and s.month = gone.month"
        ),
        {
            "students": [student_id for student_id, _ in months_of],
            "months": [month for _, month in months_of],
        },
    )


async def forget_since(session: Session, since: Mapping[StudentId, date]) -> None:
    """Delete each student's stored months from the one with that day on: what they rest on changed."""
    await session.execute(
        text(
            "delete from score_months s using unnest(cast(:students as uuid[]), cast(:days as date[]))"
            " as changed (student_id, day)"
            " where s.student_id = changed.student_id"
            " and s.month >= date_trunc('month', changed.day)::date"
        ),
        {"students": list(since), "days": list(since.values())},
    )


async def first_registered_day(session: Session, institution_id: InstitutionId) -> date | None:
    found = await session.execute(
        select(func.min(Registration.starts_on))
        .join(Student, Student.student_id == Registration.student_id)
        .where(Student.institution_id == institution_id)
    )
    return found.scalar_one()


# A month is due where it may be scored but never has been, or not far enough, or under another model, or
# where amounts that its days look back on have changed. The consent part says in SQL what
# `consent.ledger.consent_state` says in Python; a property test holds the two equal.
_DUE = text("""
    with in_force as (
        select unnest(cast(:years as smallint[])) as academic_year,
               unnest(cast(:models as uuid[])) as scoring_model_id
    ), latest as (
        select distinct on (student_id, academic_year) student_id, academic_year, decision
        from consent_decisions where purpose = :purpose
        order by student_id, academic_year, sequence desc
    ), consented as (
        select l.student_id, l.academic_year from latest l
        where l.decision = 'given'
          and not exists (select from latest o where o.student_id = l.student_id
                          and o.academic_year > l.academic_year and o.decision <> 'given')
    ), wanted as (
        select r.student_id, m.month::date as month,
               least(cast(:through as date), (m.month + interval '1 month - 1 day')::date) as last_day
        from registrations r
        join students s using (student_id)
        cross join lateral generate_series(
            date_trunc('month', r.starts_on::timestamp),
            least(cast(:through as date), r.ends_before - 1)::timestamp,
            interval '1 month') as m (month)
        where s.institution_id = :institution_id and r.level = any(:levels)
          and (cast(:after as uuid) is null or r.student_id > :after)
          and (cast(:only as uuid) is null or r.student_id = :only)
    ), due as (
        select distinct w.student_id, w.month
        from wanted w
        join in_force f on f.academic_year = extract(year from w.month)
                         - (extract(month from w.month) < :year_starts)::int
        left join score_months s on s.student_id = w.student_id and s.month = w.month
        where (cast(:purpose as text) is null or exists (
                   select from consented c where c.student_id = w.student_id
                   and c.academic_year = f.academic_year))
          and (s.student_id is null or s.scored_through < w.last_day
           or s.scoring_model_id <> f.scoring_model_id
           or exists (select from stale_days d where d.student_id = w.student_id
                      and d.day between w.month - 6 and w.last_day))
    )
    select student_id, month from due
    where student_id in (select distinct student_id from due order by student_id limit :limit)
    order by student_id, month
""")


async def list_due(
    session: Session,
    institution_id: InstitutionId,
    *,
    purpose: str | None,
    levels: Collection[str],
    models: Mapping[AcademicYear, ScoringModelId],
    year_starts: int,
    through: date,
    after: StudentId | None,
    limit: int,
    only: StudentId | None = None,
) -> dict[StudentId, list[date]]:
    """The next students (or the `only` one), by identifier, with months to compute, and which.

    `purpose` is the one whose consent scoring needs, or None where it needs none.
    """
    found = await session.execute(
        _DUE,
        {
            "institution_id": institution_id,
            "purpose": purpose,
            "levels": list(levels),
            "years": list(models),
            "models": list(models.values()),
            "year_starts": year_starts,
            "through": through,
            "after": after,
            "limit": limit,
            "only": only,
        },
    )
    due: dict[StudentId, list[date]] = defaultdict(list)
    for student_id, month in found:
        due[student_id].append(month)
    return due


_STORED = (
    "student_id uuid, month date, scoring_model_id uuid, scored_through date,"
    " computed_at timestamptz, scores bytea"
)
_COLUMNS = ("student_id", "month", "scoring_model_id", "scored_through", "computed_at", "scores")


NewMonth = tuple[StudentId, date, ScoringModelId, date, datetime, bytes]
"""A month to store: student, month, model, scored through, computed at, 31 doubles packed."""


async def store(
    session: Session,
    stored: Sequence[NewMonth],
    empty: Sequence[tuple[StudentId, date]],
) -> None:
    """Store months of scores, and drop those that have come out empty."""
    await bulk.stage(session, "incoming_scores", _STORED, _COLUMNS, stored)
    await session.execute(
        text(
            "insert into score_months select * from pg_temp.incoming_scores"
            " on conflict (student_id, month) do update set"
            " scoring_model_id = excluded.scoring_model_id,"
            " scored_through = excluded.scored_through,"
            " computed_at = excluded.computed_at, scores = excluded.scores"
        )
    )
    await forget(session, empty)


async def clear_stale(session: Session, students: Collection[StudentId], through: date) -> None:
    await session.execute(
        delete(StaleDay).where(among(StaleDay.student_id, students), StaleDay.day <= through)
    )

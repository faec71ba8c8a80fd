"""Stored scores: months of daily scores, what they rest on, and what waits to be computed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text

from app.ids import InstitutionId, ScoringModelId, StudentId
from app.scoring import months
from app.db.session import Session
from app.store.tables import DueScores, ScoreMonth, Student


@dataclass(frozen=True, slots=True)
class StoredMonth:
    month: date
    scoring_model_id: ScoringModelId
    scored_through: date
    scores: Sequence[float]
    """31 doubles by day of month; NaN where there is no score."""


@dataclass(frozen=True, slots=True)
class Due:
    first_day: date
    last_day: date


async def list_months(session: Session, student_id: StudentId, first: date, last: date) -> list[StoredMonth]:
    """The student's stored months from `first` to `last`, ascending."""
    found = await session.execute(
        select(
            ScoreMonth.month,
            ScoreMonth.scoring_model_id,
            ScoreMonth.scored_through,
            ScoreMonth.scores,
        )
        .where(ScoreMonth.student_id == student_id, ScoreMonth.month.between(first, last))
        .order_by(ScoreMonth.month)
    )
    return [StoredMonth(*row[:3], months.unpack_one(row[3])) for row in found]


async def list_due(session: Session, student_id: StudentId, first: date, last: date) -> list[Due]:
    """Which stored scores from `first` to `last` hold no more."""
    found = await session.execute(
        select(DueScores.first_day, DueScores.last_day).where(
            DueScores.student_id == student_id, DueScores.first_day <= last, DueScores.last_day >= first
        )
    )
    return [Due(*row) for row in found]


async def is_anything_due(
    session: Session, institution_id: InstitutionId, through: date, after: StudentId
) -> bool:
    """Whether any of the institution's students after that one has days to score up to `through`."""
    found = await session.execute(
        select(
            select(DueScores.student_id)
            .join(Student, Student.student_id == DueScores.student_id)
            .where(
                Student.institution_id == institution_id,
                DueScores.student_id > after,
                DueScores.first_day <= through,
            )
            .exists()
        )
    )
    return bool(found.scalar_one())


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


# What nobody has scored yet is nobody's to repeat: a pass over all students will come to it.
_CALL_DUE = """
    insert into due_scores (student_id, first_day, last_day)
    select student_id, first_day, last_day
    from (
        select c.student_id, c.first_day, least(c.last_day, p.last_day) as last_day
        from ({changed}) as c (student_id, first_day, last_day)
        join students s using (student_id)
        join (select institution_id, max(last_day) as last_day from score_progress group by institution_id)
             as p using (institution_id)
    ) as due
    where last_day >= first_day
    on conflict do nothing
"""
_CALL_STUDENTS_DUE = text(
    _CALL_DUE.format(
        changed="select * from"
        " unnest(cast(:students as uuid[]), cast(:first as date[]), cast(:last as date[])) as listed"
    )
)
_CALL_EVERYBODY_DUE = text(
    _CALL_DUE.format(
        # Held, so that no slice that is under way can take what it has not seen for done.
        changed="select student_id, cast(:first as date), cast(:last as date)"
        " from (select student_id from students where institution_id = :institution_id"
        " order by student_id for no key update) as held"
    )
)


async def call_due(session: Session, days_of: Mapping[StudentId, tuple[date, date]]) -> None:
    """Those students' scores from the first to the last of those days are to be computed again."""
    values = {
        "students": list(days_of),
        "first": [first for first, _ in days_of.values()],
        "last": [last for _, last in days_of.values()],
    }
    await session.execute(_CALL_STUDENTS_DUE, values)


async def call_everybody_due(
    session: Session, institution_id: InstitutionId, first: date, last: date
) -> None:
    """The same, of all the institution's students."""
    values = {"institution_id": institution_id, "first": first, "last": last}
    await session.execute(_CALL_EVERYBODY_DUE, values)

"""Comparison: choices of students, in which group a student is, and the group's scores and bars of a week.

A group's rows are for elevated work alone.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from struct import Struct
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.calendars.calendar import DAY, WEEK
from app.db.query import INSTITUTION, STUDENT, flag, moment, number, query
from app.db.transaction import Transaction
from app.ids import ProgrammeId, ScoringModelId, StudentId
from app.scoring.months import months_between
from app.store.insight.comparison_tables import ComparisonChoice as Row


class Choice(NamedTuple):
    """What the student wanted last, and since when."""

    compares: bool
    chosen_at: datetime


class Group(NamedTuple):
    """Everybody of a course and year."""

    programme_id: ProgrammeId
    level: str
    year_of_study: int | None


class Bars(NamedTuple):
    """The bars between a group's fifths in a week, and what the scores between them were computed with."""

    bars: Sequence[float]
    scoring_model_id: ScoringModelId


class OwnGroup(NamedTuple):
    """The group that a student is in."""

    group: Group
    bars: Bars | None
    """Of that week; None: nothing was made yet."""


class WeekScores(NamedTuple):
    """One student's scores of a week's days; NaN where there is none."""

    student_id: StudentId
    scores: Sequence[float]


_OWN = (Row.institution_id == INSTITUTION, Row.student_id == STUDENT, Row.academic_year == number("year"))
_CHOICE = query(select(Row.compares, Row.chosen_at).where(*_OWN), Choice)
_ADDED = insert(Row).values(
    institution_id=INSTITUTION,
    student_id=STUDENT,
    academic_year=number("year"),
    compares=flag("compares"),
    chosen_at=moment("now"),
)
_CHOOSE = query(
    _ADDED.on_conflict_do_update(
        index_elements=[Row.institution_id, Row.student_id, Row.academic_year],
        set_={"compares": _ADDED.excluded.compares, "chosen_at": _ADDED.excluded.chosen_at},
        where=Row.compares != _ADDED.excluded.compares,
    )
)


def _own_group(
    programme_id: ProgrammeId,
    level: str,
    year_of_study: int | None,
    bars: Sequence[float] | None,
    scoring_model_id: ScoringModelId | None,
) -> OwnGroup:
    made = None if bars is None or scoring_model_id is None else Bars(bars, scoring_model_id)
    return OwnGroup(Group(programme_id, level, year_of_study), made)


OWN_GROUP = query(
    """
    select r.programme_id, r.level, r.year_of_study, w.bars, w.scoring_model_id
    from registrations r
    left join comparison_weeks w on w.institution_id = r.institution_id and w.programme_id = r.programme_id
     and w.level = r.level and w.year_of_study = r.year_of_study and w.monday = cast(:monday as date)
    where r.institution_id = :institution_id and r.student_id = :student_id
      and r.level = any(cast(:levels as text[])) and r.starts_on <= cast(:monday as date)
      and (r.ends_before is null or r.ends_before > cast(:sunday as date))
    order by r.starts_on desc limit 1
    """,
    _own_group,
)
"""The student's group in a week, where they were registered all of it; no row: none."""
_OF_GROUP = """
    institution_id = :institution_id and programme_id = :programme_id and level = :level
    and year_of_study = :year_of_study
"""
_BARS = query(
    f"select bars, scoring_model_id from comparison_weeks where {_OF_GROUP} and monday = :monday", Bars
)
_KEEP = query(
    """
    insert into comparison_weeks
        (institution_id, programme_id, level, year_of_study, monday, scoring_model_id, bars, made_at)
    values (:institution_id, :programme_id, :level, :year_of_study, :monday, :scoring_model_id,
            cast(:bars as float8[]), :now)
    on conflict do nothing
    """
)
_WEEK = Struct(f">{WEEK.days}d")


def _week(student_id: StudentId, scores: bytes) -> WeekScores:
    return WeekScores(student_id, _WEEK.unpack(scores))


# Of the one or two months that a week lies in, the eight bytes of each of its days.
_SCORES = query(
    f"""
    select m.student_id,
           string_agg(substring(m.scores from w.first * 8 + 1 for (w.last - w.first + 1) * 8), ''::bytea
                      order by m.month)
    from score_months m
    cross join lateral (
        select greatest(cast(:monday as date) - m.month, 0),
               least(cast(:sunday as date), (m.month + interval '1 month')::date - 1) - m.month
    ) as w (first, last)
    where m.institution_id = :institution_id and m.month = any(cast(:months as date[]))
      and m.scoring_model_id = :scoring_model_id and m.scored_through >= m.month + w.last
      and m.student_id in (
        select student_id from registrations
        where {_OF_GROUP} and starts_on <= cast(:monday as date)
          and (ends_before is null or ends_before > cast(:sunday as date)))
    group by m.student_id having count(*) = cardinality(cast(:months as date[]))
    order by m.student_id
    """,
    _week,
)


async def find_choice(transaction: Transaction, student_id: StudentId, year: int) -> Choice | None:
    """What the student chose for that academic year; None: nothing yet."""
    return await transaction.find(_CHOICE, student_id=student_id, year=year)


async def choose(
    transaction: Transaction, student_id: StudentId, year: int, now: datetime, *, compares: bool
) -> None:
    """Record the choice; what is chosen already stays as it is."""
    await transaction.execute(_CHOOSE, student_id=student_id, year=year, compares=compares, now=now)


async def list_scores(
    transaction: Transaction, group: Group, monday: date, scoring_model_id: ScoringModelId
) -> list[WeekScores]:
    """Stored scores of everybody who was registered in the group all that week, by identifier."""
    sunday = last_of(monday)
    return await transaction.fetch(
        _SCORES,
        **_named(group),
        monday=monday,
        sunday=sunday,
        months=months_between(monday, sunday),
        scoring_model_id=scoring_model_id,
    )


async def find_bars(transaction: Transaction, group: Group, monday: date) -> Bars | None:
    """What was made of that week; None: nothing yet."""
    return await transaction.find(_BARS, **_named(group), monday=monday)


async def keep_bars(transaction: Transaction, group: Group, monday: date, made: Bars, now: datetime) -> None:
    """Keep a week's bars; those that somebody else has made meanwhile stand."""
    await transaction.execute(
        _KEEP,
        **_named(group),
        monday=monday,
        bars=list(made.bars),
        scoring_model_id=made.scoring_model_id,
        now=now,
    )


def last_of(monday: date) -> date:
    """The week's Sunday."""
    return monday + WEEK - DAY


def group_parameters(levels: Collection[str], student_id: StudentId, monday: date) -> dict[str, object]:
    """The parameters of `OWN_GROUP`."""
    return {
        "student_id": student_id,
        "levels": list(levels),
        "monday": monday,
        "sunday": last_of(monday),
    }


def _named(group: Group) -> dict[str, object]:
    return {
        "programme_id": group.programme_id,
        "level": group.level,
        "year_of_study": group.year_of_study,
    }

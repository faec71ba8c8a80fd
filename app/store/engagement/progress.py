"""Progress: how far the scoring of everybody has come, so that a run goes on where another ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.db.query import INSTITUTION, day, number, query, uuid
from app.db.transaction import Transaction
from app.ids import ScoringModelId, StudentId
from app.scoring.models import AcademicYear
from app.store.engagement.tables import ScoreProgress as Row

BEFORE_ALL = StudentId(UUID(int=0))
"""Comes before every student's identifier."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass over all students: the days it scores, under which model, and up to whom it has come."""

    academic_year: AcademicYear
    scoring_model_id: ScoringModelId
    first_day: date
    last_day: date
    done_to: StudentId | None
    """None: it is complete."""


_POSITION = {
    "scoring_model_id": uuid("scoring_model_id"),
    "first_day": day("first_day"),
    "last_day": day("last_day"),
    "done_to": uuid("done_to"),
}
_LATEST = query(
    select(Row.academic_year, Row.scoring_model_id, Row.first_day, Row.last_day, Row.done_to).where(
        Row.institution_id == INSTITUTION
    ),
    Pass,
)
_RECORD = query(
    insert(Row)
    .values(institution_id=INSTITUTION, academic_year=number("academic_year"), **_POSITION)
    .on_conflict_do_update(index_elements=[Row.institution_id, Row.academic_year], set_=_POSITION)
)
_NEED_NOT_LAST = query("set local synchronous_commit = off")


async def need_not_last(transaction: Transaction) -> None:
    """A crash of the server may cost this transaction's work: the next run computes it again.

    Transactions are lost from the latest back, so progress is never lost later than the scores it is about.
    """
    await transaction.execute(_NEED_NOT_LAST)


async def latest(transaction: Transaction) -> Mapping[AcademicYear, Pass]:
    """The latest pass over each academic year."""
    return {each.academic_year: each for each in await transaction.fetch(_LATEST)}


async def record(transaction: Transaction, reached: Pass) -> None:
    """The pass has come this far; it is the latest over its academic year."""
    await transaction.execute(
        _RECORD,
        academic_year=reached.academic_year,
        scoring_model_id=reached.scoring_model_id,
        first_day=reached.first_day,
        last_day=reached.last_day,
        done_to=reached.done_to,
    )

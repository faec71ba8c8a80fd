"""Progress: how far the scoring of everybody has come, so that a run goes on where another ended."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from app.ids import InstitutionId, ScoringModelId, StudentId
from app.scoring.models import AcademicYear, ModelStatus
from app.db.session import Session
from app.store.tables import ScoreProgress, ScoringModelRow

AGAIN_SECONDS = 1.0
"""How often a run that waits asks whether the other is done."""
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


async def lock(session: Session, institution_id: InstitutionId, *, wait: bool) -> bool:
    """Until the transaction ends, let nobody else score this institution; False where somebody does.

    An idle transaction that has written nothing holds nothing else up, however long it lasts.
    """
    await session.execute(text("set local idle_in_transaction_session_timeout = 0"))
    while not await _try_lock(session, institution_id):
        if not wait:
            return False
        # Asked again and again: another run takes as long as it takes, and a wait inside PostgreSQL would
        # end with the time that a job's statements have.
        await asyncio.sleep(AGAIN_SECONDS)
    return True


async def _try_lock(session: Session, institution_id: InstitutionId) -> bool:
    name = {"name": f"attune scoring {institution_id}"}
    found = await session.execute(text("select pg_try_advisory_xact_lock(hashtextextended(:name, 0))"), name)
    return bool(found.scalar_one())


async def need_not_last(session: Session) -> None:
    """A crash of the server may cost this transaction's work: it is computed again, by what is left.

    Transactions are lost from the latest back, so progress is never lost later than what it speaks of.
    """
    await session.execute(text("set local synchronous_commit = off"))


async def passes(session: Session, institution_id: InstitutionId) -> Mapping[AcademicYear, Pass]:
    """The latest pass over each academic year."""
    found = await session.execute(
        select(
            ScoreProgress.academic_year,
            ScoreProgress.scoring_model_id,
            ScoreProgress.first_day,
            ScoreProgress.last_day,
            ScoreProgress.done_to,
        ).where(ScoreProgress.institution_id == institution_id)
    )
    listed = [Pass(AcademicYear(row[0]), *row[1:]) for row in found]
    return {each.academic_year: each for each in listed}


async def in_force(
    session: Session, institution_id: InstitutionId
) -> list[tuple[AcademicYear, ScoringModelId, Pass | None]]:
    """By academic year, the model in force and the latest pass over it."""
    models = await session.execute(
        select(ScoringModelRow.academic_year, ScoringModelRow.scoring_model_id)
        .where(
            ScoringModelRow.institution_id == institution_id,
            ScoringModelRow.status == ModelStatus.PUBLISHED,
        )
        .order_by(ScoringModelRow.academic_year)
    )
    begun = await passes(session, institution_id)
    return [(AcademicYear(year), model, begun.get(AcademicYear(year))) for year, model in models]


async def record(session: Session, institution_id: InstitutionId, reached: Pass) -> None:
    """The pass has come as far as it says; it is the latest over its academic year."""
    key = {"institution_id": institution_id, "academic_year": reached.academic_year}
    values = {
        "scoring_model_id": reached.scoring_model_id,
        "first_day": reached.first_day,
        "last_day": reached.last_day,
        "done_to": reached.done_to,
    }
    statement = insert(ScoreProgress).values(key | values)
    await session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))

"""Progress: how far the scoring of everybody has come, so that a run goes on where another ended."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.ids import InstitutionId, ScoringModelId, StudentId
from app.scoring.models import AcademicYear
from app.store.session import Session
from app.store.tables import ScoreProgress

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


async def begin(session: Session, institution_id: InstitutionId, new: Pass) -> None:
    values = {
        "scoring_model_id": new.scoring_model_id,
        "first_day": new.first_day,
        "last_day": new.last_day,
        "done_to": new.done_to,
    }
    statement = insert(ScoreProgress).values(
        institution_id=institution_id, academic_year=new.academic_year, **values
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[ScoreProgress.institution_id, ScoreProgress.academic_year], set_=values
        )
    )


async def advance(
    session: Session, institution_id: InstitutionId, year: AcademicYear, done_to: StudentId | None
) -> None:
    """The pass over that year has come up to that student, or to its end (None)."""
    await session.execute(
        update(ScoreProgress)
        .where(ScoreProgress.institution_id == institution_id, ScoreProgress.academic_year == year)
        .values(done_to=done_to)
    )

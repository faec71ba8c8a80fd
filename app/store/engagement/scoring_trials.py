"""Scoring trials: what was tried, by whom, and what it told; only ever added to, by elevated work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, bindparam, insert, select
from sqlalchemy.dialects.postgresql import JSONB

from app.db import advisory
from app.db.query import INSTITUTION, day, moment, number, one, query, uuid
from app.db.transaction import Transaction
from app.ids import ScoringModelId, StaffId
from app.scoring.models import AcademicYear
from app.store.engagement.tables import ScoringTrialRow as Row


@dataclass(frozen=True, slots=True)
class StoredTrial:
    number: int
    """Which of the academic year's trials it is, from 1 on."""
    tried_at: datetime
    figures: Mapping[str, Any]


_QUESTION = bindparam("question", type_=LargeBinary)
_SAME = query(
    select(Row.number, Row.tried_at, Row.figures).where(
        Row.institution_id == INSTITUTION, Row.question == _QUESTION
    ),
    StoredTrial,
)
# Trials of the rules of signals are about the same students' days.
_COUNT = query(
    "select (select count(*) from scoring_trials"
    "        where institution_id = :institution_id and academic_year = :academic_year)"
    "     + (select count(*) from signal_trials"
    "        where institution_id = :institution_id and academic_year = :academic_year)",
    one,
)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        academic_year=number("academic_year"),
        number=number("number"),
        question=_QUESTION,
        scoring_model_id=uuid("scoring_model_id"),
        day=day("day"),
        tried_at=moment("tried_at"),
        staff_id=uuid("staff_id"),
        figures=bindparam("figures", type_=JSONB),
    )
)


async def find(transaction: Transaction, question: bytes) -> StoredTrial | None:
    """What the same question was answered."""
    return await transaction.find(_SAME, question=question)


async def count(transaction: Transaction, year: AcademicYear) -> int:
    """How many trials there have been of an academic year's days."""
    found: int = await transaction.fetch_one(_COUNT, academic_year=year)
    return found


async def lock(transaction: Transaction) -> None:
    """Until the transaction ends, nobody else adds a trial of this institution."""
    await advisory.lock(transaction, "scoring trials")


async def add(
    transaction: Transaction,
    year: AcademicYear,
    trial: StoredTrial,
    *,
    question: bytes,
    scoring_model_id: ScoringModelId,
    day: date,
    staff_id: StaffId,
) -> None:
    await transaction.execute(
        _ADD,
        academic_year=year,
        number=trial.number,
        question=question,
        scoring_model_id=scoring_model_id,
        day=day,
        tried_at=trial.tried_at,
        staff_id=staff_id,
        figures=dict(trial.figures),
    )

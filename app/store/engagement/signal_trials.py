"""Signal trials: what was tried, by whom, and what it told; only ever added to, by elevated work.

They count among the trials of the academic year: `scoring_trials.count` and its lock are for both.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, bindparam, insert, select
from sqlalchemy.dialects.postgresql import JSONB

from app.db.query import INSTITUTION, moment, number, query, uuid
from app.db.transaction import Transaction
from app.ids import StaffId
from app.scoring.models import AcademicYear
from app.store.engagement.scoring_trials import StoredTrial
from app.store.engagement.tables import SignalTrialRow as Row

_QUESTION = bindparam("question", type_=LargeBinary)
_SAME = query(
    select(Row.number, Row.tried_at, Row.figures).where(
        Row.institution_id == INSTITUTION, Row.question == _QUESTION
    ),
    StoredTrial,
)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        academic_year=number("academic_year"),
        number=number("number"),
        question=_QUESTION,
        tried_at=moment("tried_at"),
        staff_id=uuid("staff_id"),
        figures=bindparam("figures", type_=JSONB),
    )
)


async def find(transaction: Transaction, question: bytes) -> StoredTrial | None:
    """What the same question was answered."""
    return await transaction.find(_SAME, question=question)


async def add(
    transaction: Transaction,
    year: AcademicYear,
    *,
    made: int,
    question: bytes,
    tried_at: datetime,
    staff_id: StaffId,
    figures: dict[str, Any],
) -> StoredTrial:
    await transaction.execute(
        _ADD,
        academic_year=year,
        number=made + 1,
        question=question,
        tried_at=tried_at,
        staff_id=staff_id,
        figures=figures,
    )
    return StoredTrial(made + 1, tried_at, figures)

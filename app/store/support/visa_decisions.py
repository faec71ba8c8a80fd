"""Visa decisions: what people decided on gaps, and when; never changed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, any_, insert, select

from app.db.query import INSTITUTION, STUDENT, STUDENTS, day, moment, number, query, uuid, word
from app.db.transaction import Transaction
from app.ids import StaffId, StudentId, VisaDecisionId
from app.store.people.tables import Staff
from app.store.support.visa_tables import VisaDecision as Row


@dataclass(frozen=True, slots=True)
class VisaDecision:
    student_id: StudentId
    decision_id: VisaDecisionId
    gap_first_day: date
    gap_last_day: date
    """As the gap stood then."""
    counted_days: int
    decision: str
    reason: str
    decided_by_name: str
    decided_at: datetime


_DECISIONS = (
    select(
        Row.student_id,
        Row.decision_id,
        Row.gap_first_day,
        Row.gap_last_day,
        Row.counted_days,
        Row.decision,
        Row.reason,
        Staff.name,
        Row.decided_at,
    )
    .join(Staff, and_(Staff.institution_id == Row.institution_id, Staff.staff_id == Row.decided_by))
    .where(Row.institution_id == INSTITUTION)
)
_LATEST_FIRST = (Row.decided_at.desc(), Row.decision_id)
_OF_STUDENT = query(_DECISIONS.where(Row.student_id == STUDENT).order_by(*_LATEST_FIRST), VisaDecision)
OF_STUDENTS = query(_DECISIONS.where(Row.student_id == any_(STUDENTS)).order_by(*_LATEST_FIRST), VisaDecision)
"""Of some students, the latest first."""
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        decision_id=uuid("decision_id"),
        gap_first_day=day("gap_first_day"),
        gap_last_day=day("gap_last_day"),
        counted_days=number("counted_days"),
        decision=word("decision"),
        reason=word("reason"),
        decided_by=uuid("decided_by"),
        decided_at=moment("now"),
    )
)


async def list_for(transaction: Transaction, student_id: StudentId) -> list[VisaDecision]:
    """What was decided about the student, the latest first."""
    return await transaction.fetch(_OF_STUDENT, student_id=student_id)


async def add(
    transaction: Transaction,
    student_id: StudentId,
    *,
    decision_id: VisaDecisionId,
    gap_first_day: date,
    gap_last_day: date,
    counted_days: int,
    decision: str,
    reason: str,
    decided_by: StaffId,
    now: datetime,
) -> None:
    await transaction.execute(
        _ADD,
        student_id=student_id,
        decision_id=decision_id,
        gap_first_day=gap_first_day,
        gap_last_day=gap_last_day,
        counted_days=counted_days,
        decision=decision,
        reason=reason,
        decided_by=decided_by,
        now=now,
    )

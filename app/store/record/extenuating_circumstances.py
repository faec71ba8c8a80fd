"""Extenuating circumstances: spells that the student record system has approved, and never what they are."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.db.query import INSTITUTION, STUDENT, query
from app.db.transaction import Transaction
from app.ids import StudentId
from app.store.record.exclusion_tables import ExtenuatingCircumstance as Row


@dataclass(frozen=True, slots=True)
class ApprovedSpell:
    reference: str
    """Of the approval."""
    starts_on: date
    ends_before: date
    withdrawn: bool

    def touches(self, first: date, last: date) -> bool:
        """Whether it stands, and covers any of these days."""
        return not self.withdrawn and self.starts_on <= last and self.ends_before > first


OF_STUDENT = query(
    select(Row.reference, Row.starts_on, Row.ends_before, Row.withdrawn)
    .where(Row.institution_id == INSTITUTION, Row.student_id == STUDENT)
    .order_by(Row.starts_on.desc(), Row.reference),
    ApprovedSpell,
)
"""What was approved for one student, the latest to start first."""


async def list_for(transaction: Transaction, student_id: StudentId) -> list[ApprovedSpell]:
    """What was approved for the student, the latest to start first."""
    return await transaction.fetch(OF_STUDENT, student_id=student_id)

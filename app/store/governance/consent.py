"""Consent decisions: the ledger's rows. Entries are added, never changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import any_, insert, select

from app.consent.ledger import ConsentDecision, Decision
from app.db.query import INSTITUTION, STUDENT, STUDENTS, moment, number, query, uuid, word
from app.db.transaction import Transaction
from app.ids import DecisionId, StudentId
from app.store.governance.tables import ConsentDecisionRow as Row


class DecisionFact(NamedTuple):
    """One entry of a student's ledger."""

    student_id: StudentId
    decision: ConsentDecision


def _fact(
    student_id: StudentId,
    decision_id: DecisionId,
    sequence: int,
    purpose: str,
    decision: str,
    academic_year: int,
    notice_version: str,
    decided_at: datetime,
    decided_by: str,
    channel: str,
) -> DecisionFact:
    entry = ConsentDecision(
        decision_id, sequence, purpose, Decision(decision), academic_year, notice_version, decided_at,
        decided_by, channel,
    )  # fmt: skip
    return DecisionFact(student_id, entry)


DECISIONS = query(
    select(
        Row.student_id,
        Row.decision_id,
        Row.sequence,
        Row.purpose,
        Row.decision,
        Row.academic_year,
        Row.notice_version,
        Row.decided_at,
        Row.decided_by,
        Row.channel,
    )
    .where(Row.institution_id == INSTITUTION, Row.student_id == any_(STUDENTS))
    .order_by(Row.student_id, Row.sequence),
    _fact,
)
"""Every decision of the students, in order of entry."""
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        sequence=number("sequence"),
        decision_id=uuid("decision_id"),
        purpose=word("purpose"),
        decision=word("decision"),
        academic_year=number("academic_year"),
        notice_version=word("notice_version"),
        decided_at=moment("decided_at"),
        decided_by=word("decided_by"),
        channel=word("channel"),
    )
)


def by_student(found: Iterable[DecisionFact]) -> dict[StudentId, list[ConsentDecision]]:
    """Facts of `DECISIONS`, by student, in order of entry."""
    decisions: dict[StudentId, list[ConsentDecision]] = defaultdict(list)
    for student_id, entry in found:
        decisions[student_id].append(entry)
    return decisions


async def list_for(
    transaction: Transaction, students: Collection[StudentId]
) -> dict[StudentId, list[ConsentDecision]]:
    """Every decision of those students, by student, in order of entry."""
    return by_student(await transaction.fetch(DECISIONS, students=list(students)))


async def add(transaction: Transaction, student_id: StudentId, entry: ConsentDecision) -> None:
    """Append one entry. The caller has locked the student's row, so the sequence cannot be taken twice."""
    await transaction.execute(
        _ADD,
        student_id=student_id,
        sequence=entry.sequence,
        decision_id=entry.decision_id,
        purpose=entry.purpose,
        decision=entry.decision,
        academic_year=entry.academic_year,
        notice_version=entry.notice_version,
        decided_at=entry.decided_at,
        decided_by=entry.decided_by,
        channel=entry.channel,
    )

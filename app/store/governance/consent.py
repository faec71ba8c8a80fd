"""Consent decisions: the ledger's rows. Entries are added, never changed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import insert, select

from app.consent.ledger import ConsentDecision, Decision
from app.ids import StudentId
from app.db.session import Session
from app.db.sets import among
from app.store.tables import ConsentDecisionRow as Row

_COLUMNS = (
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


async def list_for(
    session: Session, students: Collection[StudentId]
) -> dict[StudentId, list[ConsentDecision]]:
    """Every decision of those students, by student, in order of entry."""
    found = await session.execute(
        select(Row.student_id, *_COLUMNS)
        .where(among(Row.student_id, students))
        .order_by(Row.student_id, Row.sequence)
    )
    decisions: dict[StudentId, list[ConsentDecision]] = defaultdict(list)
    for student_id, *entry in found:
        read = ConsentDecision(*entry)
        decisions[student_id].append(replace(read, decision=Decision(read.decision)))
    return decisions


async def add(session: Session, student_id: StudentId, entry: ConsentDecision) -> None:
    """Append one entry. The caller holds the student's row, so the sequence cannot be taken twice."""
    await session.execute(
        insert(Row).values(
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
    )

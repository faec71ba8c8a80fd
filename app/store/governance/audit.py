"""The audit: what was changed in the service, by whom, before and after; only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, tuple_

from app.ids import AuditEntryId, InstitutionId, StaffId
from app.db.session import Session
from app.store.tables import AuditEntry as Row
from app.store.tables import Staff


@dataclass(frozen=True, slots=True)
class AuditEntry:
    entry_id: AuditEntryId
    changed_at: datetime
    staff_id: StaffId
    staff_name: str
    role: str
    action: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


async def add(
    session: Session,
    *,
    institution_id: InstitutionId,
    changed_at: datetime,
    staff_id: StaffId,
    role: str,
    action: str,
    subject: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    await session.execute(
        insert(Row).values(
            institution_id=institution_id,
            changed_at=changed_at,
            entry_id=AuditEntryId(uuid4()),
            staff_id=staff_id,
            role=role,
            action=action,
            subject=subject,
            before=before,
            after=after,
        )
    )


async def list_latest(
    session: Session,
    institution_id: InstitutionId,
    *,
    before: tuple[datetime, AuditEntryId] | None,
    limit: int,
) -> Sequence[AuditEntry]:
    """Entries, latest first, from the one before `before`."""
    query = (
        select(
            Row.entry_id,
            Row.changed_at,
            Row.staff_id,
            Staff.name,
            Row.role,
            Row.action,
            Row.subject,
            Row.before,
            Row.after,
        )
        .join(Staff, Staff.staff_id == Row.staff_id)
        .where(Row.institution_id == institution_id)
        .order_by(Row.changed_at.desc(), Row.entry_id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(tuple_(Row.changed_at, Row.entry_id) < before)
    return [AuditEntry(*row) for row in await session.execute(query)]

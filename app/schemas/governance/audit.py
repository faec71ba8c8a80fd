"""The audit."""

from datetime import datetime
from typing import Any

from app.ids import AuditEntryId, StaffId
from app.schemas.base import Out
from app.store.governance.audit import AuditEntry


class AuditEntryOut(Out):
    entry_id: AuditEntryId
    changed_at: datetime
    staff_id: StaffId
    staff_name: str
    role: str
    action: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class AuditEntriesOut(Out):
    items: list[AuditEntryOut]
    next_cursor: str | None


def audit_entry_out(entry: AuditEntry) -> AuditEntryOut:
    return AuditEntryOut(
        entry_id=entry.entry_id,
        changed_at=entry.changed_at,
        staff_id=entry.staff_id,
        staff_name=entry.staff_name,
        role=entry.role,
        action=entry.action,
        subject=entry.subject,
        before=entry.before,
        after=entry.after,
    )

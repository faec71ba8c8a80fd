"""The audit."""

from datetime import datetime
from typing import Any

from app.ids import AuditEntryId, StaffId
from app.schemas.base import Out, shown_as
from app.schemas.made_up import ADMINISTRATOR, ADMINISTRATOR_NAME, AUDIT_ENTRY, EXAM_PERIOD, NEXT
from app.schemas.record.exam_periods import EXAM_PERIOD_SAID
from app.store.governance.audit import AuditEntry

_AUDIT_ENTRY = {
    "entry_id": AUDIT_ENTRY,
    "changed_at": "2018-11-19T14:02:11Z",
    "staff_id": ADMINISTRATOR,
    "staff_name": ADMINISTRATOR_NAME,
    "role": "admin",
    "action": "exam period made",
    "subject": f"exam_period/{EXAM_PERIOD}",
    "before": None,
    "after": EXAM_PERIOD_SAID,
}


class AuditEntryOut(Out):
    entry_id: AuditEntryId
    """The entry's id."""
    changed_at: datetime
    """When it was changed."""
    staff_id: StaffId | None
    """Who changed it; null: an import, on nobody's behalf."""
    staff_name: str | None
    """Their name; null: an import, on nobody's behalf."""
    role: str
    """The role in which they did; `operator`: an import."""
    action: str
    """What was done."""
    subject: str
    """What it was done to: its kind, and its id."""
    before: dict[str, Any] | None
    """What was there before; null: nothing."""
    after: dict[str, Any] | None
    """What was there afterwards; null: nothing."""


class AuditEntriesOut(Out):
    model_config = shown_as({"items": [_AUDIT_ENTRY], "next_cursor": NEXT})

    items: list[AuditEntryOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


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

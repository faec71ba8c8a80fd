"""The audit: what was changed in the service, by whom, before and after; only ever added to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB

from app.db.query import INSTITUTION, moment, number, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.ids import AuditEntryId, StaffId
from app.store.governance.tables import AuditEntry as Row
from app.store.people.tables import Staff


@dataclass(frozen=True, slots=True)
class AuditEntry:
    entry_id: AuditEntryId
    changed_at: datetime
    staff_id: StaffId | None
    """None: the institution's own work, such as an import."""
    staff_name: str | None
    role: str
    action: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        changed_at=moment("changed_at"),
        entry_id=uuid("entry_id"),
        staff_id=uuid("staff_id"),
        role=word("role"),
        action=word("action"),
        subject=word("subject"),
        before=bindparam("before", type_=JSONB(none_as_null=True)),
        after=bindparam("after", type_=JSONB(none_as_null=True)),
    )
)
_LATEST = query(
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
    .outerjoin(Staff, same(Staff, Row, "staff_id"))
    .where(
        Row.institution_id == INSTITUTION,
        tuple_(Row.changed_at, Row.entry_id) < tuple_(moment("before"), uuid("before_entry")),
    )
    .order_by(Row.changed_at.desc(), Row.entry_id.desc())
    .limit(number("limit")),
    AuditEntry,
)


async def add(
    transaction: Transaction,
    *,
    changed_at: datetime,
    staff_id: StaffId | None,
    role: str,
    action: str,
    subject: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    await transaction.execute(
        _ADD,
        changed_at=changed_at,
        entry_id=AuditEntryId(uuid4()),
        staff_id=staff_id,
        role=role,
        action=action,
        subject=subject,
        before=before,
        after=after,
    )


async def list_latest(
    transaction: Transaction, *, before: tuple[datetime, AuditEntryId], limit: int
) -> list[AuditEntry]:
    """Entries, latest first, from the one before `before`."""
    return await transaction.fetch(_LATEST, before=before[0], before_entry=before[1], limit=limit)

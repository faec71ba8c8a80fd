"""Audit: a change to the service goes on record in the transaction that makes it."""

from typing import Any

from app.actions.context import Context, StaffContext
from app.store.governance import audit

OPERATOR = "operator"
"""The role, on record, of work that is done on no person's behalf."""


async def audit_change(
    context: StaffContext,
    action: str,
    subject: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Put the change on record. `subject` is a kind and an id, such as exam_period/…"""
    await audit.add(
        context.transaction,
        changed_at=context.now,
        staff_id=context.staff_id,
        role=context.role,
        action=action,
        subject=subject,
        before=before,
        after=after,
    )


async def audit_work(
    context: Context, action: str, subject: str, *, after: dict[str, Any] | None = None
) -> None:
    """Put the institution's own work on record, such as an import: nobody's in particular, the operator's."""
    await audit.add(
        context.transaction,
        changed_at=context.now,
        staff_id=None,
        role=OPERATOR,
        action=action,
        subject=subject,
        before=None,
        after=after,
    )

"""The audit: what was changed, by whom, for administrators."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.errors import Forbidden, Unauthenticated
from app.http import cursors
from app.http.deps import Administrator
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import AuditEntryId
from app.schemas.governance.audit import AuditEntriesOut, audit_entry_out
from app.store.governance import audit

router = contract_router(
    "/v1/admin/audit-entries",
    route_class=RepeatableWrites,
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden),
)


@router.get("", summary="What was changed, by whom")
async def list_audit_entries(
    request: Request,
    response: Response,
    context: Administrator,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> AuditEntriesOut:
    """Every change made here, every import and every note the information desk removed, latest first."""
    moment, entry = cursors.decode_moment(cursor)
    found = await audit.list_latest(
        context.transaction, before=(moment, AuditEntryId(entry)), limit=limit + 1
    )
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_moment(each.changed_at, each.entry_id)
    )
    return AuditEntriesOut(items=[audit_entry_out(each) for each in page], next_cursor=more)

"""Deliveries: a connected system reads what it has delivered, and what became of it."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.errors import Forbidden, Unauthenticated
from app.http import cursors
from app.http.deps import DeliveringSystem
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import DeliveryId
from app.schemas.exchange.deliveries import DeliveryReceiptsOut, delivery_receipt_values
from app.store.exchange import delivery_receipts

router = contract_router(
    "/v1/deliveries", tags=["deliveries"], responses=describe(Unauthenticated, Forbidden)
)


@router.get("", summary="What I have delivered")
async def list_deliveries(
    request: Request,
    response: Response,
    context: DeliveringSystem,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> DeliveryReceiptsOut:
    """The asking system's own deliveries of the last 90 days, latest first: figures, and nobody's data."""
    moment, delivery = cursors.decode_moment(cursor)
    found = await delivery_receipts.list_latest(
        context.transaction,
        context.user.issuer,
        context.user.subject,
        before=(moment, DeliveryId(delivery)),
        limit=limit + 1,
    )
    page, more = cursors.page(
        request,
        response,
        found,
        limit,
        lambda each: cursors.encode_moment(each.delivered_at, each.delivery_id),
    )
    items = [delivery_receipt_values(each) for each in page]
    return DeliveryReceiptsOut.model_validate({"items": items, "next_cursor": more})

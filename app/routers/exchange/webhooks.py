"""Webhooks: which systems are told that something happened, for administrators."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from app.actions.exchange import webhooks as actions
from app.auth.signing import SigningKey
from app.errors import (
    Conflict,
    Forbidden,
    NotFound,
    NotOffered,
    PreconditionFailed,
    Unauthenticated,
)
from app.http import cursors
from app.http.deps import Administrator, service_of
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import EventId, WebhookId
from app.schemas.exchange.webhooks import (
    ReplayIn,
    ReplayOut,
    WebhookChangeIn,
    WebhookIn,
    WebhookMessagesOut,
    WebhookOut,
    WebhooksOut,
    WebhookWithSecretOut,
    wanted_of,
    webhook_message_out,
    webhook_out,
    webhook_with_secret_out,
)

router = contract_router(
    "/v1/webhooks",
    route_class=RepeatableWrites,
    tags=["webhooks"],
    responses=describe(Unauthenticated, Forbidden),
)

WebhookPath = Annotated[WebhookId, Path(description="The webhook's id.")]


async def _key(request: Request) -> SigningKey:
    key = service_of(request).signing
    if key is None:
        raise NotOffered("this service signs no messages: whoever runs it sets ATTUNE_SIGNING_KEY first")
    return key


async def _loopback(request: Request) -> bool:
    return bool(request.app.state.webhooks_to_loopback)


SecretsKey = Annotated[SigningKey, Depends(_key)]
Loopback = Annotated[bool, Depends(_loopback)]


@router.get("", summary="Every webhook")
async def list_webhooks(context: Administrator) -> WebhooksOut:
    """Which systems are told of what; without their secrets."""
    found = await actions.list_webhooks(context)
    return WebhooksOut(items=[webhook_out(each) for each in found])


@router.post(
    "", summary="Make a webhook", status_code=201, responses=describe(Forbidden, Conflict, NotOffered)
)
async def record_webhook(
    request: Request,
    response: Response,
    context: Administrator,
    key: SecretsKey,
    loopback: Loopback,
    webhook: WebhookIn,
) -> WebhookWithSecretOut:
    """From now on the system at that address is told of such events, by Standard Webhooks 1.0.0.

    Messages name students and things by id, and nothing else: what happened is read here, with a token.
    """
    made, secret = await actions.make_webhook(context, key, wanted_of(webhook), loopback=loopback)
    set_location(request, response, "read_webhook", webhook_id=made.webhook_id)
    return webhook_with_secret_out(made, secret)


@router.get("/{webhook_id}", summary="One webhook", responses=describe(NotFound))
async def read_webhook(context: Administrator, webhook_id: WebhookPath) -> WebhookOut:
    """What it is told of, and whether it is."""
    return webhook_out(await actions.read_webhook(context, webhook_id))


@router.put(
    "/{webhook_id}",
    summary="Change a webhook",
    responses=describe(NotFound, Conflict, PreconditionFailed),
)
async def record_changed_webhook(
    context: Administrator,
    webhook_id: WebhookPath,
    loopback: Loopback,
    webhook: WebhookChangeIn,
    seen: IfMatch,
) -> WebhookOut:
    """Whole: where messages go, of what, and whether any do. What waits goes to the new address."""
    known = await actions.read_webhook(context, webhook_id, lock=True)
    seen.check(webhook_out(known))
    changed = await actions.change_webhook(context, known, wanted_of(webhook), loopback=loopback)
    return webhook_out(changed)


@router.delete(
    "/{webhook_id}",
    summary="Delete a webhook",
    status_code=204,
    responses=describe(NotFound, PreconditionFailed),
)
async def remove_webhook(context: Administrator, webhook_id: WebhookPath, seen: IfMatch) -> None:
    """With its messages, sent or not."""
    known = await actions.read_webhook(context, webhook_id, lock=True)
    seen.check(webhook_out(known))
    await actions.delete_webhook(context, known)


@router.post(
    "/{webhook_id}/secret",
    summary="A new secret for a webhook",
    responses=describe(Forbidden, NotFound, NotOffered),
)
async def record_webhook_secret(
    context: Administrator, key: SecretsKey, webhook_id: WebhookPath
) -> WebhookWithSecretOut:
    """For a day messages carry two signatures, by the new secret and by the one before."""
    known = await actions.read_webhook(context, webhook_id, lock=True)
    return webhook_with_secret_out(*await actions.rotate_secret(context, key, known))


@router.post("/{webhook_id}/replay", summary="Send messages again", responses=describe(NotFound, Conflict))
async def record_webhook_replay(
    context: Administrator, webhook_id: WebhookPath, replay: ReplayIn
) -> ReplayOut:
    """One message, or all since a moment, under the ids that they had: whoever has them drops them."""
    return ReplayOut(messages=await actions.replay(context, webhook_id, replay.of))


@router.get(
    "/{webhook_id}/deliveries", summary="What became of a webhook's messages", responses=describe(NotFound)
)
async def list_webhook_deliveries(
    request: Request,
    response: Response,
    context: Administrator,
    webhook_id: WebhookPath,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> WebhookMessagesOut:
    """The messages of the last 30 days, the latest first, with every attempt. Not whom they are about."""
    moment, last = cursors.decode_moment(cursor)
    found = await actions.list_messages(context, webhook_id, before=(moment, EventId(last)), limit=limit + 1)
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_moment(each.occurred_at, each.event_id)
    )
    return WebhookMessagesOut(items=[webhook_message_out(each) for each in page], next_cursor=more)

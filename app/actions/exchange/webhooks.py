"""Webhooks: administrators say which systems are told of what; secrets are shown once, and kept nowhere."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.auth.signing import SigningKey
from app.db.advisory import lock
from app.errors import Conflict, Fault, InvalidInput, NotFound
from app.ids import EventId, WebhookId
from app.store.exchange import webhook_messages, webhooks
from app.store.exchange.webhook_messages import SentMessage
from app.store.exchange.webhooks import Webhook
from app.webhooks.addresses import fault_of
from app.webhooks.events import EventType
from app.webhooks.standard import OVERLAP, shown

MOST = 50
"""Receivers of one institution: each gets a message of everything that it is told of."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an administrator says of a receiver."""

    address: str
    description: str
    event_types: tuple[EventType, ...]
    enabled: bool = True

    @property
    def sorted_types(self) -> list[EventType]:
        """Each once."""
        return [each for each in EventType if each in self.event_types]


# --- secrets ---


def _secret(key: SigningKey, webhook_id: WebhookId, number: int) -> bytes:
    """It follows from the service's own key: whoever reads the database, or a backup of it, learns none."""
    return key.secret_for(f"webhook {webhook_id} {number}")


def _digest(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()


def secrets_of(key: SigningKey, webhook: Webhook, now: datetime) -> Sequence[bytes]:
    """Those that messages are signed by now, the current one first; none where the key is another one."""
    current = _secret(key, webhook.webhook_id, webhook.secret_number)
    if _digest(current) != webhook.secret_digest:
        return ()
    if webhook.former_until is None or webhook.former_until <= now:
        return (current,)
    return current, _secret(key, webhook.webhook_id, webhook.secret_number - 1)


# --- what administrators do ---


async def list_webhooks(context: StaffContext) -> list[Webhook]:
    """The earliest first."""
    return await webhooks.list_all(context.transaction)


async def read_webhook(context: StaffContext, webhook_id: WebhookId, *, lock: bool = False) -> Webhook:
    """Raises NotFound."""
    found = await webhooks.find(context.transaction, webhook_id, lock=lock)
    if found is None:
        raise NotFound("there is no such webhook")
    return found


async def make_webhook(
    context: StaffContext, key: SigningKey, wanted: Wanted, *, loopback: bool
) -> tuple[Webhook, str]:
    """A new one, and its secret. Raises InvalidInput, and Conflict for one too many."""
    _check(wanted, loopback=loopback)
    await lock(context.transaction, "webhooks")
    if await webhooks.count(context.transaction) >= MOST:
        raise Conflict(f"there are {MOST} webhooks already: delete one first")
    webhook_id = WebhookId(uuid4())
    secret = _secret(key, webhook_id, 1)
    await webhooks.add(
        context.transaction,
        webhook_id,
        address=wanted.address,
        description=wanted.description,
        event_types=wanted.sorted_types,
        secret_digest=_digest(secret),
        staff_id=context.staff_id,
        now=context.now,
    )
    made = await read_webhook(context, webhook_id)
    await audit_change(context, "webhook made", f"webhook/{webhook_id}", after=_audited(made))
    return made, shown(secret)


async def change_webhook(context: StaffContext, known: Webhook, wanted: Wanted, *, loopback: bool) -> Webhook:
    """Say anew what a locked one is. Raises InvalidInput, and Conflict where it has no secret any more."""
    _check(wanted, loopback=loopback)
    because = known.disabled_because
    if wanted.enabled and because == webhooks.KEY_CHANGED:
        raise Conflict("the service's signing key has changed: make a new secret first, and give it on")
    if wanted.enabled:
        because = None
    await webhooks.change(
        context.transaction,
        known.webhook_id,
        address=wanted.address,
        description=wanted.description,
        event_types=wanted.sorted_types,
        disabled_because=because if wanted.enabled else because or webhooks.ADMINISTRATOR,
        now=context.now,
    )
    changed = await read_webhook(context, known.webhook_id)
    await audit_change(
        context,
        "webhook changed",
        f"webhook/{known.webhook_id}",
        before=_audited(known),
        after=_audited(changed),
    )
    return changed


async def rotate_secret(context: StaffContext, key: SigningKey, known: Webhook) -> tuple[Webhook, str]:
    """The next secret of a locked one; the one before signs for a day, too, if the service still has it."""
    number = known.secret_number + 1
    secret = _secret(key, known.webhook_id, number)
    knows_former = bool(secrets_of(key, known, context.now))
    await webhooks.rotate(
        context.transaction,
        known.webhook_id,
        secret_number=number,
        secret_digest=_digest(secret),
        former_until=context.now + OVERLAP if knows_former else None,
        now=context.now,
    )
    if known.disabled_because == webhooks.KEY_CHANGED:
        await _enable(context, known)
    await audit_change(context, "webhook secret rotated", f"webhook/{known.webhook_id}")
    return await read_webhook(context, known.webhook_id), shown(secret)


async def _enable(context: StaffContext, known: Webhook) -> None:
    await webhooks.change(
        context.transaction,
        known.webhook_id,
        address=known.address,
        description=known.description,
        event_types=list(known.event_types),
        disabled_because=None,
        now=context.now,
    )


async def delete_webhook(context: StaffContext, known: Webhook) -> None:
    """With its messages. Raises NotFound where somebody else was faster."""
    if not await webhooks.remove(context.transaction, known.webhook_id):
        raise NotFound("there is no such webhook")
    await audit_change(context, "webhook deleted", f"webhook/{known.webhook_id}", before=_audited(known))


async def replay(context: StaffContext, webhook_id: WebhookId, of: EventId | datetime) -> int:
    """Messages of the last days are sent again: one, or all since a moment; returns how many.

    Raises NotFound for an event that this receiver was never told of, and Conflict for a disabled one.
    """
    known = await read_webhook(context, webhook_id)
    if known.disabled_because is not None:
        raise Conflict("this webhook is disabled: enable it first")
    found = await webhook_messages.replay(context.transaction, webhook_id, of, context.now)
    if not found and not isinstance(of, datetime):
        raise NotFound("there is no such message to this webhook")
    which = {"since": of.isoformat()} if isinstance(of, datetime) else {"event_id": str(of)}
    await audit_change(
        context, "webhook replayed", f"webhook/{webhook_id}", after=which | {"messages": found}
    )
    return found


async def list_messages(
    context: StaffContext, webhook_id: WebhookId, *, before: tuple[datetime, EventId], limit: int
) -> list[SentMessage]:
    """What became of messages, the latest first. Raises NotFound."""
    await read_webhook(context, webhook_id)
    return await webhook_messages.list_latest(context.transaction, webhook_id, before=before, limit=limit)


def _check(wanted: Wanted, *, loopback: bool) -> None:
    fault = fault_of(wanted.address, loopback=loopback)
    if fault is not None:
        raise InvalidInput("see `errors`", faults=[Fault("/body/address", fault)])


def _audited(webhook: Webhook) -> dict[str, object]:
    return {
        "address": webhook.address,
        "event_types": list(webhook.event_types),
        "disabled_because": webhook.disabled_because,
    }

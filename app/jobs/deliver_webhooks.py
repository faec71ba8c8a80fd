"""Deliver webhooks: what waits in the outbox goes to its receivers, in order for each student.

Any number may do this at once. Each claims messages for a minute and sends them outside of any transaction.
Those of whoever dies meanwhile are sent again by somebody else, under the same id, which the receiver drops.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import SystemRandom
from uuid import UUID, uuid5

import orjson

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.exchange.tell import happened, tell_each
from app.actions.exchange.webhooks import secrets_of
from app.actions.section import STANDING_READS, Subject, standing_parameters, subjects_of, usable_days_of
from app.auth.signing import SigningKey
from app.clock import Clock
from app.db.identity import stores
from app.ids import EventId
from app.jobs.again_and_again import again_and_again
from app.jobs.runtime import JobRuntime, OpenContext
from app.jobs.send_webhook import Sender
from app.profiles.model import Profile
from app.store.exchange import webhook_messages, webhooks
from app.store.exchange.webhook_messages import Message, Outcome
from app.store.exchange.webhooks import Webhook
from app.store.governance.restrictions import EVERY_PURPOSE
from app.store.support import case_queue
from app.webhooks.events import EventType, data_of, message_of
from app.webhooks.standard import GONE, KEPT, MessageState, after, signatures

AT_ONCE = 20
"""Messages to one receiver at a time."""
LEASE = timedelta(seconds=60)
"""How long a message is somebody's to send: more than sending can take."""
LOOK_BACK = timedelta(days=14)
"""A rung that became overdue longer ago is not told any more, if nobody delivered meanwhile."""
_OVERDUE = UUID("4b1f4d9e-6a0e-4c55-9d0c-5d6a2c9f7b31")
_CHANCE = SystemRandom()
_log = logging.getLogger("attune")


@dataclass(frozen=True, slots=True)
class Courier:
    """What delivering needs: the key that secrets follow from, the service's own address, and the way out."""

    key: SigningKey
    address: str
    clock: Clock
    sender: Sender


@dataclass(frozen=True, slots=True)
class Done:
    """How many messages had which end."""

    delivered: int = 0
    failed: int = 0
    withheld: int = 0

    def __add__(self, other: "Done") -> "Done":
        return Done(
            self.delivered + other.delivered, self.failed + other.failed, self.withheld + other.withheld
        )


async def keep_delivering(runtime: JobRuntime, courier: Courier, every: timedelta) -> None:
    """For every institution, again and again, until cancelled; copies of the service may all do it."""

    async def deliver_all() -> None:
        for code in await runtime.codes():
            await deliver_webhooks(partial(runtime.context, code), courier)

    await again_and_again("webhooks", deliver_all, every)


async def deliver_webhooks(open_context: OpenContext, courier: Courier) -> Done:
    """Send what is due to every receiver of the institution, until none has any more, or does not answer."""
    async with open_context() as context:
        listed = await webhooks.list_all(context.transaction)
        if not listed:
            return Done()
        await _tell_overdue(context)
        await stores(context.transaction)
        await webhook_messages.purge(context.transaction, context.now - KEPT)
    told = [each for each in listed if each.disabled_because is None]
    ended = await asyncio.gather(*(_deliver_to(open_context, courier, each) for each in told))
    return sum(ended, Done())


async def _tell_overdue(context: Context) -> None:
    """Rungs on which somebody should have acted, each told once: its id follows from the rung and the day."""
    since = context.today - LOOK_BACK
    found = await case_queue.list_overdue(context.transaction, since, context.today)
    told = [
        happened(
            each.student_id,
            {"case_id": each.case_id},
            SectionName.SUPPORT,
            event_id=EventId(uuid5(_OVERDUE, f"{each.case_id} {each.rung} {each.due_on}")),
        )
        for each in found
    ]
    await tell_each(context, EventType.CASE_OVERDUE, told)


async def _deliver_to(open_context: OpenContext, courier: Courier, webhook: Webhook) -> Done:
    """Batch after batch. A receiver that takes nothing of one is left alone until the next run."""
    async with open_context() as context:
        secrets = secrets_of(courier.key, webhook, context.now)
        if not secrets:
            await webhooks.disable(context.transaction, webhook.webhook_id, webhooks.KEY_CHANGED, context.now)
            _log.warning("webhook %s: its secret was made with another signing key", webhook.webhook_id)
            return Done()
    done = Done()
    while True:
        sent, step = await _batch(open_context, courier, webhook, secrets)
        done += step
        gone = any(each.attempt is not None and each.attempt.status == GONE for each in sent)
        if gone:
            async with open_context() as context:
                await webhooks.disable(context.transaction, webhook.webhook_id, webhooks.GONE, context.now)
        if gone or not (step.delivered or step.withheld):
            return done


async def _batch(
    open_context: OpenContext, courier: Courier, webhook: Webhook, secrets: Sequence[bytes]
) -> tuple[list[Outcome], Done]:
    async with open_context() as context:
        await stores(context.transaction)  # to see whose data are restricted, and to tell nothing of them
        until = context.now + LEASE
        claimed = await webhook_messages.claim(
            context.transaction, webhook.webhook_id, now=context.now, until=until, limit=AT_ONCE
        )
        allowed, withheld = await _sorted_out(context, claimed)
        await webhook_messages.settle(context.transaction, webhook.webhook_id, withheld, until)
    sent = await asyncio.gather(*(_send(courier, webhook, secrets, each) for each in allowed))
    if sent:
        async with open_context() as context:
            await stores(context.transaction)
            await webhook_messages.settle(context.transaction, webhook.webhook_id, sent, until)
    delivered = sum(each.state is MessageState.DELIVERED for each in sent)
    return sent, Done(delivered, len(sent) - delivered, len(withheld))


async def _sorted_out(context: Context, claimed: Sequence[Message]) -> tuple[list[Message], list[Outcome]]:
    """Those that may be sent, and those that are withheld for good.

    As things stand now: somebody may have withdrawn consent, or had their data restricted, since it happened.
    """
    if not claimed:
        return [], []
    listed = list(dict.fromkeys(each.student_id for each in claimed))
    rows = await context.transaction.gather(STANDING_READS, **standing_parameters(context.profile, listed))
    subjects = dict(zip(listed, subjects_of(rows, listed, context.today), strict=True))
    allowed, withheld = [], []
    for each in claimed:
        if _may_be_told(context.profile, subjects[each.student_id], each):
            allowed.append(each)
        else:
            withheld.append(Outcome(each, MessageState.WITHHELD, context.now, None))
    return allowed, withheld


def _may_be_told(profile: Profile, subject: Subject, message: Message) -> bool:
    """Whether nothing restricts the student's data, and consent covers what the message tells of."""
    day = profile.day(message.occurred_at)
    return EVERY_PURPOSE not in subject.restricted and all(
        usable_days_of(profile, subject, each).touches(day, day) for each in message.sections
    )


async def _send(courier: Courier, webhook: Webhook, secrets: Sequence[bytes], message: Message) -> Outcome:
    data = data_of(message.type, message.student_id, message.ids, courier.address)
    body = orjson.dumps(message_of(message.type, message.occurred_at, data))
    now = courier.clock()
    headers = signatures(secrets, str(message.event_id), now, body)
    attempt = await courier.sender.send(webhook.address, headers, body, now)
    return Outcome(message, *after(message.tried + 1, attempt, _CHANCE.random()), attempt)

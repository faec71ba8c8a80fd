"""Webhooks: receivers, and what became of their messages."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.actions.exchange.webhooks import Wanted
from app.ids import EventId, WebhookId
from app.schemas.base import AwareMoment, Flag, In, Name, Out, shown_as
from app.schemas.made_up import WEBHOOK, WEBHOOK_EVENT
from app.store.exchange.webhook_messages import SentMessage
from app.store.exchange.webhooks import Webhook
from app.webhooks.addresses import LONGEST
from app.webhooks.events import EventType
from app.webhooks.standard import MessageState

_WANTED = {
    "address": "https://hooks.example.ac.uk/attune",
    "description": "The case system",
    "event_types": ["signal.raised", "case.overdue"],
}
_WEBHOOK: dict[str, Any] = {
    "webhook_id": WEBHOOK,
    **_WANTED,
    "enabled": True,
    "disabled_because": None,
    "former_secret_until": None,
    "created_at": "2018-11-12T09:00:00Z",
    "changed_at": "2018-11-12T09:00:00Z",
}
_SECRET = "whsec_YXR0dW5lIG1hZGUtdXAgc2VjcmV0IG9mIDMyIGJ5dGU="  # noqa: S105 (made up)
_ATTEMPT = {
    "attempted_at": "2018-11-19T03:10:00Z",
    "status": 200,
    "problem": None,
    "milliseconds": 84,
}
_MESSAGE = {
    "event_id": WEBHOOK_EVENT,
    "type": "signal.raised",
    "occurred_at": "2018-11-19T03:09:58Z",
    "state": "delivered",
    "tried": 1,
    "next_at": None,
    "attempts": [_ATTEMPT],
}
DisabledBecause = Literal["administrator", "gone", "key_changed"]


class WebhookIn(In):
    model_config = shown_as(_WANTED)

    address: Annotated[str, Field(min_length=9, max_length=LONGEST)]
    """Where messages go: an `https:` URL of a host outside of private networks."""
    description: Name
    """Which system it is. Students can read that it was told of them."""
    event_types: Annotated[list[EventType], Field(min_length=1, max_length=len(EventType))]
    """What it is told of."""


class WebhookChangeIn(WebhookIn):
    model_config = shown_as(_WANTED | {"enabled": True})

    enabled: Flag
    """False: nothing is sent, and what happens meanwhile is not told later."""


class WebhookOut(Out):
    model_config = shown_as(_WEBHOOK)

    webhook_id: WebhookId
    """The webhook's id."""
    address: str
    """Where messages go."""
    description: str
    """Which system it is."""
    event_types: list[EventType]
    """What it is told of."""
    enabled: bool
    """Whether it is told."""
    disabled_because: DisabledBecause | None = Field(
        description="`administrator`: somebody disabled it. `gone`: the receiver answered 410."
        " `key_changed`: its secret was made with another signing key of the service; make a new one."
    )
    former_secret_until: datetime | None
    """Until when messages are signed by the secret before the current one, too; null: they are not."""
    created_at: datetime
    """When it was made."""
    changed_at: datetime
    """When it last changed."""


class WebhookWithSecretOut(WebhookOut):
    model_config = shown_as(_WEBHOOK | {"secret": _SECRET})

    secret: str
    """What messages are signed by. It is shown now, and never again."""


class WebhooksOut(Out):
    model_config = shown_as({"items": [_WEBHOOK]})

    items: list[WebhookOut]
    """The earliest first."""


class ReplayIn(In):
    model_config = shown_as({"since": "2018-11-19T00:00:00Z"})

    event_id: UUID | None = None
    """The one message, by the id that it has as `webhook-id`."""
    since: AwareMoment | None = None
    """All that happened since then, as far as it is kept: for 30 days."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.event_id is None) == (self.since is None):
            raise ValueError("say either `event_id` or `since`")
        return self

    @property
    def of(self) -> EventId | datetime:
        return EventId(self.event_id) if self.event_id is not None else self.since  # type: ignore[return-value]


class ReplayOut(Out):
    model_config = shown_as({"messages": 12})

    messages: int
    """How many are sent again, by the next run."""


class WebhookAttemptOut(Out):
    model_config = shown_as(_ATTEMPT)

    attempted_at: datetime
    """When it was sent."""
    status: int | None
    """What the receiver answered; null: nothing."""
    problem: str | None
    """Why there is no answer; null where there is one."""
    milliseconds: int
    """How long it took."""


class WebhookMessageOut(Out):
    model_config = shown_as(_MESSAGE)

    event_id: EventId
    """The event's id, which the message has as `webhook-id`."""
    type: EventType
    """Of which event it tells."""
    occurred_at: datetime
    """When it happened."""
    state: MessageState = Field(
        description="`waiting`: it is to be sent, or sent again. `delivered`: the receiver has it."
        " `given_up`: every attempt failed, or the receiver is gone."
        " `withheld`: the student's data are restricted, or"
        " consent does not cover it."
    )
    tried: int
    """How many attempts there were since it was last said that it is to be sent."""
    next_at: datetime | None
    """From when on it is sent again, after earlier ones of the same student; null where it is not."""
    attempts: list[WebhookAttemptOut]
    """The earliest first; of many, the latest."""


class WebhookMessagesOut(Out):
    model_config = shown_as({"items": [_MESSAGE], "next_cursor": None})

    items: list[WebhookMessageOut]
    """The latest first."""
    next_cursor: str | None
    """Where the next page begins; null on the last."""


def wanted_of(said: WebhookIn) -> Wanted:
    enabled = not isinstance(said, WebhookChangeIn) or said.enabled
    return Wanted(said.address, said.description, tuple(said.event_types), enabled)


def webhook_out(webhook: Webhook) -> WebhookOut:
    return WebhookOut.model_validate(_fields(webhook))


def webhook_with_secret_out(webhook: Webhook, secret: str) -> WebhookWithSecretOut:
    return WebhookWithSecretOut.model_validate(_fields(webhook) | {"secret": secret})


def _fields(webhook: Webhook) -> dict[str, Any]:
    return {
        "webhook_id": webhook.webhook_id,
        "address": webhook.address,
        "description": webhook.description,
        "event_types": list(webhook.event_types),
        "enabled": webhook.disabled_because is None,
        "disabled_because": webhook.disabled_because,
        "former_secret_until": webhook.former_until,
        "created_at": webhook.created_at,
        "changed_at": webhook.changed_at,
    }


def webhook_message_out(message: SentMessage) -> WebhookMessageOut:
    waits = message.state is MessageState.WAITING
    return WebhookMessageOut.model_validate(
        message._asdict() | {"next_at": message.next_at if waits else None}
    )

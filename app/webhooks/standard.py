"""The rules of Standard Webhooks 1.0.0: secrets, signatures, and when a message is tried again."""

import base64
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import NamedTuple

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
"""The headers of a message."""
SCHEDULE = tuple(
    timedelta(seconds=each) for each in (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""How long after the failure of the one before each attempt is made."""
JITTER = 0.1
"""By up to which share of it a wait is longer: not everybody who waited comes back in one moment."""
LONGEST_WAIT = timedelta(hours=24)
"""A receiver that asks for more is asked again after this."""
OVERLAP = timedelta(hours=24)
"""How long after a rotation messages are signed by the former secret, too."""
KEPT = timedelta(days=30)
"""How long messages are kept, delivered or not, and can be replayed."""
GONE = 410


class MessageState(StrEnum):
    """What has become of a message to one receiver."""

    WAITING = "waiting"
    """It is to be sent, for the first time or again."""
    DELIVERED = "delivered"
    """The receiver answered that it has it."""
    GIVEN_UP = "given_up"
    """Every attempt failed, or the receiver said that it is gone."""
    WITHHELD = "withheld"
    """It is not sent: what it tells is restricted, or the student's consent does not cover it."""


class Attempt(NamedTuple):
    """What came of sending a message once."""

    attempted_at: datetime
    status: int | None
    """What the receiver answered; None: nothing."""
    problem: str | None
    """Why there is no answer."""
    milliseconds: int
    retry_after: str | None = None
    """What the receiver said of when to come back."""

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 (as RFC 9110 has it)


def shown(secret: bytes) -> str:
    """As it is given to whoever receives."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def signatures(secrets: Sequence[bytes], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a message that is sent at that moment, signed by each of the secrets."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    made = (base64.b64encode(hmac.digest(each, signed, "sha256")).decode() for each in secrets)
    return {ID: message_id, TIMESTAMP: timestamp, SIGNATURE: " ".join(f"v1,{each}" for each in made)}


def after(tried: int, attempt: Attempt, late: float) -> tuple[MessageState, datetime]:
    """What becomes of a message, and when it is tried again if at all.

    `tried`: how many attempts there were, with this one. `late`: from 0 to 1, for the jitter.
    """
    at = attempt.attempted_at
    if attempt.succeeded:
        return MessageState.DELIVERED, at
    if attempt.status == GONE or tried >= len(SCHEDULE):
        return MessageState.GIVEN_UP, at
    wait = SCHEDULE[tried] * (1 + JITTER * late)
    return MessageState.WAITING, at + max(wait, _asked_for(attempt))


def _asked_for(attempt: Attempt) -> timedelta:
    """What the receiver's Retry-After says, in seconds or as a date; nothing where it says neither."""
    text = (attempt.retry_after or "").strip()
    if text.isdecimal() and text.isascii():
        return min(timedelta(seconds=min(int(text[:9]), 86_400)), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return timedelta(0)
    until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return min(max(until - attempt.attempted_at, timedelta(0)), LONGEST_WAIT)

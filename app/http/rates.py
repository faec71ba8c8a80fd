"""Rates: how many requests somebody may make a minute, so that nobody's haste is everybody's wait.

Counted in the memory of each process: the service stays stateless, and n copies of it admit up to n times as
much. Keys stay in memory too; no log and no answer holds one.
"""

import math
from collections.abc import Hashable, MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Any

from app.auth.claims import Claims
from app.errors import TooManyRequests

SECONDS = 60
MOST_KEYS = 100_000
"""Keys counted apart at one time; any beyond them share one count."""
_OTHERS = object()


class Rate(StrEnum):
    """What is counted apart, as the RateLimit headers name it."""

    PRINCIPAL = "principal"
    CLIENT = "client"
    DELIVERIES = "deliveries"
    FIGURES = "figures"
    """What reads many students' data for one answer."""
    ANONYMOUS = "anonymous"
    """Whatever no token answers for, by address."""
    FAILURES = "failures"
    """Tokens that are not valid, by address. A request with a valid token shows nothing of this count."""


@dataclass(slots=True)
class QuotaState:
    """What is left of a quota after a request."""

    rate: Rate
    quota: int
    left: int
    seconds: int
    """Until the whole quota is there again; after a refusal, until one request is admitted."""

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Of draft-ietf-httpapi-ratelimit-headers-09."""
        policy = f'"{self.rate}";q={self.quota};w={SECONDS}'
        return [
            (b"ratelimit-policy", policy.encode()),
            (b"ratelimit", f'"{self.rate}";r={self.left};t={self.seconds}'.encode()),
        ]


class Count:
    """Requests by key in the minute that ends now.

    The minute slides: what is counted is this fixed minute's, and of the one before as much as it still
    overlaps. So nobody gets twice the quota by waiting for a full minute, and two dictionaries are all.
    """

    def __init__(self, rate: Rate, quota: int) -> None:
        self.rate = rate
        self.quota = quota
        self._minute = 0
        self._this_minute: dict[Hashable, int] = {}
        self._last_minute: dict[Hashable, int] = {}

    def admit(self, key: Hashable, now: float) -> QuotaState:
        """Count a request. Raises TooManyRequests for one too many, which is not counted."""
        minute, seconds_in = divmod(now, SECONDS)
        if minute != self._minute:
            self._last_minute = self._this_minute if minute == self._minute + 1 else {}
            self._this_minute, self._minute = {}, int(minute)
        if len(self._this_minute) >= MOST_KEYS and key not in self._this_minute:
            key = _OTHERS
        made, before = self._this_minute.get(key, 0), self._last_minute.get(key, 0)
        counted = made + before * (1 - seconds_in / SECONDS)
        if counted + 1 > self.quota:
            raise self._refusal(self._until_admitted(made, before) - seconds_in)
        self._this_minute[key] = made + 1
        return QuotaState(
            self.rate, self.quota, int(self.quota - counted) - 1, math.ceil(2 * SECONDS - seconds_in)
        )

    def _until_admitted(self, made: int, before: int) -> float:
        """Seconds from this minute's beginning, until so little of the past counts that one more fits in."""
        fits = self.quota - 1
        if made <= fits:
            return SECONDS * (1 - (fits - made) / before)
        return SECONDS + SECONDS * (1 - fits / made)

    def _refusal(self, seconds: float) -> TooManyRequests:
        # Beyond the moment itself: whoever comes at it is a rounding away from being refused again.
        state = QuotaState(self.rate, self.quota, 0, math.floor(seconds) + 1)
        headers = {name.decode(): value.decode() for name, value in state.headers()}
        return TooManyRequests(
            f"no more than {self.quota} requests of this kind ({self.rate}) in {SECONDS} seconds:"
            f" wait {state.seconds} seconds",
            headers={"Retry-After": str(state.seconds)} | headers,
        )


class Rates:
    """Every count of this process; those without a quota count nothing."""

    def __init__(self, quotas: MutableMapping[Rate, int]) -> None:
        self._counts = {rate: Count(rate, quota) for rate, quota in quotas.items() if quota}

    def admit(self, rate: Rate, key: Hashable, request_state: MutableMapping[str, Any]) -> None:
        """Count a request, and keep its quota's state in `request_state["quota"]`: that with the least left.

        Raises TooManyRequests.
        """
        count = self._counts.get(rate)
        if count is None:
            return
        state = count.admit(key, monotonic())
        before: QuotaState | None = request_state.get("quota")
        if before is None or state.left < before.left:
            request_state["quota"] = state

    def admit_principal(self, claims: Claims, request_state: MutableMapping[str, Any]) -> None:
        """The login first: what it is refused must not use up its application's, which is everybody's."""
        self.admit(Rate.PRINCIPAL, (claims.issuer, claims.subject), request_state)
        self.admit(Rate.CLIENT, (claims.issuer, claims.client), request_state)

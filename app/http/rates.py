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
    """Without a token, by address."""
    FAILURES = "failures"
    """Tokens that do not hold, by address: one with a token that holds is not told of these."""


@dataclass(slots=True)
class Standing:
    """Where somebody stands after a request."""

    rate: Rate
    quota: int
    left: int
    seconds: int
    """Until they have the whole quota again; who is refused, until one request is admitted."""

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
        self._this: dict[Hashable, int] = {}
        self._last: dict[Hashable, int] = {}

    def admit(self, key: Hashable, now: float) -> Standing:
        """Count a request in; raises TooManyRequests, uncounted, for one too many."""
        minute, into = divmod(now, SECONDS)
        if minute != self._minute:
            self._last = self._this if minute == self._minute + 1 else {}
            self._this, self._minute = {}, int(minute)
        if len(self._this) >= MOST_KEYS and key not in self._this:
            key = _OTHERS
        made, before = self._this.get(key, 0), self._last.get(key, 0)
        known = made + before * (1 - into / SECONDS)
        if known + 1 > self.quota:
            raise self._refusal(self._until_admitted(made, before) - into)
        self._this[key] = made + 1
        return Standing(self.rate, self.quota, int(self.quota - known) - 1, math.ceil(2 * SECONDS - into))

    def _until_admitted(self, made: int, before: int) -> float:
        """Seconds from this minute's beginning, until so little of the past counts that one more fits in."""
        fits = self.quota - 1
        if made <= fits:
            return SECONDS * (1 - (fits - made) / before)
        return SECONDS + SECONDS * (1 - fits / made)

    def _refusal(self, seconds: float) -> TooManyRequests:
        # Beyond the moment itself: whoever comes at it is a rounding away from being refused again.
        standing = Standing(self.rate, self.quota, 0, math.floor(seconds) + 1)
        headers = {name.decode(): value.decode() for name, value in standing.headers()}
        return TooManyRequests(
            f"no more than {self.quota} requests of this kind ({self.rate}) in {SECONDS} seconds",
            headers={"Retry-After": str(standing.seconds)} | headers,
        )


class Rates:
    """Every count of this process; those without a quota count nothing."""

    def __init__(self, quotas: MutableMapping[Rate, int]) -> None:
        self._counts = {rate: Count(rate, quota) for rate, quota in quotas.items() if quota}

    def admit(self, rate: Rate, key: Hashable, told: MutableMapping[str, Any]) -> None:
        """Count a request in, and tell where that leaves its maker, unless something else leaves less."""
        count = self._counts.get(rate)
        if count is None:
            return
        standing = count.admit(key, monotonic())
        before: Standing | None = told.get("standing")
        if before is None or standing.left < before.left:
            told["standing"] = standing

    def admit_principal(self, claims: Claims, told: MutableMapping[str, Any]) -> None:
        """The login first: what it is refused must not use up its application's, which is everybody's."""
        self.admit(Rate.PRINCIPAL, (claims.issuer, claims.subject), told)
        self.admit(Rate.CLIENT, (claims.issuer, claims.client), told)

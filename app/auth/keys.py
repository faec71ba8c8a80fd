"""Keys: an issuer's public keys, found by discovery, remembered, renewed, dropped when withdrawn."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from jose import jwk
from jose.backends.base import Key
from jose.exceptions import JOSEError
from jose.utils import base64url_decode

from app.auth.fetch import FetchFailed, fetch
from app.clock import Clock
from app.errors import Unavailable
from app.settings import Issuer, is_safe_address

SHORTEST_INTERVAL = timedelta(minutes=1)
"""Between two requests to the issuer, whatever tokens name and whatever it answers."""
RENEW_AFTER = timedelta(hours=1)
"""The age at which keys are renewed, in the background."""
DROP_AFTER = timedelta(days=1)
"""The age at which keys that cannot be renewed are dropped: tokens from before that outage have expired."""
SHORTEST_RSA = 256
"""Bytes of a modulus (RFC 7518: 2,048 bits or more)."""

# What a key may sign with is the key's own property: a token's header never chooses.
_ALGORITHM_OF = {"RSA": "RS256", "EC": "ES256"}
_log = logging.getLogger("attune")


class KeySet:
    """One issuer's verification keys by key id; private and symmetric keys are never taken in."""

    def __init__(self, issuer: Issuer, clock: Clock) -> None:
        self.keys: Mapping[str, tuple[str, Key]] = {}
        """Replaced, never changed, and only where the issuer's keys are others: whoever remembers what a
        key verified compares this object."""
        self._issuer = issuer
        self._clock = clock
        self._published: object = None
        self._asked_at: datetime | None = None
        self._renewed_at: datetime | None = None
        self._lock = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> tuple[str, Key] | None:
        """The (algorithm, key) with that id; the issuer is asked, at most once a minute, if it is unknown.

        Raises Unavailable for an unknown one while the issuer cannot be asked.
        """
        self.keep_fresh(self._clock())
        if key_id not in self.keys:
            async with self._lock:
                if key_id not in self.keys and self._may_ask():
                    await self._renew()
            if key_id not in self.keys and self._asked_at != self._renewed_at:
                raise Unavailable(
                    "the identity provider's keys cannot be read: try again in a minute",
                    headers={"Retry-After": "60"},
                )
        return self.keys.get(key_id)

    def keep_fresh(self, now: datetime) -> None:
        """Renew keys that have grown old, in the background; drop those that could not be for too long."""
        if self._renewed_at is None or (age := abs(now - self._renewed_at)) < RENEW_AFTER:
            return
        if age >= DROP_AFTER and self.keys:
            self.keys, self._published = {}, None
        if self._may_ask() and (self._renewal is None or self._renewal.done()):
            self._renewal = asyncio.create_task(self._renew_locked())

    def ask(self) -> "asyncio.Task[None] | None":
        """Ask the issuer, in the background, where no keys are known or they are old; what asks now."""
        self.keep_fresh(self._clock())
        idle = self._renewal is None or self._renewal.done()
        if idle and not self.keys and self._may_ask():
            self._renewal = asyncio.create_task(self._renew_locked())
        return None if self._renewal is None or self._renewal.done() else self._renewal

    def _may_ask(self) -> bool:
        # The distance, not the difference: a clock that was set back must not silence us.
        return self._asked_at is None or abs(self._clock() - self._asked_at) >= SHORTEST_INTERVAL

    async def _renew_locked(self) -> None:
        async with self._lock:
            if self._may_ask():
                await self._renew()

    async def _renew(self) -> None:
        self._asked_at = now = self._clock()
        try:
            document = await fetch(self._issuer.jwks_uri or await _discover(self._issuer.issuer))
            published = document.get("keys")
            if not isinstance(published, list):
                raise FetchFailed("no keys")  # noqa: TRY301 (the same trouble as not having it at all)
        except FetchFailed as problem:
            _log.warning("the keys of %s cannot be read: %s", self._issuer.issuer, problem)
            return
        self._renewed_at = now
        if published != self._published:
            self._published = published
            self.keys = {entry["kid"]: read for entry in published if (read := read_key(entry)) is not None}


async def _discover(issuer: str) -> str:
    """Where the issuer's keys are, by its own word (OpenID Connect Discovery 1.0). Raises FetchFailed."""
    document = await fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
    uri = document.get("jwks_uri")
    if document.get("issuer") != issuer:
        raise FetchFailed("the discovery document is another issuer's")
    # As safe as the issuer's own address: an https: issuer is not to send us to this machine's ports.
    if not isinstance(uri, str) or not is_safe_address(uri) or uri[:6] != issuer[:6]:
        raise FetchFailed("the discovery document names no safe jwks_uri")
    return uri


def read_key(entry: object) -> tuple[str, Key] | None:
    """A JWKS entry's (algorithm, key); None for one that no token may be verified with."""
    if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str):
        return None
    algorithm = _ALGORITHM_OF.get(str(entry.get("kty")))
    if algorithm is None or entry.get("use", "sig") != "sig" or entry.get("alg", algorithm) != algorithm:
        return None
    public = {name: str(entry[name]) for name in ("kty", "n", "e", "crv", "x", "y") if name in entry}
    try:
        return (algorithm, jwk.construct(public, algorithm)) if _is_strong(public) else None
    except (JOSEError, ValueError, TypeError, KeyError):
        return None


def _is_strong(public: Mapping[str, str]) -> bool:
    if public["kty"] == "EC":
        return public.get("crv") == "P-256"
    return len(base64url_decode(public["n"].encode()).lstrip(b"\0")) >= SHORTEST_RSA

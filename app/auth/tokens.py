"""Tokens: a bearer token in, verified claims out, or a refusal that says which check failed."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from app.auth.checks import check_signature, check_times_and_audience
from app.auth.claims import Claims, check_is_for_access, claims_of
from app.auth.jws import LONGEST, CompactToken, read_compact
from app.auth.keys import KeySet
from app.auth.sessions import Sessions
from app.auth.token_cache import MOST_TOKENS, TokenCache
from app.clock import Clock
from app.errors import Unauthenticated
from app.settings import Issuer

# RFC 9068; and where an issuer says so, what its access tokens have instead.
_TYPES = {"at+jwt": ("at+jwt", "application/at+jwt"), "JWT": ("jwt", "", "at+jwt", "application/at+jwt")}


class TokenVerifier:
    """Verifies access tokens (RFC 9068, or as configured) of the configured issuers, and of the service."""

    def __init__(
        self,
        issuers: Sequence[Issuer],
        clock: Clock,
        cache_size: int = MOST_TOKENS,
        sessions: Sessions | None = None,
    ) -> None:
        self.issuers = {each.issuer: each for each in issuers}
        """Those configured; the service itself is not among them."""
        self._accepted = dict(self.issuers)
        self._keys = {each.issuer: KeySet(each, clock) for each in issuers}
        self._cache = TokenCache(cache_size)
        self._clock = clock
        self._sessions = sessions
        if sessions is not None:
            self._accepted[sessions.issuer.issuer] = sessions.issuer
            self._keys[sessions.issuer.issuer] = sessions.keys

    async def has_keys(self, patience: float) -> bool:
        """Whether any configured issuer's token can be verified; asks those whose keys were never read.

        That takes at most `patience` seconds: asking goes on in the background.
        """
        configured = [self._keys[each] for each in self.issuers]
        asked = [renewal for each in configured if (renewal := each.ask()) is not None]
        if asked and not any(each.keys for each in configured):
            await asyncio.wait(asked, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        return any(each.keys for each in configured)

    def keys_known(self) -> dict[str, int]:
        """How many keys are known, by configured issuer."""
        return {each: len(self._keys[each].keys) for each in self.issuers}

    async def verify(self, token: str) -> Claims:
        """The token's claims; raises Unauthenticated for any token that is not valid."""
        if len(token) > LONGEST:
            raise Unauthenticated("the token is too long")
        digest = sha256(token.encode()).digest()
        claims = self._cache.get(digest, self._clock())
        if claims is None:
            claims, expires, key_set = await self._verify(read_compact(token))
            self._cache.put(digest, claims, expires, key_set)
        return claims

    async def _verify(self, token: CompactToken) -> tuple[Claims, datetime, KeySet]:
        """The claims, when they expire, and the key set that verified them."""
        # The issuer is believed only to choose whose keys must verify the token.
        named = token.payload.get("iss")
        issuer = self._accepted.get(named) if isinstance(named, str) else None
        if issuer is None:
            raise Unauthenticated("the token's issuer is not known here")
        _check_type(token, issuer)
        key_set = self._keys[issuer.issuer]
        await check_signature(token, issuer, key_set)
        expires = check_times_and_audience(token.payload, issuer, self._clock())
        claims = claims_of(token.payload, issuer)
        if self._sessions is not None and issuer is self._sessions.issuer:
            claims = self._sessions.whose(token.payload, claims)
        return claims, expires, key_set


def _check_type(token: CompactToken, issuer: Issuer) -> None:
    kind = token.header.get("typ", "")
    if not isinstance(kind, str) or kind.lower() not in _TYPES[issuer.token_type]:
        raise Unauthenticated(f"the token is not an access token (typ {issuer.token_type})")
    if kind.lower() not in _TYPES["at+jwt"]:
        check_is_for_access(token.payload, issuer)

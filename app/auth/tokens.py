"""Tokens: a bearer token in, verified claims out, or a refusal that says which check failed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from jose.backends.base import Key

from app.auth.claims import Claims, check_is_for_access, claims_of
from app.auth.jws import LONGEST, CompactToken, read_compact
from app.auth.keys import KeySet
from app.auth.token_cache import MOST_TOKENS, TokenCache
from app.clock import Clock
from app.errors import Unauthenticated
from app.settings import Issuer

LEEWAY = timedelta(seconds=30)
"""How far the issuer's clock and ours may differ."""
# RFC 9068; and where an issuer says so, what its access tokens have instead.
_TYPES = {"at+jwt": ("at+jwt", "application/at+jwt"), "JWT": ("jwt", "", "at+jwt", "application/at+jwt")}


class TokenVerifier:
    """Verifies access tokens (RFC 9068, or as configured) of the configured issuers."""

    def __init__(self, issuers: Sequence[Issuer], clock: Clock, cache_size: int = MOST_TOKENS) -> None:
        self.issuers = {each.issuer: each for each in issuers}
        self._keys = {each.issuer: KeySet(each, clock) for each in issuers}
        self._cache = TokenCache(cache_size)
        self._clock = clock

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
        issuer = self.issuers.get(named) if isinstance(named, str) else None
        if issuer is None:
            raise Unauthenticated("the token's issuer is not known here")
        _check_type(token, issuer)
        key_set = self._keys[issuer.issuer]
        algorithm, key_id = _algorithm_and_key_id(token.header, issuer)
        found = await key_set.find(key_id)
        if found is None or found[0] != algorithm:
            raise Unauthenticated("the token's key is not one of its issuer's")
        _check_signature(token, found[1])
        expires = _check_times_and_audience(token.payload, issuer, self._clock())
        return claims_of(token.payload, issuer), expires, key_set


def _check_type(token: CompactToken, issuer: Issuer) -> None:
    kind = token.header.get("typ", "")
    if not isinstance(kind, str) or kind.lower() not in _TYPES[issuer.token_type]:
        raise Unauthenticated(f"the token is not an access token (typ {issuer.token_type})")
    if kind.lower() not in _TYPES["at+jwt"]:
        check_is_for_access(token.payload, issuer)


def _algorithm_and_key_id(header: Mapping[str, Any], issuer: Issuer) -> tuple[str, str]:
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in issuer.algorithms:
        raise Unauthenticated("the token's signature algorithm is not accepted")
    if not isinstance(key_id, str):
        raise Unauthenticated("the token names no key")
    return algorithm, key_id


def _check_signature(token: CompactToken, key: Key) -> None:
    if not key.verify(token.signed, token.signature):
        raise Unauthenticated("the token's signature is not valid")


def _check_times_and_audience(payload: Mapping[str, Any], issuer: Issuer, now: datetime) -> datetime:
    """When the token expires."""
    audience = payload.get("aud")
    if issuer.audience not in (audience if isinstance(audience, list) else [audience]):
        raise Unauthenticated("the token is meant for another audience")
    expires, issued = _moment(payload, "exp"), _moment(payload, "iat")
    if expires <= now - LEEWAY:
        raise Unauthenticated("the token has expired")
    if issued > now + LEEWAY:
        raise Unauthenticated("the token was issued in the future")
    if "nbf" in payload and _moment(payload, "nbf") > now + LEEWAY:
        raise Unauthenticated("the token is not valid yet")
    if expires - issued > timedelta(seconds=issuer.longest_seconds):
        raise Unauthenticated("the token's lifetime is longer than is accepted here")
    return expires + LEEWAY


def _moment(payload: Mapping[str, Any], claim: str) -> datetime:
    value = payload.get(claim)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unauthenticated(f"the token has no {claim} claim")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        raise Unauthenticated(f"the token's {claim} claim is out of range") from None

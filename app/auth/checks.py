"""Checks: what holds for every signed token, whoever's and whatever for; each raises Unauthenticated."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.auth.jws import CompactToken
from app.auth.keys import KeySet
from app.errors import Unauthenticated
from app.settings import Issuer

LEEWAY = timedelta(seconds=30)
"""How far the issuer's clock and ours may differ."""


async def check_signature(token: CompactToken, issuer: Issuer, key_set: KeySet) -> None:
    """That a key of the issuer's, of the kind that it may use, has signed the token."""
    algorithm, key_id = _algorithm_and_key_id(token.header, issuer)
    found = await key_set.find(key_id)
    if found is None or found[0] != algorithm:
        raise Unauthenticated("the token's key is not one of its issuer's")
    if not found[1].verify(token.signed, token.signature):
        raise Unauthenticated("the token's signature is not valid")


def _algorithm_and_key_id(header: Mapping[str, Any], issuer: Issuer) -> tuple[str, str]:
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in issuer.algorithms:
        raise Unauthenticated("the token's signature algorithm is not accepted")
    if not isinstance(key_id, str):
        raise Unauthenticated("the token names no key")
    return algorithm, key_id


def check_times_and_audience(payload: Mapping[str, Any], issuer: Issuer, now: datetime) -> datetime:
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

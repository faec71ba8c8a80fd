"""Tokens: a bearer token in, verified claims out, or a refusal that says which check failed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from jose import jws, jwt
from jose.backends.base import Key
from jose.exceptions import JOSEError

from app.auth.keys import KeySet
from app.auth.principal import Claims, Role
from app.clock import Clock
from app.errors import Unauthenticated
from app.settings import Issuer

LEEWAY = timedelta(seconds=30)
"""How far the issuer's clock and ours may differ."""
LONGEST = 8_192
"""Characters; a real access token is far shorter, and parsing is where attacks begin."""
_TYPES = frozenset({"at+jwt", "application/at+jwt"})


class TokenVerifier:
    """Verifies access tokens (RFC 9068) of the configured issuers."""

    def __init__(self, issuers: Sequence[Issuer], clock: Clock) -> None:
        self._issuers = {each.issuer: each for each in issuers}
        self._keys = {each.issuer: KeySet(each.jwks_uri, clock) for each in issuers}
        self._clock = clock

    async def verify(self, token: str) -> Claims:
        """The token's claims; raises Unauthenticated for any token that does not hold."""
        if len(token) > LONGEST:
            raise Unauthenticated("the token is too long")
        header = _header(token)
        issuer = self._issuers.get(_unverified_issuer(token))
        if issuer is None:
            raise Unauthenticated("the token's issuer is not known here")
        if str(header.get("typ", "")).lower() not in _TYPES:
            raise Unauthenticated("the token is not an access token (typ at+jwt)")
        algorithm, key = await self._key(issuer, header)
        payload = _verified_payload(token, key, algorithm)
        self._check(payload, issuer)
        return _claims(payload, issuer)

    async def _key(self, issuer: Issuer, header: Mapping[str, Any]) -> tuple[str, Key]:
        key_id = header.get("kid")
        if header.get("alg") not in issuer.algorithms:
            raise Unauthenticated("the token's signature algorithm is not accepted")
        if not isinstance(key_id, str):
            raise Unauthenticated("the token names no key")
        found = await self._keys[issuer.issuer].find(key_id)
        if found is None or found[0] != header["alg"]:
            raise Unauthenticated("the token's key is not one of its issuer's")
        return found

    def _check(self, payload: Mapping[str, Any], issuer: Issuer) -> None:
        now = self._clock()
        audience = payload.get("aud")
        if issuer.audience not in (audience if isinstance(audience, list) else [audience]):
            raise Unauthenticated("the token is meant for another audience")
        if _moment(payload, "exp") <= now - LEEWAY:
            raise Unauthenticated("the token has expired")
        if _moment(payload, "iat") > now + LEEWAY:
            raise Unauthenticated("the token is from the future")
        if "nbf" in payload and _moment(payload, "nbf") > now + LEEWAY:
            raise Unauthenticated("the token is not valid yet")


def _header(token: str) -> dict[str, Any]:
    try:
        header: dict[str, Any] = jws.get_unverified_header(token)
    except JOSEError:
        raise Unauthenticated("the token cannot be read") from None
    return header


def _unverified_issuer(token: str) -> str:
    """Only to choose whose keys must verify the token; trusted for nothing else."""
    try:
        issuer = jwt.get_unverified_claims(token).get("iss")
    except (JOSEError, AttributeError):
        raise Unauthenticated("the token cannot be read") from None
    return issuer if isinstance(issuer, str) else ""


def _verified_payload(token: str, key: Key, algorithm: str) -> dict[str, Any]:
    try:
        payload = orjson.loads(jws.verify(token, key, algorithms=[algorithm]))
    except (JOSEError, orjson.JSONDecodeError):
        raise Unauthenticated("the token's signature does not hold") from None
    if not isinstance(payload, dict):
        raise Unauthenticated("the token cannot be read")
    return payload


def _moment(payload: Mapping[str, Any], claim: str) -> datetime:
    value = payload.get(claim)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unauthenticated(f"the token has no {claim} claim")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        raise Unauthenticated(f"the token's {claim} claim is out of range") from None


def _claims(payload: Mapping[str, Any], issuer: Issuer) -> Claims:
    subject, client = payload.get("sub"), payload.get("client_id")
    if not isinstance(subject, str) or not isinstance(client, str) or not payload.get("jti"):
        raise Unauthenticated("the token lacks sub, client_id or jti")
    named = payload.get(issuer.roles_claim, [])
    roles = {str(role) for role in named} if isinstance(named, list) else set()
    known = frozenset(role for role in Role if role in roles)
    return Claims(issuer.issuer, subject, client, known)

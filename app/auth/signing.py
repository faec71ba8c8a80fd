"""Signing: what the service gives out and anybody can check later, without it, by its published key.

A signature is a compact JWS (RFC 7515) by ES256; its `typ` says what was signed, so that one thing cannot
pass for another. What is signed is bytes: whoever checks reads exactly what was signed.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from jose import jwk, jws
from jose.exceptions import JWSError
from pydantic import SecretStr

from app.auth.base64url import encoded
from app.errors import BadRequest

ALGORITHM = "ES256"
_MEMBERS = ("crv", "kty", "x", "y")
# RFC 6979, which python-jose does not know: one payload, one signature, so an answer keeps its tag.
_ALWAYS_THE_SAME = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class SigningKey:
    """The service's own key, and the public ones that it had before: what those signed stays checkable."""

    def __init__(self, private_pem: str, former: Sequence[Mapping[str, str]] = ()) -> None:
        """Raises ValueError for anything but the PEM of a P-256 private key, unencrypted."""
        self._pem = private_pem
        self._public = _published(_private_key(private_pem).public_key())
        self._former = former

    @property
    def published(self) -> list[dict[str, str]]:
        """The public keys as a JWKS has them (RFC 7517), the current one first."""
        return [self._public, *map(dict, self._former)]

    def secret_for(self, use: str) -> bytes:
        """A secret for that use alone: the same wherever the service has this key, and told to nobody."""
        private = _private_key(self._pem).private_numbers().private_value.to_bytes(32, "big")
        return hmac.digest(private, use.encode(), "sha256")

    def sign(self, what: str, payload: bytes) -> str:
        """A compact JWS of the payload; `what` it is becomes its `typ`."""
        header = {"alg": ALGORITHM, "kid": self._public["kid"], "typ": what}
        signed = f"{encoded(json.dumps(header).encode())}.{encoded(payload)}"
        halves = decode_dss_signature(_private_key(self._pem).sign(signed.encode(), _ALWAYS_THE_SAME))
        return f"{signed}.{encoded(b''.join(each.to_bytes(32, 'big') for each in halves))}"


def signing_key(private_pem: SecretStr | None, former: Sequence[Mapping[str, str]]) -> SigningKey | None:
    """What the settings give the service to sign with. Raises BadRequest for what cannot sign."""
    if private_pem is None:
        return None
    try:
        return SigningKey(private_pem.get_secret_value(), former)
    except ValueError as problem:
        raise BadRequest(f"ATTUNE_SIGNING_KEY {problem}") from None


def checked(what: str, signed: str, keys: Sequence[Mapping[str, str]]) -> bytes:
    """The bytes that one of the keys has signed as such. Raises ValueError for anything else."""
    try:
        header = jws.get_unverified_header(signed)
        key = next((each for each in keys if each["kid"] == header.get("kid")), None)
        if key is None or header.get("typ") != what:
            raise ValueError("it was not signed as such by this service")
        payload: bytes = jws.verify(signed, dict(key), ALGORITHM)
    except JWSError as problem:
        raise ValueError("its signature does not hold: it was changed, or made by somebody else") from problem
    return payload


def _private_key(private_pem: str) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(private_pem.encode(), password=None)
    except TypeError as problem:
        raise ValueError("must not be encrypted") from problem
    except ValueError as problem:
        raise ValueError("must be the PEM of a private key") from problem
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("must be an elliptic-curve key on P-256")  # noqa: TRY004 (as for any other text)
    return key


def _published(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    pem = key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()
    made: dict[str, Any] = jwk.construct(pem, ALGORITHM).to_dict()
    members = {name: _text(made[name]) for name in _MEMBERS}
    return members | {"kid": _thumbprint(members), "use": "sig", "alg": ALGORITHM}


def _thumbprint(members: Mapping[str, str]) -> str:
    """The key's name follows from the key (RFC 7638)."""
    plain = json.dumps(members, separators=(",", ":"), sort_keys=True).encode()
    return encoded(hashlib.sha256(plain).digest())


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value

"""Signatures of statements: a compact JWS (RFC 7515) that holds the statement, as xAPI's section 2.6 asks."""

import base64
import binascii
import json
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

_Hash = SHA256 | SHA384 | SHA512
_HASHES: dict[str, _Hash] = {"RS256": SHA256(), "RS384": SHA384(), "RS512": SHA512()}
_PARTS = 3


class BadSignature(Exception):
    """It is no signature that can be read, or not one of what it holds."""


def signed_statement(signature: bytes) -> dict[str, Any]:
    """The statement that was signed; where its certificate comes along, the signature is checked by it.

    Whose certificate it is, nobody here could tell. Raises BadSignature.
    """
    try:
        head, body, signed = signature.decode("ascii").split(".", _PARTS)
    except (UnicodeDecodeError, ValueError):
        raise BadSignature("is no JWS in its compact form") from None
    header, payload = _object(head), _object(body)
    algorithm = _HASHES.get(header.get("alg", ""))
    if algorithm is None:
        raise BadSignature("must be made with RS256, RS384 or RS512")
    if "x5c" in header:
        _check(header["x5c"], f"{head}.{body}".encode(), _bytes(signed), algorithm)
    return payload


def _check(chain: object, signed: bytes, signature: bytes, algorithm: _Hash) -> None:
    try:
        assert isinstance(chain, list)
        certificate = x509.load_der_x509_certificate(base64.b64decode(chain[0]))
        key = certificate.public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(signature, signed, padding.PKCS1v15(), algorithm)
    except (AssertionError, IndexError, TypeError, ValueError, InvalidSignature):
        raise BadSignature("does not verify with the certificate that it brings") from None


def _object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_bytes(part).decode())
    except (ValueError, RecursionError):
        raise BadSignature("holds what is not JSON") from None
    if not isinstance(value, dict):
        raise BadSignature("holds what is not an object")
    return value


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part.encode() + b"=" * (-len(part) % 4), b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise BadSignature("is not written in base64url") from None

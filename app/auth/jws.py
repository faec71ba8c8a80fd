"""Compact: a signed token's three parts (RFC 7515), read once and strictly, before anything is believed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from app.auth.base64url import decoded
from app.errors import Unauthenticated

LONGEST = 8_192
"""Characters; a real access token is far shorter, and parsing is where attacks begin."""
_PARTS = 3
# What would have us verify otherwise than configured, or with a key that the token brings itself.
_REFUSED = ("crit", "b64", "jku", "jwk", "x5u", "x5c")


@dataclass(frozen=True, slots=True)
class CompactToken:
    header: dict[str, Any]
    payload: dict[str, Any]
    signed: bytes
    signature: bytes


def read_compact(token: str, longest: int = LONGEST) -> CompactToken:
    """The parts of a token; raises Unauthenticated unless they can be read in one way only."""
    if len(token) > longest:
        raise Unauthenticated("the token is too long")
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise Unauthenticated("the token cannot be read")
    header, payload, signature = (_decode(part) for part in parts)
    read = CompactToken(_object(header), _object(payload), token.rpartition(".")[0].encode(), signature)
    if any(name in read.header for name in _REFUSED):
        raise Unauthenticated("the token's header uses a feature that is not supported here")
    return read


def _decode(part: str) -> bytes:
    data = decoded(part)
    if data is None:
        raise Unauthenticated("the token cannot be read")
    return data


def _object(data: bytes) -> dict[str, Any]:
    try:
        # As UTF-8 alone: json would guess other encodings from the bytes.
        value = json.loads(data.decode(), object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unauthenticated("the token cannot be read") from None
    if not isinstance(value, dict):
        raise Unauthenticated("the token cannot be read")
    return value


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Of two claims of one name, we and another reader might believe different ones."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError
    return members


def _no_number(_name: str) -> NoReturn:
    raise ValueError

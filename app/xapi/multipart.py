"""Multipart: a body of several parts (RFC 2046), read and written, every byte of each part as it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from app.xapi.faults import BadStatement

MOST_PARTS = 1_000
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    headers: dict[str, str] = field(default_factory=dict)
    """By name in lower case."""
    content: bytes = b""


def boundary_of(content_type: str) -> bytes:
    """Raises BadStatement where the header names none."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise BadStatement("the Content-Type names no boundary")
    return (found[1] or found[2]).encode()


def read_parts(body: bytes, boundary: bytes) -> list[Part]:
    """Every part. Raises BadStatement where the body does not end as it should."""
    marker = b"--" + boundary
    pieces = (b"\r\n" + body).split(b"\r\n" + marker)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):  # noqa: PLR2004 (before the first, and the end)
        raise BadStatement("the multipart body does not end with its boundary")
    if len(pieces) > MOST_PARTS:
        raise BadStatement(f"the multipart body has more than {MOST_PARTS} parts")
    return [_read(piece) for piece in pieces[1:-1]]


def _read(piece: bytes) -> Part:
    head, separator, content = piece.lstrip(b" \t").partition(b"\r\n\r\n")
    if not separator or not head.startswith(b"\r\n"):
        if piece.lstrip(b" \t").startswith(b"\r\n\r\n"):
            return Part({}, piece.lstrip(b" \t")[4:])
        raise BadStatement("a part of the multipart body has no headers")
    headers = {}
    try:
        for line in head[2:].decode("ascii").split("\r\n"):
            name, colon, value = line.partition(":")
            if not colon:
                raise BadStatement("a part of the multipart body has a header that cannot be read")
            headers[name.strip().lower()] = value.strip()
    except UnicodeDecodeError:
        raise BadStatement("a part of the multipart body has a header that cannot be read") from None
    return Part(headers, content)


def written(parts: Sequence[Part], boundary: str) -> bytes:
    """A body of these parts."""
    pieces = []
    for part in parts:
        head = "".join(f"{name}: {value}\r\n" for name, value in part.headers.items())
        pieces.append(f"--{boundary}\r\n{head}\r\n".encode() + part.content + b"\r\n")
    return b"".join(pieces) + f"--{boundary}--\r\n".encode()


def boundary_for(parts: Sequence[Part]) -> str:
    """One that no part holds: it is made of what they hold."""
    return "attune-" + sha256(b"\x00".join(part.content for part in parts)).hexdigest()[:48]

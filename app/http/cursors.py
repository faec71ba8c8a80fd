"""Cursors: where the next page begins, opaque to the client."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from uuid import UUID

from fastapi import Request, Response

from app.errors import Fault, InvalidInput


def encode(position: str) -> str:
    return urlsafe_b64encode(position.encode()).decode().rstrip("=")


def decode(cursor: str | None) -> str | None:
    """The position a cursor stands for; raises InvalidInput for one that we never gave out."""
    if cursor is None:
        return None
    try:
        position = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        position = ""
    if not position or "\x00" in position or encode(position) != cursor:
        raise _invented()
    return position


def encode_moment(moment: datetime, identifier: UUID) -> str:
    """For lists that run by time: the moment, and an id for those of the same moment."""
    return encode(f"{moment.isoformat()} {identifier}")


def decode_moment(cursor: str | None) -> tuple[datetime, UUID] | None:
    position = decode(cursor)
    if position is None:
        return None
    moment, _, identifier = position.partition(" ")
    try:
        read = datetime.fromisoformat(moment), UUID(identifier)
    except ValueError:
        raise _invented() from None
    if read[0].tzinfo is None:
        raise _invented()
    return read


def _invented() -> InvalidInput:
    faults = [Fault("/query/cursor", "is not a cursor that this service gave out")]
    return InvalidInput("see `errors`", faults=faults)


def next_link(request: Request, response: Response, cursor: str | None) -> None:
    """Point to the next page (RFC 8288), where there is one."""
    if cursor is not None:
        target = request.url.include_query_params(cursor=cursor)
        response.headers["Link"] = f'<{target.path}?{target.query}>; rel="next"'

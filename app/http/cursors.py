"""Cursors: where the next page begins, opaque to the client."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import Request, Response

from app.errors import Fault, InvalidInput

Item = TypeVar("Item")


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
        raise _unknown_cursor()
    return position


def encode_moment(moment: datetime, identifier: UUID) -> str:
    """For lists that run by time: the moment in UTC, and an id for those of the same moment."""
    return encode(f"{moment.isoformat()} {identifier}")


LATEST = datetime(9999, 12, 30, tzinfo=UTC), UUID(int=2**128 - 1)
"""Comes after everything: where a list that runs backwards in time begins."""


EARLIEST = datetime(1, 1, 2, tzinfo=UTC), UUID(int=0)
"""Comes before everything: where a list that runs forwards in time begins."""


def decode_moment_from_first(cursor: str | None) -> tuple[datetime, UUID]:
    """The position in a list that runs forwards in time; its beginning, without a cursor."""
    return EARLIEST if cursor is None else decode_moment(cursor)


def decode_moment(cursor: str | None) -> tuple[datetime, UUID]:
    """The position in a list that runs backwards in time; its beginning, without a cursor."""
    position = decode(cursor)
    if position is None:
        return LATEST
    moment, _, identifier = position.partition(" ")
    try:
        parsed = datetime.fromisoformat(moment), UUID(identifier)
    except ValueError:
        raise _unknown_cursor() from None
    # At the ends of the calendar, other zones' moments are none of PostgreSQL's.
    if parsed[0].utcoffset() != timedelta(0) or encode_moment(*parsed) != cursor:
        raise _unknown_cursor()
    return parsed


def page(
    request: Request, response: Response, found: Sequence[Item], limit: int, position: Callable[[Item], str]
) -> tuple[Sequence[Item], str | None]:
    """The page, of one more than its limit that was looked for, and the cursor of the next, if there is one.

    Points to the next page in the header `Link` (RFC 8288), too.
    """
    shown = found[:limit]
    if len(found) <= limit:
        return shown, None
    cursor = position(shown[-1])
    next_link(request, response, cursor)
    return shown, cursor


def _unknown_cursor() -> InvalidInput:
    faults = [Fault("/query/cursor", "is not a cursor that this service gave out: begin again without one")]
    return InvalidInput("see `errors`", faults=faults)


def next_link(request: Request, response: Response, cursor: str) -> None:
    query = [each for each in request.query_params.multi_items() if each[0] != "cursor"]
    target = f"{quote(request.scope['path'])}?{urlencode([*query, ('cursor', cursor)])}"
    response.headers["Link"] = f'<{target}>; rel="next"'

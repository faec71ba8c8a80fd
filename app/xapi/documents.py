"""Documents: who may change one that others change, and what becomes of two that are merged."""

from hashlib import sha1
from typing import Any

import orjson

from app.errors import Conflict, PreconditionFailed
from app.xapi.batch import members, read_text, read_value
from app.xapi.faults import BadStatement

JSON = "application/json"


def tag_of(content: bytes) -> str:
    """The entity tag, as xAPI has it: a name of the content, and no proof of anything."""
    return f'"{sha1(content, usedforsecurity=False).hexdigest()}"'


def check_may_change(
    content: bytes | None, if_match: str | None, if_none_match: str | None, *, needs_one: bool
) -> None:
    """Raises PreconditionFailed where it has changed, and where nobody said what is to be replaced, Conflict.

    `content` is what is there, `needs_one`: only whoever says that they know it may replace it.
    """
    there = None if content is None else tag_of(content)
    if if_match is not None and (there is None or not _names(if_match, there)):
        raise PreconditionFailed("it is not what you have read: read it again")
    if if_none_match is not None and there is not None and _names(if_none_match, there):
        raise PreconditionFailed("it is there already")
    if needs_one and if_match is None and if_none_match is None:
        if there is None:
            raise BadStatement("say by If-None-Match: * that it is new, or by If-Match what it replaces")
        raise Conflict("it is there already: read it, and send its ETag as If-Match to replace it")


def _names(header: str, tag: str) -> bool:
    tags = [each.strip().removeprefix("W/") for each in header.split(",")]
    return "*" in tags or tag in tags or tag.strip('"') in tags


def is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == JSON


def merged(before: tuple[bytes, str] | None, new: bytes, content_type: str) -> bytes:
    """What POST makes of what is there: the properties of both, the new ones first. Raises BadStatement."""
    if before is None:
        return new
    if not (is_json(content_type) and is_json(before[1])):
        raise BadStatement("only JSON can be added to JSON")
    old, added = _properties(before[0]), _properties(new)
    return b"{" + b",".join(f"{name}:{value}".encode() for name, value in (old | added).items()) + b"}"


def _properties(content: bytes) -> dict[str, str]:
    """By name as JSON text: the value's text, as it was sent. Raises BadStatement unless it is an object."""
    check_object(content)
    text = read_text(content).strip()
    return {orjson.dumps(each.name).decode(): text[each.value : each.end] for each in members(text)}


def check_object(content: bytes) -> Any:  # noqa: ANN401 (any JSON object)
    """Raises BadStatement unless it is a JSON object."""
    value = read_value(content)
    if not isinstance(value, dict):
        raise BadStatement("must be a JSON object, so that others can be added to it")
    return value

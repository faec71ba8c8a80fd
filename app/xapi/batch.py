"""Batches: JSON text taken apart, so that each statement is kept as it was written, to the byte.

Where the specification says that an answer looks otherwise than what was sent, only that place is rewritten.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple, NoReturn

import orjson

from app.xapi.faults import BadStatement

_SPACE = " \t\n\r"
CONTEXT_KINDS = ("parent", "grouping", "category", "other")


def _no_number(_name: str) -> NoReturn:
    raise ValueError("is no number")


_DECODER = json.JSONDecoder(parse_constant=_no_number)
_decode = _DECODER.scan_once  # type: ignore[attr-defined]


class Sent(NamedTuple):
    """A statement as it was sent."""

    value: Any
    text: str


def read_text(body: bytes) -> str:
    """The body as text. Raises BadStatement where it is not what JSON text may be."""
    try:
        text = body.decode()
        if "\\u" in text and ("\\u0000" in text or "\\ud" in text.lower()):
            if "\\u0000" in text:
                raise BadStatement("holds a NUL character, which nothing here can keep")
            orjson.loads(body)  # it refuses half of a surrogate pair
    except (UnicodeDecodeError, orjson.JSONDecodeError):
        raise BadStatement("is not UTF-8") from None
    return text


def read_value(body: bytes) -> Any:  # noqa: ANN401 (any JSON)
    """Any JSON value. Raises BadStatement."""
    text = read_text(body)
    try:
        value, end = _decode(text, _after_space(text, 0))
    except (ValueError, StopIteration, RecursionError):
        raise BadStatement("is not JSON") from None
    if _after_space(text, end) != len(text):
        raise BadStatement("is not JSON: something follows it")
    return value


def read_statements(body: bytes) -> tuple[list[Sent], bool]:
    """The statements of a body, and whether they came in an array. Raises BadStatement."""
    text = read_text(body)
    at = _after_space(text, 0)
    try:
        if text[at : at + 1] != "[":
            value, end = _decode(text, at)
            found, is_array = [Sent(value, text[at:end])], False
        else:
            found, end, is_array = *_elements(text, at), True
    except (ValueError, StopIteration, RecursionError, IndexError):
        raise BadStatement("is not JSON") from None
    if _after_space(text, end) != len(text):
        raise BadStatement("is not JSON: something follows it")
    return found, is_array


def _elements(text: str, at: int) -> tuple[list[Sent], int]:
    """Those of the array that begins there, and where it ends. Raises what json raises, and IndexError."""
    found: list[Sent] = []
    at = _after_space(text, at + 1)
    if text[at] == "]":
        return found, at + 1
    while True:
        value, end = _decode(text, at)
        found.append(Sent(value, text[at:end]))
        at = _after_space(text, end)
        if text[at] == "]":
            return found, at + 1
        if text[at] != ",":
            raise ValueError
        at = _after_space(text, at + 1)


def _after_space(text: str, at: int) -> int:
    while text[at : at + 1] in _SPACE and at < len(text):
        at += 1
    return at


# --- places of a text ---


class Member(NamedTuple):
    """A property in the text of an object: where its name begins, its value begins, and its value ends."""

    name: str
    begin: int
    value: int
    end: int


def members(text: str, at: int = 0) -> Iterator[Member]:
    """Those of the object that begins there; the text is known to be sound."""
    at = _after_space(text, at + 1)
    while text[at] == '"':
        begin = at
        name, at = scanstring(text, at + 1, True)  # noqa: FBT003 (json's own)
        at = _after_space(text, _after_space(text, at) + 1)
        end = _decode(text, at)[1]
        yield Member(name, begin, at, end)
        at = _after_space(text, end)
        if text[at] != ",":
            return
        at = _after_space(text, at + 1)


def without(text: str, *names: str) -> str:
    """The object's text without these properties."""
    kept = [text[each.begin : each.end] for each in members(text) if each.name not in names]
    return "{" + ",".join(kept) + "}"


def replaced(text: str, name: str, value: str) -> str:
    """The object's text with another value of the property, itself JSON text."""
    for each in members(text):
        if each.name == name:
            return text[: each.value] + value + text[each.end :]
    return text


def with_arrays(text: str) -> str:
    """Every activity that stands alone in `contextActivities`, in an array, as answers must have it."""
    places: list[tuple[int, int]] = []
    for member in members(text):
        if member.name == "context":
            places += _alone(text, member.value)
        elif member.name == "object":
            for inner in members(text, member.value):
                if inner.name == "context":
                    places += _alone(text, inner.value)
    for begin, end in sorted(places, reverse=True):
        text = f"{text[:begin]}[{text[begin:end]}]{text[end:]}"
    return text


def _alone(text: str, at: int) -> Iterator[tuple[int, int]]:
    for member in members(text, at):
        if member.name == "contextActivities":
            for kind in members(text, member.value):
                if text[kind.value] == "{":
                    yield kind.value, kind.end


def stands_alone(value: Mapping[str, Any]) -> bool:
    """Whether an activity of a context stands without an array."""
    contexts = [value.get("context")]
    if value["object"].get("objectType") == "SubStatement":
        contexts.append(value["object"].get("context"))
    return any(
        isinstance(each, dict)
        for context in contexts
        if context
        for each in context.get("contextActivities", {}).values()
    )


def completed(text: str, added: Sequence[tuple[str, str]]) -> str:
    """The object's text with these properties, values as JSON text, at its end."""
    more = ",".join(f'"{name}":{value}' for name, value in added)
    body = text.rstrip()[:-1]
    return f"{body}{',' if body.rstrip() != '{' else ''}{more}}}" if more else text

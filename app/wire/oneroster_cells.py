"""OneRoster's cells: which rule of its column a cell breaks, in plain words, and what is in a good one."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from app.wire.oneroster_tables import Column, Kind

_IDENTIFIER = re.compile(r"[0-9A-Za-z./@_-]{1,255}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})", re.ASCII)
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_PAIR = re.compile(r"\{[^:{}]+:[^:{}]+\}")
_USER_ID = re.compile(r"\{[^:{}]+:[^{}]+\}")
"""The first colon parts: an id may be a URN, or an address."""
_OWN_WORD = re.compile(r"ext:.+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LONGEST = 4_096
"""Characters of a cell."""


def _whole(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None and _reads(date.fromisoformat, text)


def _is_moment(text: str) -> bool:
    return _MOMENT.fullmatch(text) is not None and _reads(datetime.fromisoformat, text.replace("Z", "+00:00"))


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_RULES: Mapping[Kind, tuple[Callable[[str], bool], str]] = {
    Kind.TEXT: (lambda _: True, "text"),
    Kind.IDENTIFIER: (_whole(_IDENTIFIER), "1 to 255 of the characters 0-9 A-Z a-z . - _ / @"),
    Kind.DATE: (is_date, "a date, YYYY-MM-DD"),
    Kind.MOMENT: (_is_moment, "a moment in UTC, YYYY-MM-DDTHH:MM:SSZ or YYYY-MM-DDTHH:MM:SS.sssZ"),
    Kind.YEAR: (_whole(_YEAR), "a year, YYYY"),
    Kind.WHOLE_NUMBER: (_whole(_WHOLE), "a whole number"),
    Kind.NUMBER: (_whole(_NUMBER), "a number"),
    Kind.TRUTH: (lambda text: text in {"true", "false"}, "true or false"),
    Kind.USER_IDS: (_whole(_USER_ID), "of the form {type:id}"),
    Kind.PAIRS: (_whole(_PAIR), "of the form {value:value}"),
}


def fault_of(column: Column, text: str) -> str | None:
    """The rule that a cell of the column breaks; None where it breaks none."""
    if not text:
        return "must not be empty" if column.required else None
    if len(text) > LONGEST:
        return f"must not be longer than {LONGEST} characters"
    if CONTROL.search(text):
        return "must not hold control characters"
    if column.many:
        return next(filter(None, (_item_fault(column, each) for each in items(text))), None)
    return _item_fault(column, text)


def _item_fault(column: Column, text: str) -> str | None:
    if column.many and not text:
        return "must not have an empty item in its list"
    if column.words and text not in column.words:
        if column.extensible and _OWN_WORD.fullmatch(text):
            return None
        more = ", or a word of your own that begins with ext:" if column.extensible else ""
        return f"must be one of {', '.join(column.words)}{more}"
    holds, words = _RULES[column.kind]
    return None if holds(text) else f"must be {words}"


def items(text: str) -> list[str]:
    """The items of a list in a cell."""
    return [each.strip() for each in text.split(",")] if text else []


def pairs(text: str) -> list[tuple[str, str]]:
    """The items of a list of {name:value} in a cell."""
    parted = (each.strip("{}").partition(":") for each in items(text))
    return [(name, value) for name, _, value in parted]

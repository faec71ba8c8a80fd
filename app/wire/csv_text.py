"""CSV text in memory, by the letter of RFC 4180 and of OneRoster: no line ends within a field."""

import re
from collections.abc import Iterator

_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^",]*))(,|$)')
MARK = "\ufeff"


def decoded(content: bytes) -> str | None:
    """The text of a file, without a byte order mark; None where it is not UTF-8."""
    try:
        return content.decode("utf-8").removeprefix(MARK)
    except UnicodeDecodeError:
        return None


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line's number, from 1, and its text; an end of the last line makes no line of its own."""
    parted = text.split("\n")
    if not parted[-1]:
        parted.pop()
    for number, line in enumerate(parted, 1):
        yield number, line.removesuffix("\r")


def fields(line: str) -> list[str] | str:
    """The line's fields, or the rule that it breaks."""
    if "\r" in line:
        return "a carriage return must stand before a line feed, and nowhere else"
    if '"' not in line:
        return line.split(",")
    found, at = [], 0
    while True:
        match = _FIELD.match(line, at)
        if match is None:
            return 'a field with a quotation mark must be quoted whole, its quotation marks doubled ("")'
        quoted, plain, end = match.groups()
        found.append(plain if quoted is None else quoted.replace('""', '"'))
        if not end:
            return found
        at = match.end()

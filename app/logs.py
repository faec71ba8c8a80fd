"""Logs: one JSON object a line, and nothing in it that could be personal.

What other libraries have to say comes with its place and its constant words only: the values they would
put in (rows, addresses, the input that failed) may be somebody's. Exceptions come as types and places in
the code, without their messages, for the same reason.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from time import time
from types import TracebackType
from typing import Any, TextIO

import orjson

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request being answered; None outside of one."""

OWN_LOGGERS = ("attune", "app")
"""Loggers whose messages are written with this file in mind."""
MOST_FRAMES = 40
MOST_CAUSES = 8


class FieldsRecord(logging.LogRecord):
    """A log record of a message and fields, without thread, process and caller.

    To find those out, as `logging` does for every record, takes longer than to write the line.
    """

    def __init__(self, logger: logging.Logger, level: int, message: str, fields: dict[str, Any]) -> None:
        self.name = logger.name
        self.levelno = level
        self.levelname = logging.getLevelName(level)
        self.msg = message
        self.args = ()
        self.created = time()
        self.msecs = self.created % 1 * 1000
        self.exc_info = self.exc_text = self.stack_info = None
        self.filename, self.lineno = "logs.py", 0  # for other people's formatters
        self.fields = fields


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if (name := request_id.get()) is not None:
            line["request_id"] = name
        if (more := getattr(record, "fields", None)) is not None:
            line |= more
        if record.exc_info and record.exc_info[1] is not None:
            line["exceptions"] = [_describe(each) for each in _chain(record.exc_info[1])]
        return orjson.dumps(line, default=lambda value: type(value).__name__).decode()


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in OWN_LOGGERS:
        return record.getMessage()
    words = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    return f"{words.partition(chr(10))[0]} ({record.module}:{record.lineno})"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception, what caused it, and so on; not in circles, and not for ever."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting and len(seen) < MOST_CAUSES:
        each = waiting.pop(0)
        if any(each is one for one in seen):
            continue
        seen.append(each)
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
        cause = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        if cause is not None:
            waiting.append(cause)


def _describe(error: BaseException) -> dict[str, Any]:
    """Which exception, and where it came from; PostgreSQL's state and names of tables are ours too."""
    description: dict[str, Any] = {"type": f"{type(error).__module__}.{type(error).__qualname__}"}
    for name in ("sqlstate", "table_name", "constraint_name"):
        value = getattr(error, name, None)
        if isinstance(value, str):
            description[name] = value
    return description | {"frames": _frames(error.__traceback__)}


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    return [f"{each.filename}:{each.lineno} {each.name}" for each in frames[-MOST_FRAMES:]]


def set_up(level: str, stream: TextIO | None = None) -> None:
    """Everything that anybody logs in this process goes through one handler, to standard error."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # What other libraries do when all is well is of interest to whoever looks for a fault.
    root.setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    logging.getLogger("attune").setLevel(level.upper())
    logging.captureWarnings(capture=True)

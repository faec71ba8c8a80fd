"""Tracing of statements, where it is configured: what was done to which table, never with which values.

Not even the statement's text is sent: some carry ids as literals, where PostgreSQL takes no parameters.
"""

import re
from time import time_ns
from typing import Any

from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer

from app.db.pool import Connection

TABLE = re.compile(r"\b(?:from|into|update|join)\s+([a-z_][a-z_0-9.]*)", re.IGNORECASE)
NANOSECONDS = 1_000_000_000


class TracedConnections:
    """What is done to each new connection: a span for each of its statements, within the request's."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def __call__(self, connection: Connection) -> None:
        connection.add_query_logger(self._record)

    def _record(self, query: Any) -> None:  # noqa: ANN401 (asyncpg's LoggedQuery)
        now = time_ns()
        span = self._begin(query.query, now - int(query.elapsed * NANOSECONDS))
        if query.exception is not None:
            _fail(span, query.exception)
        span.end(now)

    def _begin(self, statement: str, start: int) -> Span:
        operation = statement.lstrip().partition(" ")[0].rstrip(";").lower()[:20]
        table = TABLE.search(statement)
        return self._tracer.start_span(
            f"{operation} {table[1]}" if table else operation,
            kind=SpanKind.CLIENT,
            start_time=start,
            attributes={"db.system.name": "postgresql", "db.operation.name": operation}
            | ({"db.collection.name": table[1]} if table else {}),
        )


def _fail(span: Span, error: BaseException) -> None:
    span.set_attribute("error.type", type(error).__qualname__)
    span.set_status(StatusCode.ERROR)

"""Tracing of statements, where it is configured: what was done to which table, never with which values.

Not even the statement's text is told: some carry ids as literals, where PostgreSQL takes no parameters.
"""
# ruff: noqa: ANN401 (the events of SQLAlchemy and asyncpg hand over what has no public type)

import re
from time import time_ns
from typing import Any

from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from sqlalchemy import event

from app.db.session import Engine

TABLE = re.compile(r"\b(?:from|into|update|join)\s+([a-z_][a-z_0-9.]*)", re.IGNORECASE)
NANOSECONDS = 1_000_000_000


def follow(engine: Engine, tracer: Tracer) -> None:
    """A span for each statement, within the request's: those through SQLAlchemy, and the driver's own."""

    def before(
        _connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: Any
    ) -> None:
        context.attune_span = _begun(tracer, statement, time_ns())

    def after(
        _connection: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: Any
    ) -> None:
        context.attune_span.end()

    def failed(problem: Any) -> None:
        span = getattr(problem.execution_context, "attune_span", None)
        if span is not None:
            _fail(span, problem.original_exception)
            span.end()

    def alone(query: Any) -> None:
        now = time_ns()
        span = _begun(tracer, query.query, now - int(query.elapsed * NANOSECONDS))
        if query.exception is not None:
            _fail(span, query.exception)
        span.end(now)

    def connected(connection: Any, _record: Any) -> None:
        connection.driver_connection.add_query_logger(alone)

    for name, listener in (
        ("before_cursor_execute", before),
        ("after_cursor_execute", after),
        ("handle_error", failed),
        ("connect", connected),
    ):
        event.listen(engine.sync_engine, name, listener)


def _begun(tracer: Tracer, statement: str, start: int) -> Span:
    operation = statement.lstrip().partition(" ")[0].rstrip(";").lower()[:20]
    table = TABLE.search(statement)
    return tracer.start_span(
        f"{operation} {table[1]}" if table else operation,
        kind=SpanKind.CLIENT,
        start_time=start,
        attributes={"db.system.name": "postgresql", "db.operation.name": operation}
        | ({"db.collection.name": table[1]} if table else {}),
    )


def _fail(span: Span, error: BaseException) -> None:
    span.set_attribute("error.type", type(error).__qualname__)
    span.set_status(StatusCode.ERROR)

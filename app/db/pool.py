"""The pool: asyncpg's, and what PostgreSQL is told of each of its connections."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncpg
import orjson

if TYPE_CHECKING:  # asyncpg's classes are generic in its stubs alone
    Connection = asyncpg.Connection[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection, Pool = asyncpg.Connection, asyncpg.Pool

CONNECT_SECONDS = 1.0
LOCK_SECONDS = 0.6
"""How long a request waits for a row that somebody else has locked."""
JOB_SECONDS = 3_600.0
"""How long a statement of a job's may run: ten million rows staged and summed at once take minutes."""
JOB_LOCK_SECONDS = 900.0
"""How long a job waits for a lock: longer than an import locks its students' rows."""
GRACE_SECONDS = 60.0
"""How much longer than a job's statement may run its answer is waited for: then nobody is there to answer."""
CLOSE_SECONDS = 0.3
STATEMENTS = 1_000
"""Prepared statements that a connection keeps: more than there are."""
_KEEPALIVE = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "6"}
"""After a minute and a half, PostgreSQL lets go of what a client held that is gone without a word."""


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """What a connection that serves requests allows."""

    request_seconds: float
    """How long a request may keep a connection, and a statement run."""
    idle_seconds: float | None = None
    """How long a transaction may wait for its client; None: as long as a statement may run."""


def server_settings(limits: RequestLimits | None) -> dict[str, str]:
    """PostgreSQL's settings of a connection: a request's limits, or a job's."""
    settings = {
        "application_name": "attune",
        "jit": "off",
        "timezone": "UTC",
        "tcp_user_timeout": "90s",
    } | _KEEPALIVE
    if limits is None:
        # A transaction that guards a run is idle for as long as the run takes.
        return settings | {"lock_timeout": _ms(JOB_LOCK_SECONDS), "statement_timeout": _ms(JOB_SECONDS)}
    return settings | {
        "lock_timeout": _ms(LOCK_SECONDS),
        "statement_timeout": _ms(limits.request_seconds),
        # Should the service be gone, nothing else would end what it began.
        "idle_in_transaction_session_timeout": _ms(limits.idle_seconds or limits.request_seconds),
    }


def _ms(seconds: float) -> str:
    return str(round(seconds * 1000))


class FastCloseConnection(Connection):
    """A connection that does not wait long for a server that no longer answers."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 (asyncpg's own)
        super().__init__(*given, **named)
        # asyncpg would switch just-in-time compilation off by set_config(), which our roles may not call. It
        # is off already (`server_settings`).
        self._server_caps: Any = self._server_caps._replace(jit=False)

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 (asyncpg's own)
        with suppress(TimeoutError):
            await super().close(timeout=min(timeout or CLOSE_SECONDS, CLOSE_SECONDS))


@asynccontextmanager
async def open_pool(
    url: str,
    *,
    size: int,
    limits: RequestLimits | None = None,
    on_connect: Callable[[Connection], None] | None = None,
) -> AsyncIterator[Pool]:
    """A pool of at most `size` connections: for requests with these limits, or without any for jobs.

    Nothing is connected before it is needed, so it opens while the database is away. A request's answer is
    waited for by `Admission`, which knows when the database is gone; a job gives up by itself.
    """

    async def set_up(connection: Connection) -> None:
        await _set_up(connection, serves_requests=limits is not None)
        if on_connect is not None:
            on_connect(connection)

    pool: Pool = asyncpg.create_pool(
        driver_url(url),
        min_size=0,
        max_size=size,
        max_queries=2**31,  # a connection is not replaced for having been used
        max_inactive_connection_lifetime=0,
        connection_class=FastCloseConnection,
        init=set_up,
        reset=_leave_as_it_is,
        timeout=CONNECT_SECONDS,
        command_timeout=None if limits is not None else JOB_SECONDS + GRACE_SECONDS,
        statement_cache_size=STATEMENTS,
        max_cached_statement_lifetime=0,
        server_settings=server_settings(limits),
    )
    await pool
    try:
        yield pool
    finally:
        pool.terminate()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A connection of one's own, without a pool: to look after a server or a database."""
    connection: Connection = await asyncpg.connect(driver_url(url))
    try:
        yield connection
    finally:
        await connection.close()


async def _set_up(connection: Connection, *, serves_requests: bool) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_to_jsonb, decoder=_from_jsonb, format="binary"
    )
    is_one_server = await connection.fetchval(_FIRST)
    if serves_requests:
        # Planning under row-level security takes longer than running, and statements are always the same.
        # Citus has to see the institution to find its shard, so it plans each time: then tables are joined
        # nearly as the statement names them, as to try every order of eight takes longer, too.
        await connection.execute(
            "set plan_cache_mode = force_generic_plan" if is_one_server else "set join_collapse_limit = 3"
        )


# asyncpg learns how to read an array when a statement answers with one. What travels inside of a record
# (`query.gathered`) it does not see beforehand.
_FIRST = (
    "select to_regclass('pg_catalog.pg_dist_partition') is null, null::uuid[], null::date[], null::int[],"
    " null::float8[], null::bool[], null::timestamptz[]"
)


def _to_jsonb(value: Any) -> bytes:  # noqa: ANN401 (any JSON value)
    return b"\x01" + orjson.dumps(value)  # PostgreSQL's version of its binary form


def _from_jsonb(value: bytes) -> Any:  # noqa: ANN401 (any JSON value)
    return orjson.loads(value[1:])


async def _leave_as_it_is(_connection: Connection) -> None:
    """Every transaction sets what it needs for itself alone: there is nothing to take back."""


def driver_url(url: str) -> str:
    """The same database, for asyncpg itself."""
    scheme, _, rest = url.partition("://")
    assert scheme in ("postgresql", "postgres", "postgresql+asyncpg"), scheme
    return f"postgresql://{rest}"

"""Sessions: one engine, one pool, and transactions; `asking.py` says on whose behalf."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg
import orjson
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.errors import Refusal
from app.db.admission import failures

Engine = AsyncEngine
Session = AsyncConnection

CONNECT_SECONDS = 1.0
LOCK_SECONDS = 0.6
"""How long a request waits for a row that somebody else holds."""
JOB_SECONDS = 3_600.0
"""How long a statement of a job's may run: ten million rows staged and summed at once take minutes."""
JOB_LOCK_SECONDS = 900.0
"""How long a job waits for a lock: longer than an import holds its students' rows."""
GRACE_SECONDS = 60.0
"""How much longer than a job's statement may run its answer is waited for: then nobody is there to answer."""
GOODBYE_SECONDS = 0.3
_WATCH = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "6"}
"""After a minute and a half, PostgreSQL lets go of what somebody held who is gone without a word."""


def server_settings(stay_seconds: float | None = None) -> dict[str, str]:
    """What PostgreSQL is told of a connection: a request's limits, or without a stay a job's."""
    settings = {
        "application_name": "attune",
        "jit": "off",
        "timezone": "UTC",
        "tcp_user_timeout": "90s",
    } | _WATCH
    if stay_seconds is None:
        # A transaction that guards a run is idle for as long as the run takes.
        return settings | {"lock_timeout": _ms(JOB_LOCK_SECONDS), "statement_timeout": _ms(JOB_SECONDS)}
    return settings | {
        "lock_timeout": _ms(LOCK_SECONDS),
        "statement_timeout": _ms(stay_seconds),
        # Should we be gone, nobody else would end what we began.
        "idle_in_transaction_session_timeout": _ms(stay_seconds),
        # To plan a statement under policies takes longer than to run it, and they are always the same.
        "plan_cache_mode": "force_generic_plan",
    }


def _ms(seconds: float) -> str:
    return str(round(seconds * 1000))


class Impatient(asyncpg.Connection):
    """SQLAlchemy would wait for a goodbye for two seconds, or for ever; a frozen server says none."""

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 (asyncpg's own)
        if timeout is not None:
            self.terminate()
            return
        with suppress(TimeoutError):
            await super().close(timeout=GOODBYE_SECONDS)


def create_engine(url: str, *, pool_size: int = 10, stay_seconds: float | None = None) -> Engine:
    """An engine as the application role; for jobs, unless a stay is limited: then for requests.

    A request's answer is waited for by the gate, which knows when the database is gone. A job has none, and
    gives up by itself.
    """
    return create_async_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,  # who asks seldom needs few of them
        pool_timeout=5,
        json_deserializer=orjson.loads,
        hide_parameters=True,  # an error that is logged must not carry personal data
        connect_args={
            "connection_class": Impatient,
            "timeout": CONNECT_SECONDS,
            "command_timeout": None if stay_seconds is not None else JOB_SECONDS + GRACE_SECONDS,
            "server_settings": server_settings(stay_seconds),
        },
    )


def driver_url(url: str) -> str:
    """The same database, for SQLAlchemy's asyncpg dialect."""
    scheme, _, rest = url.partition("://")
    assert scheme in ("postgresql", "postgres", "postgresql+asyncpg"), scheme
    return f"postgresql+asyncpg://{rest}"


@asynccontextmanager
async def transaction(engine: Engine) -> AsyncIterator[Session]:
    """Commits when the block ends, rolls back when it raises, unless the refusal says it is kept.

    Raises Unavailable where the database cannot be reached, or goes away in the middle.
    """
    with failures():
        async with engine.connect() as session, session.begin() as running:
            try:
                yield session
            except Refusal as refusal:
                if refusal.keeps_what_was_done:
                    await running.commit()
                raise
            except (asyncio.CancelledError, TimeoutError):
                await _abandon(session)
                raise


async def _abandon(session: Session) -> None:
    """Let go of a connection that is in the middle of something, without waiting for the other side."""
    if not session.invalidated:
        connection = (await session.get_raw_connection()).driver_connection
        if connection is not None:  # or the pool was about to let go of it when we were called away
            connection.terminate()
        await session.invalidate()


async def driver_of(session: Session) -> "asyncpg.Connection[asyncpg.Record]":
    """The connection's own driver, for what only it can do: COPY."""
    connection = (await session.get_raw_connection()).driver_connection
    assert isinstance(connection, asyncpg.Connection)
    return connection

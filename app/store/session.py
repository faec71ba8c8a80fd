"""Sessions: one engine, one pool, and transactions; `asking.py` says on whose behalf."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.errors import Refusal
from app.store.gate import failures

Engine = AsyncEngine
Session = AsyncConnection

CONNECT_SECONDS = 1.0
LOCK_SECONDS = 0.6
"""How long a request waits for a row that somebody else holds."""


def server_settings(stay_seconds: float | None = None) -> dict[str, str]:
    """What PostgreSQL is told of a connection; limits, where one is for requests."""
    settings = {"application_name": "attune", "jit": "off", "timezone": "UTC"}
    if stay_seconds is not None:
        # Should we be gone, nobody else would end what we began.
        milliseconds = str(round(stay_seconds * 1000))
        settings |= {
            "lock_timeout": str(round(LOCK_SECONDS * 1000)),
            "statement_timeout": milliseconds,
            "idle_in_transaction_session_timeout": milliseconds,
        }
    return settings


class Impatient(asyncpg.Connection):
    """SQLAlchemy grants a connection that it gives up two seconds of goodbyes; a frozen server says none."""

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 (asyncpg's own)
        if timeout is None:
            await super().close()
        else:
            self.terminate()


def create_engine(url: str, *, pool_size: int = 10, stay_seconds: float | None = None) -> Engine:
    """An engine as the application role; for jobs, unless a stay is limited: then for requests."""
    return create_async_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,  # an error that is logged must not carry personal data
        connect_args={
            "connection_class": Impatient,
            "timeout": CONNECT_SECONDS,
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
            except asyncio.CancelledError:
                await _abandon(session)
                raise


async def _abandon(session: Session) -> None:
    """Let go of a connection that is in the middle of something, without waiting for the other side."""
    if not session.invalidated:
        (await driver_of(session)).terminate()
        await session.invalidate()


async def driver_of(session: Session) -> "asyncpg.Connection[asyncpg.Record]":
    """The connection's own driver, for what only it can do: COPY."""
    connection = (await session.get_raw_connection()).driver_connection
    assert isinstance(connection, asyncpg.Connection)
    return connection

"""Sessions: one engine, one pool, and transactions; `asking.py` says on whose behalf."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.errors import Refusal, Unavailable

Engine = AsyncEngine
Session = AsyncConnection


RETRY = {"Retry-After": "2"}


def create_engine(url: str, *, pool_size: int = 10) -> Engine:
    """The service's engine, as the application role."""
    return create_async_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,  # an error that is logged must not carry personal data
        connect_args={"server_settings": {"application_name": "attune", "jit": "off"}},
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
    try:
        async with engine.connect() as session, session.begin() as running:
            try:
                yield session
            except Refusal as refusal:
                if refusal.keeps_what_was_done:
                    await running.commit()
                raise
    except (PoolTimeoutError, OperationalError, ConnectionError) as problem:
        raise Unavailable(headers=RETRY) from problem
    except DBAPIError as problem:
        if not problem.connection_invalidated:
            raise
        raise Unavailable(headers=RETRY) from problem


async def driver_of(session: Session) -> "asyncpg.Connection[asyncpg.Record]":
    """The connection's own driver, for what only it can do: COPY."""
    connection = (await session.get_raw_connection()).driver_connection
    assert isinstance(connection, asyncpg.Connection)
    return connection

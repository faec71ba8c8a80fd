"""Whether a server answers, and whether it is ours."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from pathlib import Path

import asyncpg

from app.devtools.postgres.address import Address

PATIENCE = 5.0


class Answer(Enum):
    READY = auto()
    BUSY = auto()  # starting, recovering or stopping
    NONE = auto()


def ask(address: Address, data: Path) -> Answer:
    """In a thread of its own, so that a caller inside an event loop may ask as well."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: asyncio.run(_ask(address, data))).result()


async def _ask(address: Address, data: Path) -> Answer:
    try:
        async with asyncio.timeout(PATIENCE):
            served = await _data_directory(address)
    except asyncpg.CannotConnectNowError:
        return Answer.BUSY
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return Answer.NONE
    return Answer.READY if served == data else Answer.NONE


async def _data_directory(address: Address) -> Path:
    connection = await asyncpg.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        database="postgres",
        ssl=False,
    )
    try:
        await connection.execute("select 1")
        return Path(await connection.fetchval("show data_directory"))
    finally:
        await connection.close()

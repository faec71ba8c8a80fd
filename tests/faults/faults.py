"""The faults, one function each: does the harm, returns when what it harmed is there again."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

import anyio

from tests.faults.environment import DATABASE, Environment

Harm = Callable[[Environment, float], Awaitable[None]]
"""With how many seconds it lasts."""


async def postgres_killed(environment: Environment, seconds: float) -> None:
    environment.postgres.kill()
    await anyio.sleep(seconds)
    await environment.postgres.start()


async def postgres_frozen(environment: Environment, seconds: float) -> None:
    environment.postgres.freeze()
    try:
        await anyio.sleep(seconds)
    finally:
        environment.postgres.thaw()
    await environment.postgres.until_back()


async def postgres_restarted(environment: Environment, _seconds: float) -> None:
    await anyio.to_thread.run_sync(environment.postgres.stop)
    await environment.postgres.start()


async def rows_locked(environment: Environment, seconds: float) -> None:
    """Somebody holds every student's row: deliveries and decisions wait, and fill the pool."""
    async with environment.postgres.admin(DATABASE) as other, other.transaction():
        await other.execute("select from students for update")
        await anyio.sleep(seconds)


async def table_locked(environment: Environment, seconds: float) -> None:
    """Nobody can even read who is who: every request waits, and fills the pool."""
    async with environment.postgres.admin(DATABASE) as other, other.transaction():
        await other.execute("lock table students")
        await anyio.sleep(seconds)


async def disk_full(environment: Environment, seconds: float) -> None:
    """No table can grow; then the log cannot either, which PostgreSQL does not survive."""
    ballast = environment.home / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))
    try:
        await anyio.sleep(seconds / 2)
        end = anyio.current_time() + seconds / 2
        with suppress(Exception):
            await _use_up_the_log(environment, end)
        await anyio.sleep(max(0, end - anyio.current_time()))
    finally:
        ballast.unlink()
    await anyio.sleep(0.2)
    if not environment.postgres.is_running:
        await environment.postgres.start()
    await environment.postgres.until_back()


async def _use_up_the_log(environment: Environment, end: float) -> None:
    async with environment.postgres.admin() as admin:
        while anyio.current_time() < end:
            await admin.execute("select pg_switch_wal()")
            await anyio.sleep(0.02)


async def service_killed(environment: Environment, seconds: float) -> None:
    """Again and again, at any moment, for so long."""
    random, end = Random(), anyio.current_time() + seconds
    while anyio.current_time() < end:
        environment.service.kill()
        await environment.service.start()
        await anyio.sleep(random.uniform(0.3, 1.0))

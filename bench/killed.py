"""`attune score` killed at random moments and run again: nothing lost, nothing done twice, the same bytes.

.venv/bin/python -m bench.killed [students]
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date

import uvloop

from bench.fixture_database import CODE, Fixture, fixture_database, machine

FIRST = date(2025, 8, 1)
KILLS = 3


async def main(students: int) -> None:
    print(machine())
    async with fixture_database(students, FIRST, 365) as fixture:
        whole, took = await uninterrupted(fixture)
        print(f"uninterrupted: {took:.1f} s, digest of all scores {whole}")
        await fixture.owner.execute("truncate score_months, score_progress, pending_rescores")
        rng, done = random.Random(), 0
        while done < KILLS:
            before = await progress(fixture)
            run = start(fixture)
            enough = before + rng.uniform(0.02, 0.12) * students * 12
            while await progress(fixture) < enough and run.poll() is None:  # noqa: ASYNC110 (another process)
                await asyncio.sleep(0.01)
            await asyncio.sleep(rng.uniform(0, 0.2))
            if run.poll() is not None:
                break
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            done += 1
            print(f"killed: {before:,} months were stored before, {await progress(fixture):,} are now")
        assert start(fixture).wait() == 0
        resumed = await digest(fixture)
        same = "the same" if resumed == whole else "DIFFERENT"
        print(f"resumed: {await progress(fixture):,} months, digest {resumed}: {same}")
        assert done == KILLS
        assert resumed == whole


def start(fixture: Fixture) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"ATTUNE_OPERATOR_DATABASE_URL": fixture.urls.operator}  # noqa: TID251 (the edge)
    arguments = ["score", "--institution", CODE, "--through", str(fixture.last)]
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)


async def uninterrupted(fixture: Fixture) -> tuple[str, float]:
    began = time.perf_counter()
    assert start(fixture).wait() == 0
    return await digest(fixture), time.perf_counter() - began


async def progress(fixture: Fixture) -> int:
    return int(await fixture.owner.fetchval("select count(*) from score_months"))


async def digest(fixture: Fixture) -> str:
    """Of every stored score, the model that made it and how far it goes; not of when."""
    found: str = await fixture.owner.fetchval(
        "select md5(string_agg(md5((student_id, month, scoring_model_id, scored_through, scores)::text), ''"
        " order by student_id, month)) from score_months"
    )
    return found


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))

"""Exports over HTTP, against COPY of the same rows: how long, how large, and in how much memory.

    .venv/bin/python -m bench.exports [students] [--days 365]

COPY is asked as the tables' owner, whom no row-level security looks at, of rows as they are stored: scores
and amounts are months of days there, which our side unfolds, checks day by day and puts on record.
"""

from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import httpx
import uvloop

from app.auth.demo_issuer import ISSUER
from app.clock import system_clock
from bench.fixture_database import Fixture, fixture_database, machine
from bench.service import Services, services
from tests import roles

LAST = date(2026, 3, 1)
COPIED = {
    "scores": "select student_id, month, scores from score_months where month between $1 and $2",
    "activity": "select student_id, month, sources, amounts from activity_months"
    " where month between $1 and $2",
    "students": "select student_id, programme_id, college_id, level, study_mode, year_of_study, starts_on,"
    " ends_before from registrations",
    "attendance": "select a.student_id, t.code, t.kind, t.starts_at, t.ends_at, t.mandatory, a.status"
    " from attendance a join teaching_sessions t using (institution_id, session_id)"
    " where t.starts_at between $1 and $2",
    "marks": "select s.student_id, a.code, a.kind, a.due_on, a.weight, s.submitted_on, s.mark"
    " from submissions s join assessments a using (institution_id, assessment_id)",
}


async def main(students: int, days: int) -> None:
    print(f"{machine()}; {students:,} students, {days} days")
    first = LAST - timedelta(days=days - 1)
    async with fixture_database(students, first, days) as fixture, services(fixture) as running:
        await fixture.owner.execute(
            "insert into logins (issuer, subject, institution_id)"
            f" select '{ISSUER}', 'warehouse', institution_id from institutions"
        )
        print("data set | format | rows | MB | seconds | rows a second | COPY, seconds | × COPY | MiB more")
        for dataset in COPIED:
            for written in ("parquet", "csv") if dataset in ("scores", "activity") else ("parquet",):
                await _compare(fixture, running, dataset, written, first)


async def _compare(fixture: Fixture, running: Services, dataset: str, written: str, first: date) -> None:
    idle = _memory(running.attune.worker, "VmRSS")
    Path(f"/proc/{running.attune.worker}/clear_refs").write_text("5")  # noqa: ASYNC240 (the peak, from now on)
    size, seconds = await _ours(fixture, running, dataset, written, first)
    more = _memory(running.attune.worker, "VmHWM") - idle
    rows = await fixture.owner.fetchval("select rows from exports order by begun_at desc, rows desc limit 1")
    bare = await _bare(fixture, dataset, first)
    print(
        f"{dataset} | {written} | {rows:,} | {size / 1e6:.1f} | {seconds:.2f} | {rows / seconds:,.0f}"
        f" | {bare:.2f} | {seconds / bare:.1f} | {more:.0f}"
    )


async def _ours(
    fixture: Fixture, running: Services, dataset: str, written: str, first: date
) -> tuple[int, float]:
    await fixture.owner.execute("truncate exports")
    token = running.issuer.token("warehouse", [roles.SERVICE], system_clock())
    headers = {"Authorization": f"Bearer {token}", "Attune-Purpose": "planning"}
    query = {"from": str(first), "to": str(LAST), "format": written}
    size, began = 0, perf_counter()
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{running.attune.port}", timeout=900) as client,
        client.stream("GET", f"/v1/exports/{dataset}", params=query, headers=headers) as answer,
    ):
        assert answer.is_success, await answer.aread()
        async for piece in answer.aiter_raw():
            size += len(piece)
    return size, perf_counter() - began


async def _bare(fixture: Fixture, dataset: str, first: date) -> float:
    async def take(_: bytes) -> None:
        """Nothing: somebody has it."""

    statement = COPIED[dataset].replace("$1", f"'{first.replace(day=1)}'").replace("$2", f"'{LAST}'")
    began = perf_counter()
    await fixture.owner.copy_from_query(statement, output=take, format="binary")
    return perf_counter() - began


def _memory(pid: int, name: str) -> float:
    """MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith(name)) / 1024


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m bench.exports")
    parser.add_argument("students", type=int, nargs="?", default=1_000)
    parser.add_argument("--days", type=int, default=365)
    given = parser.parse_args()
    uvloop.run(main(given.students, given.days))

"""Exports over HTTP, against COPY of the same rows: how long, how large, and in how much memory.

    .venv/bin/python -m bench.exports [students] [--days 365]

COPY is asked as the tables' owner, whom no row-level security looks at, of a plain table that holds the very
rows that went out, as CSV. Ours unfolds months of packed days, checks each day, and records whose went out.
"""

from argparse import ArgumentParser
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from time import perf_counter

import httpx
import uvloop

from app.auth.demo_issuer import ISSUER
from app.clock import system_clock
from app.wire.export_datasets import DATASETS, ColumnKind, DatasetName
from bench.fixture_database import Fixture, fixture_database, machine
from bench.service import Services, services
from tests import roles

LAST = date(2026, 3, 1)
TYPES = {
    ColumnKind.ID: "uuid",
    ColumnKind.WORD: "text",
    ColumnKind.DAY: "date",
    ColumnKind.MOMENT: "timestamptz",
    ColumnKind.NUMBER: "double precision",
    ColumnKind.WHOLE: "integer",
    ColumnKind.FLAG: "boolean",
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
        for dataset in DATASETS:
            for written in ("parquet", "csv") if dataset in ("scores", "activity") else ("parquet",):
                await _compare(fixture, running, dataset, written, first)


async def _compare(
    fixture: Fixture, running: Services, dataset: DatasetName, written: str, first: date
) -> None:
    idle = _memory(running.attune.worker, "VmRSS")
    Path(f"/proc/{running.attune.worker}/clear_refs").write_text("5")  # noqa: ASYNC240 (the peak, from now on)
    content, seconds = await _ours(fixture, running, dataset, written, first)
    more = _memory(running.attune.worker, "VmHWM") - idle
    rows = await fixture.owner.fetchval("select rows from exports order by begun_at desc, rows desc limit 1")
    plain = content if written == "csv" else (await _ours(fixture, running, dataset, "csv", first))[0]
    bare = await _bare(fixture, dataset, plain)
    print(
        f"{dataset} | {written} | {rows:,} | {len(content) / 1e6:.1f} | {seconds:.2f} | {rows / seconds:,.0f}"
        f" | {bare:.2f} | {seconds / bare:.1f} | {more:.0f}"
    )


async def _ours(
    fixture: Fixture, running: Services, dataset: DatasetName, written: str, first: date
) -> tuple[bytes, float]:
    await fixture.owner.execute("truncate exports")
    token = running.issuer.token("warehouse", [roles.SERVICE], system_clock())
    headers = {"Authorization": f"Bearer {token}", "Attune-Purpose": "planning"}
    query = {"from": str(first), "to": str(LAST), "format": written}
    content, began = bytearray(), perf_counter()
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{running.attune.port}", timeout=900) as client,
        client.stream("GET", f"/v1/exports/{dataset}", params=query, headers=headers) as answer,
    ):
        assert answer.is_success, await answer.aread()
        async for piece in answer.aiter_raw():
            content += piece
    return bytes(content), perf_counter() - began


async def _bare(fixture: Fixture, dataset: DatasetName, content: bytes) -> float:
    columns = ", ".join(
        f"{each.name} {TYPES[each.kind]}" for each in DATASETS[dataset].columns_for(numbers=False)
    )
    await fixture.owner.execute(f"drop table if exists plain; create unlogged table plain ({columns})")
    await fixture.owner.copy_to_table("plain", source=BytesIO(content), format="csv", header=True)
    await fixture.owner.execute("vacuum analyze plain")

    async def take(_: bytes) -> None:
        """Nothing: somebody has it."""

    began = perf_counter()
    await fixture.owner.copy_from_query("select * from plain", output=take, format="csv")
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

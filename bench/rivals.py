"""The same year scored by DuckDB and by Polars, reading from and writing to the same PostgreSQL.

    python -m bench.rivals [students] [days]

The rivals have it as easy as can be. They read a plain table of values already in their source's unit, and
know no consent, outage or change of coefficients. They write into an empty table without an index, where
ours replaces what stands. As coefficients do not change here, they may weigh and sum the sources first, so
that one mean does for all. Both ways lead over Arrow and binary COPY, on several connections at once,
which are open beforehand, as ours are.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import version
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import uvloop

from app.db.binary_copy import Layout
from app.scoring.sources import Days
from bench.fixture_database import SOURCES, Fixture, copy_in, fixture_database, machine, publish, score
from bench.rescore import (
    FIRST,
    ROUNDS,
    Sparse,
    check,
    in_memory,
    sparse_arrays,
    weighed_rules,
)

PACKAGES = ("duckdb", "polars", "pyarrow", "adbc-driver-postgresql")
try:
    duckdb, polars, arrow, adbc = map(
        import_module, ("duckdb", "polars", "pyarrow", "adbc_driver_postgresql.dbapi")
    )
except ModuleNotFoundError as missing:
    sys.exit(
        f"There is no {missing.name} here: run `pip install -r requirements/rivals.in`"
        " in an environment of your own that has the project's packages too."
    )

VALUES = Layout((("student", ">i4"), ("source", ">i2"), ("day", ">i2"), ("value", ">f8")))
WEIGHTS = Layout((("student", ">i4"), ("source", ">i2"), ("weight", ">f8")))
WINDOW = 7
LANES = 4
"""Connections at once: while PostgreSQL works on one, another is decoded or encoded here."""
BATCH = 32_768
"""Rows at a time on the way back, so that encoding and sending overlap."""
SAMPLE = 100

Table = Any
"""An Arrow table. Like the next two, its library is not there where types are checked."""
Connection = Any
"""ADBC's, to PostgreSQL."""
Engine = Any
"""DuckDB's own connection."""

Compute = Callable[[Table, Table, int, int], Table]
"""Scores of values, weights, and how many students and days there are."""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds, by stage."""

    read: float
    compute: float
    write: float

    @property
    def total(self) -> float:
        return self.read + self.compute + self.write


async def main(students: int, days: int) -> None:
    print(machine())
    print(", ".join(f"{name} {version(name)}" for name in PACKAGES))
    print(f"{students:,} students × {len(SOURCES)} sources × {days} days")
    by_source = sparse_arrays(students, days)
    expected = in_memory(by_source, students, days)[1]
    ours: list[float] = []
    theirs: dict[str, list[Took]] = {"DuckDB": [], "Polars": []}
    async with fixture_database(students, FIRST, days) as fixture:
        await score(fixture)
        await load(fixture, by_source)
        with ExitStack() as opened:
            lanes = [opened.enter_context(adbc.connect(fixture.urls.owner)) for _ in range(LANES)]
            engine = opened.enter_context(duckdb.connect())
            rivals: dict[str, Compute] = {"DuckDB": partial(by_duckdb, engine), "Polars": by_polars}
            for _ in range(ROUNDS):
                await publish(fixture)
                ours.append(await score(fixture))
                await check(fixture, expected)
                for name, compute in rivals.items():
                    await fixture.owner.execute("truncate rival_scores")
                    theirs[name].append(rescore(lanes, compute, students, days))
                    await check_rival(fixture, expected)
    took = median(ours)
    print(f"ours, anew under another model: {took:.2f} s ({', '.join(f'{each:.2f}' for each in ours)})")
    for name, rounds in theirs.items():
        whole = median(each.total for each in rounds)
        read, compute, write = (
            median(getattr(each, stage) for each in rounds) for stage in ("read", "compute", "write")
        )
        print(
            f"{name}: {whole:.2f} s = {whole / took:.1f} × ours"
            f" (read {read:.2f}, compute {compute:.2f}, write {write:.2f};"
            f" {', '.join(f'{each.total:.2f}' for each in rounds)})"
        )


async def load(fixture: Fixture, by_source: list[Sparse]) -> None:
    """What the rivals read: the fixture's activity as values, and each student's coefficients.

    These are unlogged, which makes only loading them faster; the scores go into a logged table.
    """
    columns = "student int, source int2"
    await fixture.owner.execute(
        f"create unlogged table daily_values ({columns}, day int2, value float8);"
        f"create unlogged table weights ({columns}, weight float8);"
        "create table rival_scores (student int, day int2, score float8)"
    )
    for source, ((students, days, amounts), (per_unit, per_day, by_student)) in enumerate(
        zip(by_source, weighed_rules(fixture.students), strict=True)
    ):
        values = VALUES.rows(len(students))
        values["student"], values["source"], values["day"] = students, source, days
        values["value"] = amounts * per_unit + per_day
        await copy_in(fixture.owner, "daily_values", VALUES, values)
        weights = WEIGHTS.rows(fixture.students)
        weights["student"], weights["source"] = np.arange(fixture.students), source
        weights["weight"] = by_student
        await copy_in(fixture.owner, "weights", WEIGHTS, weights)
    await fixture.owner.execute("vacuum analyze daily_values")
    await fixture.owner.execute("vacuum analyze weights")


def rescore(lanes: list[Connection], compute: Compute, students: int, days: int) -> Took:
    began = perf_counter()
    values = read_values(lanes)
    weights = read(lanes[0], "select student, source, weight from weights")
    values_read = perf_counter()
    scores = compute(values, weights, students, days)
    computed = perf_counter()
    write(lanes, scores)
    return Took(values_read - began, computed - values_read, perf_counter() - computed)


def by_duckdb(engine: Engine, values: Table, weights: Table, students: int, days: int) -> Table:
    """A student's day is one number here and below: the fastest key to group, join and sort by."""
    engine.register("daily_values", values)
    engine.register("weights", weights)
    return engine.sql(
        f"""
        with added as (
            select student * {days} + day as cell, sum(value * weight) as value
            from daily_values join weights using (student, source)
            group by all
        ), cells as (
            select number::int as cell, (number // {days})::int as student,
                   (number % {days})::smallint as day
            from range({students * days}) as numbers (number)
        )
        select student, day,
               avg(coalesce(value, 0)) over (
                   partition by student order by day rows {WINDOW - 1} preceding
               ) as score
        from cells left join added using (cell)
        """
    ).to_arrow_table()


def by_polars(values: Table, weights: Table, students: int, days: int) -> Table:
    col = polars.col
    added = (
        polars.from_arrow(values)
        .lazy()
        .join(polars.from_arrow(weights).lazy(), on=["student", "source"])
        .group_by(cell=col("student") * days + col("day"))
        .agg((col("value") * col("weight")).sum())
    )
    mean = col("value").rolling_mean(WINDOW, min_samples=1).over("student")
    return (
        polars.select(cell=polars.int_range(students * days, dtype=polars.Int32))
        .lazy()
        .join(added, on="cell", how="left")
        .sort("cell")
        .select(
            student=col("cell") // days,
            day=(col("cell") % days).cast(polars.Int16),
            value=col("value").fill_null(0.0),
        )
        .select("student", "day", score=mean)
        .collect(engine="streaming")
        .to_arrow()
    )


def read_values(lanes: list[Connection]) -> Table:
    """Each connection takes its share of the table's pages: faster than one, or than ConnectorX."""
    found = read(lanes[0], "select relpages from pg_class where oid = 'daily_values'::regclass")
    pages = found["relpages"][0].as_py()
    cuts = [pages * lane // len(lanes) for lane in range(len(lanes))]
    bounds = [f"ctid >= '({cut},0)'" for cut in cuts]
    for lane, cut in enumerate(cuts[1:]):
        bounds[lane] += f" and ctid < '({cut},0)'"
    queries = [f"select student, source, day, value from daily_values where {each}" for each in bounds]
    with ThreadPoolExecutor(len(lanes)) as threads:
        return arrow.concat_tables(threads.map(read, lanes, queries))


def read(lane: Connection, query: str) -> Table:
    with lane.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetch_arrow_table().replace_schema_metadata(None)
    lane.commit()
    return found


def write(lanes: list[Connection], scores: Table) -> None:
    share = -(-scores.num_rows // len(lanes))
    shares = [scores.slice(lane * share, share) for lane in range(len(lanes))]
    with ThreadPoolExecutor(len(lanes)) as threads:
        list(threads.map(append, lanes, shares))


def append(lane: Connection, scores: Table) -> None:
    batches = arrow.RecordBatchReader.from_batches(scores.schema, scores.to_batches(BATCH))
    with lane.cursor() as cursor:
        cursor.adbc_ingest("rival_scores", batches, mode="append")
    lane.commit()


async def check_rival(fixture: Fixture, expected: Days) -> None:
    """All of the days are there, and some students' scores are those of the reference."""
    assert await fixture.owner.fetchval("select count(*) from rival_scores") == expected.size
    chosen = np.random.default_rng().choice(fixture.students, min(SAMPLE, fixture.students), replace=False)
    found = await fixture.owner.fetch(
        "select student, day, score from rival_scores where student = any($1::int[])", chosen.tolist()
    )
    assert len(found) == len(chosen) * expected.shape[1]
    students, days, scores = (np.array([row[at] for row in found]) for at in range(3))
    np.testing.assert_allclose(scores, expected[students, days], rtol=1e-9)


if __name__ == "__main__":
    sizes = [int(each) for each in sys.argv[1:]]
    uvloop.run(main(*(sizes or (30_000, 365))))

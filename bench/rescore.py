"""A university's whole year scored anew, from PostgreSQL to PostgreSQL.

    .venv/bin/python -m bench.rescore [students] [days]

Beside it, in the same run: numpy alone on the same values in memory, from sparse values to scores.
"""

import sys
from collections.abc import Sequence
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import uvloop
from numpy.typing import NDArray

from app.scoring import months
from app.scoring.sources import Days
from bench.fixture_database import (
    COEFFICIENTS,
    SOURCES,
    Fixture,
    fixture_database,
    machine,
    publish,
    score,
    sparse,
)

FIRST = date(2025, 8, 1)
ROUNDS = 3


async def main(students: int, days: int) -> None:
    print(machine())
    print(f"{students:,} students × {len(SOURCES)} sources × {days} days")
    by_source = sparse_arrays(students, days)
    alone = [in_memory(by_source, students, days)[0] for _ in range(ROUNDS)]
    expected = in_memory(by_source, students, days)[1]
    async with fixture_database(students, FIRST, days) as fixture:
        first = await score(fixture)
        await check(fixture, expected)
        again = []
        for _ in range(ROUNDS):
            await publish(fixture)
            again.append(await score(fixture))
            alone.append(in_memory(by_source, students, days)[0])
        reference = min(alone)  # its best: memory is slow to come by while a server runs beside it
        print(f"numpy in memory, from sparse values: at best {reference:.2f} s ({seconds(alone)})")
        print(f"the first time, nothing stored yet: {first:.2f} s = {first / reference:.1f} × numpy")
        print(
            f"anew under another model: {median(again):.2f} s = {median(again) / reference:.1f} × numpy"
            f" ({seconds(again)})"
        )


def seconds(measured: Sequence[float]) -> str:
    return ", ".join(f"{each:.2f}" for each in measured)


Sparse = tuple[NDArray[np.int32], NDArray[np.int16], Days]
"""Students, days and amounts, where there is any."""


def in_memory(by_source: Sequence[Sparse], students: int, days: int) -> tuple[float, Days]:
    """Seconds that numpy takes for the same scores, from sparse arrays and on one core; and the scores.

    The shortest way there is where coefficients do not change within the year: sources are valued, weighted
    and summed first, so one running sum does for all.
    """
    began = perf_counter()
    grid: Any = None
    for (rows, columns, amounts), (per_unit, per_day, weights) in zip(
        by_source, weighed_rules(students), strict=True
    ):
        values = (amounts * per_unit + per_day) * weights[rows]
        cells = rows.astype(np.intp) * days + columns
        added = np.bincount(cells, values, students * days)
        grid = added if grid is None else grid + added
    sums = np.cumsum(grid.reshape(students, days), axis=1)
    means = sums.copy()
    means[:, 7:] -= sums[:, :-7]
    means /= np.minimum(np.arange(1.0, days + 1), 7.0)
    return perf_counter() - began, means


def weighed_rules(students: int) -> list[tuple[float, float, Days]]:
    """By source: the value's factors, and each student's coefficient: colleges take turns in the fixture."""
    colleges = sorted(COEFFICIENTS)
    turn = (np.arange(students) + 1) % 3
    weights = {name: np.array([COEFFICIENTS[each][name] for each in colleges])[turn] for name in SOURCES}
    return [
        (0.896 if name == "vle" else 1.0, 0.985 if name == "vle" else 0.0, weights[name]) for name in SOURCES
    ]


def sparse_arrays(students: int, days: int) -> list[Sparse]:
    """The fixture's activity again, as arrays."""
    by_source = []
    for at in range(len(SOURCES)):
        blocks = [
            sparse(min(1_000, students - start), days, seed=start * 10 + at)
            for start in range(0, students, 1_000)
        ]
        dense = np.concatenate(blocks)
        rows, columns = np.nonzero(dense)
        by_source.append((rows.astype(np.int32), columns.astype(np.int16), dense[rows, columns]))
    return by_source


async def check(fixture: Fixture, expected: Days) -> None:
    """The stored scores are those of the reference, but for the order of summing."""
    found = await fixture.owner.fetch(
        "select right(student_id::text, 12) as number, month, scores from score_months"
        " where student_id in (select student_id from students order by random() limit 100)"
    )
    for row in found:
        number, offset = int(row["number"], 16), (row["month"] - fixture.first).days
        length = min(months.last_day(row["month"]).day, expected.shape[1] - offset)
        stored = months.unpack([row["scores"]])[0][:length]
        np.testing.assert_allclose(stored, expected[number, offset : offset + length], rtol=1e-9)


if __name__ == "__main__":
    chosen = [int(each) for each in sys.argv[1:]]
    uvloop.run(main(*(chosen or (30_000, 365))))

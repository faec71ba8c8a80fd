"""A university's whole year scored anew, from PostgreSQL to PostgreSQL.

    .venv/bin/python -m bench.rescore [students] [days]

Beside it, in the same run: numpy alone on the same values in memory, from sparse values to scores.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import date
from statistics import median
from time import perf_counter

import numpy as np

from app.actions.publish_scoring_model import publish_scoring_model
from app.actions.score_students import score_institution
from app.scoring.sources import Days
from app.synthetic.university import COEFFICIENTS
from bench.bed import SOURCES, Bed, bed, machine, sparse

FIRST = date(2025, 8, 1)
ROUNDS = 3


async def main(students: int, days: int) -> None:
    print(machine())
    print(f"{students:,} students × {len(SOURCES)} sources × {days} days")
    reference = median(in_memory(students, days) for _ in range(ROUNDS))
    print(f"numpy in memory, from sparse values: {reference:.2f} s")
    async with bed(students, FIRST, days) as made:
        first = await score(made)
        print(f"the first time, nothing stored yet: {first:.2f} s = {first / reference:.1f} × numpy")
        again = []
        for _ in range(ROUNDS):
            await publish(made)
            again.append(await score(made))
        print(
            f"anew under another model: {median(again):.2f} s = {median(again) / reference:.1f} × numpy"
            f" ({', '.join(f'{each:.2f}' for each in again)})"
        )


async def score(made: Bed) -> float:
    began = perf_counter()
    stored = 0
    async for progress in score_institution(made.here, made.last):
        stored = progress.months
    assert stored
    return perf_counter() - began


async def publish(made: Bed) -> None:
    exeter = made.workshop.profiles.named("exeter")
    years = range(exeter.academic_year(made.first), exeter.academic_year(made.last) + 1)
    async with made.here() as here:
        for year in years:
            await publish_scoring_model(here, year, COEFFICIENTS, "made up, again")


def in_memory(students: int, days: int) -> float:
    """Seconds that numpy takes, on one core, for the same scores from sparse (student, day, amount)."""
    by_source = [_sparse_arrays(students, days, at) for at in range(len(SOURCES))]
    began = perf_counter()
    total = np.zeros((students, days))
    for coefficient, (rows, columns, amounts) in zip((0.05, 1.3, 0.31), by_source, strict=True):
        cells = np.bincount(rows * days + columns, amounts, students * days).reshape(students, days)
        total += coefficient * _seven_day_means(cells)
    return perf_counter() - began


def _sparse_arrays(students: int, days: int, source: int) -> Sequence[Days]:
    blocks = [
        sparse(min(1_000, students - start), days, seed=start * 10 + source)
        for start in range(0, students, 1_000)
    ]
    dense = np.concatenate(blocks)
    rows, columns = np.nonzero(dense)
    return rows, columns, dense[rows, columns]


def _seven_day_means(cells: Days) -> Days:
    sums = np.cumsum(cells, axis=1)
    sums[:, 7:] -= sums[:, :-7].copy()
    counts = np.minimum(np.arange(1, cells.shape[1] + 1), 7)
    return sums / counts


if __name__ == "__main__":
    chosen = [int(each) for each in sys.argv[1:]]
    asyncio.run(main(*(chosen or (30_000, 365))))

"""Blocks of an export: some students at a time, from PostgreSQL into Arrow's columns.

However long it takes, what is in memory is one block.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from app.actions.context import Context
from app.actions.engagement.scoring import rules_for
from app.actions.exchange.export_standing import Days, days_to_give
from app.actions.exchange.exports import Plan
from app.db.identity import uses
from app.ids import StudentId
from app.scoring.completeness import complete_until
from app.scoring.months import Axis
from app.store.activity import freshness
from app.store.engagement import slice_facts, slices
from app.store.exchange import export_rows
from app.wire.arrow_tables import read_copied, schema_of
from app.wire.export_datasets import DatasetName

BLOCK_ROWS = 250_000
"""About so many rows of daily figures are in memory at once."""
FEWEST, MOST = 250, 5_000
"""Students of a block."""
NOBODY = StudentId(UUID(int=0))
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that go out together."""

    table: pa.Table
    students: Sequence[StudentId]
    """Whose they are."""


async def export_blocks(context: Context, plan: Plan) -> AsyncGenerator[Block, None]:
    """All rows, by student and day. In a transaction of the institution's that sees one state throughout.

    Whoever is restricted for the purpose that the export serves is left out from here on.
    """
    await uses(context.transaction, plan.allowed.purpose)
    size = min(max(BLOCK_ROWS // plan.axis.length, FEWEST), MOST)
    after, more = NOBODY, True
    read = _READERS[plan.asked.dataset]
    while more:
        students = await export_rows.list_students(context.transaction, after, size)
        more = len(students) == size
        if students:
            after = students[-1]
            given = await days_to_give(context, plan, students)
            if given.any():
                yield await read(context, plan, students, given)


Reader = Callable[[Context, Plan, Sequence[StudentId], Days], Coroutine[Any, Any, Block]]


async def _scores(context: Context, plan: Plan, students: Sequence[StudentId], given: Days) -> Block:
    axis, institution = plan.axis, context.institution
    models = [each.model for each in institution.models.values()]
    found, model_of = await export_rows.read_scores(
        context.transaction, students, axis, [each.scoring_model_id for each in models]
    )
    # A source may take back its word on how far its data reach: scores beyond hold no more.
    rows = await context.transaction.fetch(freshness.DATA_AS_OF)
    rules = rules_for(institution, axis.first, axis.last, freshness.by_source(rows))
    until = complete_until(rules.complete, rules.outages, axis.last)
    given = given & ~np.isnan(found) & (np.arange(axis.length) <= axis.position(until))
    years = np.array([0, *(each.academic_year for each in models)])
    given &= years[model_of] == _academic_years(context, axis)
    versions = np.array([0, *(each.version for each in models)], np.int32)
    who, when = np.nonzero(given)
    of_day: dict[str, Any] = {
        "day": _days(axis, when),
        "score": found[who, when],
        "model_version": versions[model_of[who, when]],
    }
    return await asyncio.to_thread(_block, plan, students, who, of_day)


def _academic_years(context: Context, axis: Axis) -> NDArray[np.int64]:
    """Of each day: a score by another year's model holds no more."""
    days = (axis.first + timedelta(days=at) for at in range(axis.length))
    return np.array([context.profile.academic_year(each) for each in days])


async def _activity(context: Context, plan: Plan, students: Sequence[StudentId], given: Days) -> Block:
    axis = plan.axis
    sources = context.profile.collected
    taken = slices.of(students, axis.first, axis.last)
    grids = await slice_facts.read_amounts(context.transaction, taken, list(sources), axis)
    amounts = np.stack([grids[name] for name in sources], axis=2) if sources else np.zeros((*given.shape, 0))
    who, when, what = np.nonzero((amounts > 0) & given[:, :, None])
    of_day: dict[str, Any] = {
        "day": _days(axis, when),
        "source": pa.DictionaryArray.from_arrays(
            pa.array(what.astype(np.int32)), pa.array(list(sources), pa.string())
        ),
        "amount": amounts[who, when, what],
        "unit": pa.DictionaryArray.from_arrays(
            pa.array(what.astype(np.int32)),
            pa.array([context.profile.sources[each].unit for each in sources], pa.string()),
        ),
    }
    return await asyncio.to_thread(_block, plan, students, who, of_day)


async def _selected(context: Context, plan: Plan, students: Sequence[StudentId], given: Days) -> Block:
    first, last = plan.asked.first_day, plan.asked.last_day
    copied = await export_rows.copy_selected(
        context.transaction,
        plan.asked.dataset,
        students,
        first,
        last,
        time_zone=context.profile.time_zone,
        levels=context.profile.covered_levels,
        numbers=plan.allowed.student_numbers,
    )
    return await asyncio.to_thread(_kept, plan, copied, students, given)


def _kept(plan: Plan, copied: bytes, students: Sequence[StudentId], given: Days) -> Block:
    """Of what was copied, the rows of days that may go out."""
    others = [each for each in plan.columns if each.name != "student_id"]
    table = read_copied(copied, {"whose": pa.string(), "about": pa.date32()}, others)
    mine = np.array([str(each) for each in students])
    whose = np.asarray(table["whose"].to_numpy(zero_copy_only=False), mine.dtype)
    numbers = np.minimum(np.searchsorted(mine, whose), len(mine) - 1)
    day = table["about"].cast(pa.int32()).to_numpy() - _day_number(plan.axis.first)
    kept = np.flatnonzero((mine[numbers] == whose) & given[numbers, np.clip(day, 0, given.shape[1] - 1)])
    left = table.take(pa.array(kept)).combine_chunks()
    return _block(plan, students, numbers[kept], {each.name: left[each.name] for each in others})


def _day_number(day: date) -> int:
    """As Arrow counts days."""
    return (day - EPOCH).days


def _days(axis: Axis, positions: NDArray[np.intp]) -> NDArray[np.int32]:
    """As Arrow counts them."""
    return (_day_number(axis.first) + positions).astype(np.int32)


def _block(
    plan: Plan, students: Sequence[StudentId], who: NDArray[np.intp], columns: Mapping[str, Any]
) -> Block:
    """The rows of these numbers of students."""
    present, places = np.unique(who, return_inverse=True)
    mine = [students[at] for at in present.tolist()]
    schema = schema_of(plan.columns)
    made = {
        "student_id": pa.DictionaryArray.from_arrays(
            pa.array(places.astype(np.int32)), pa.array([str(each) for each in mine], pa.string())
        ),
        **columns,
    }
    arrays = [_typed(made[each.name], each.type) for each in schema]
    return Block(pa.Table.from_arrays(arrays, schema=schema), mine)


def _typed(column: Any, kind: pa.DataType) -> Any:  # noqa: ANN401 (numpy's or Arrow's)
    if isinstance(column, np.ndarray):
        return pa.array(column, pa.int32()).cast(kind) if kind == pa.date32() else pa.array(column, kind)
    return column


_READERS: Mapping[DatasetName, Reader] = {
    DatasetName.STUDENTS: _selected,
    DatasetName.SCORES: _scores,
    DatasetName.ACTIVITY: _activity,
    DatasetName.ATTENDANCE: _selected,
    DatasetName.MARKS: _selected,
}

"""What a slice's scores rest on, as arrays: what is read has fixed width, and nobody looks at each row."""

import asyncio
from collections.abc import Collection, Sequence

import numpy as np

from app.db.binary_copy import DATE, INT2, INT4, UUID, Layout, Rows, day_number
from app.db.transaction import Transaction
from app.ids import OrgUnitId
from app.scoring import months
from app.scoring.models import AcademicYear
from app.scoring.sources import Days
from app.scoring.standing import FOREVER, Decisions, Registrations, Whole
from app.store.activity import amounts
from app.store.engagement import slices
from app.store.engagement.slices import Slice


def _of_slice(table: str, alias: str, more: str = "") -> str:
    """SQL: the slice's rows of a table.

    The planner does not see by itself that they lie between the first and the last of the students.
    """
    return f"""
    from {table} {alias} {more}
    where {alias}.institution_id = $1 and {alias}.student_id between $2::uuid and $3::uuid and {{which}}
    """


_REGISTERED = Layout((("student_id", UUID), ("starts", DATE), ("ends", DATE), ("college", INT2)))
_REGISTRATIONS = f"""
    select r.student_id, r.starts_on, coalesce(r.ends_before, 'infinity'),
           coalesce(array_position($5::uuid[], r.college_id), 0)::smallint
    {_of_slice("registrations", "r")} and r.level = any($4::text[])
"""


async def read_registrations(
    transaction: Transaction, taken: Slice, levels: Collection[str], colleges: Sequence[OrgUnitId]
) -> Registrations:
    """The slice's registrations at those levels; colleges count from 1, and 0 is none of them."""
    rows, numbers = await slices.read(
        transaction, taken, _REGISTRATIONS, _REGISTERED, *taken.reach, sorted(levels), list(colleges)
    )
    assert np.iinfo(np.int32).max == FOREVER  # and that is how PostgreSQL says infinity
    order = np.lexsort((rows["starts"], numbers))
    columns = (rows[name].astype(np.int64)[order] for name in ("starts", "ends", "college"))
    return Registrations(numbers[order], *columns)


_DECIDED = Layout((("student_id", UUID), ("sequence", INT4), ("year", INT2), ("given", "?"), ("day", DATE)))
_DECISIONS = f"""
    select d.student_id, d.sequence, d.academic_year, d.decision = 'given',
           (d.decided_at at time zone $6::text)::date
    {_of_slice("consent_decisions", "d")} and d.purpose = $4::text and d.academic_year >= $5
"""


async def read_decisions(
    transaction: Transaction, taken: Slice, purpose: str, since: AcademicYear, time_zone: str
) -> Decisions:
    """The slice's decisions on that purpose, for that academic year and any after it."""
    rows, numbers = await slices.read(
        transaction, taken, _DECISIONS, _DECIDED, *taken.reach, purpose, since, time_zone
    )
    order = np.lexsort((rows["sequence"], numbers))
    year, day = (rows[name].astype(np.int64)[order] for name in ("year", "day"))
    return Decisions(numbers[order], year, rows["given"][order], day)


_ERASED = Layout((("student_id", UUID), ("kind", INT2), ("until", DATE)))
_ERASED_UNTIL = f"""
    select s.student_id, named.at::smallint,
           greatest((s.erased_before ->> '')::date, (s.erased_before ->> named.kind)::date)
    {_of_slice("students", "s", "cross join unnest($4::text[]) with ordinality as named (kind, at)")}
    and s.erased_before ?| array['', named.kind]
"""


async def read_erased(transaction: Transaction, taken: Slice, kinds: Sequence[str]) -> dict[str, Whole]:
    """By kind of which some students' data were erased: by number, the first day whose data are used."""
    rows, numbers = await slices.read(transaction, taken, _ERASED_UNTIL, _ERASED, *taken.reach, list(kinds))
    found: dict[str, Whole] = {}
    for at in np.unique(rows["kind"]).tolist():
        some = rows["kind"] == at
        found[kinds[at - 1]] = until = np.full(len(taken), -FOREVER, np.int64)
        until[numbers[some]] = rows["until"][some]
    return found


def _amounts(sources: int, slots: slice) -> str:
    """SQL: those slots of a month's blocks, one source after the other."""
    if slots == months.WHOLE:
        return "whole.amounts"
    return " || ".join(
        f"substring(whole.amounts from {at * months.BYTES + slots.start * 8 + 1}"
        f" for {(slots.stop - slots.start) * 8})"
        for at in range(sources)
    )


# A month that names just these sources goes as it stands.
_READ_AMOUNTS = f"""
    select a.student_id, a.month, {{cut}}
    from activity_months a
    cross join lateral (
        select case when a.sources = $4::text[] then a.amounts else (
            select string_agg({amounts.block_of("a", "named.source")}, ''::bytea order by named.at)
            from unnest($4::text[]) with ordinality as named (source, at)) end as amounts) as whole
    where a.institution_id = $1 and a.student_id between $2::uuid and $3::uuid
      and a.month between $5::date and $6::date and {{{{which}}}}
"""


async def read_amounts(
    transaction: Transaction, taken: Slice, sources: Sequence[str], axis: months.Axis
) -> dict[str, Days]:
    """The slice's amounts [student, day] on the axis, by source."""
    if not sources:  # no academic year of these days has a model
        return {}
    listed = axis.months
    # Of a single month only the days that are asked for; what several months have in common is all of them.
    slots = axis.slots_of(listed[0]) if len(listed) == 1 else months.WHOLE
    width = len(sources) * (slots.stop - slots.start) * 8
    layout = Layout((("student_id", UUID), ("month", DATE), ("amounts", f"V{width}")))
    statement = _READ_AMOUNTS.format(cut=_amounts(len(sources), slots))
    rows, numbers = await slices.read(
        transaction, taken, statement, layout, *taken.reach, list(sources), listed[0], listed[-1]
    )
    return await asyncio.to_thread(_unfold, rows, numbers, len(taken), sources, axis, slots)


def _unfold(
    rows: Rows, numbers: Whole, students: int, sources: Sequence[str], axis: months.Axis, slots: slice
) -> dict[str, Days]:
    grids = {name: np.zeros((students, axis.length)) for name in sources}
    for month in axis.months:
        some = np.flatnonzero(rows["month"] == day_number(month))
        blocks = months.unpack_array(rows["amounts"][some])
        by_source = blocks.reshape(len(some), len(sources), slots.stop - slots.start)
        for at, name in enumerate(sources):
            axis.place(grids[name], numbers[some], month, by_source[:, at], slots)
    return grids

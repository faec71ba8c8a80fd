"""What a slice's scores rest on, as arrays: what is read has fixed width, and nobody looks at each row."""

from collections.abc import Collection, Sequence

import numpy as np

from app.ids import OrgUnitId
from app.scoring import months
from app.scoring.models import AcademicYear
from app.scoring.sources import Days
from app.scoring.standing import FOREVER, Decisions, Registrations
from app.store.activity.events import events as activity
from app.store.engagement import slices
from app.db.binary_copy import DATE, INT2, INT4, UUID, Layout, day_number
from app.db.session import Session
from app.store.engagement.slices import Slice

# The planner does not see that the rows of whom was taken lie between the first and the last of them.
_REACH = "student_id between $1::uuid and $2::uuid"

_REGISTERED = Layout((("student_id", UUID), ("starts", DATE), ("ends", DATE), ("college", INT2)))
_REGISTRATIONS = f"""
    select r.student_id, r.starts_on, coalesce(r.ends_before, 'infinity'),
           coalesce(array_position($4::uuid[], r.college_id), 0)::smallint
    from {{taken}} join registrations r using (student_id)
    where r.{_REACH} and r.level = any($3::text[])
"""


async def read_registrations(
    session: Session, taken: Slice, levels: Collection[str], colleges: Sequence[OrgUnitId]
) -> Registrations:
    """The slice's registrations at those levels; colleges count from 1, and 0 is none of them."""
    rows, numbers = await slices.read(
        session, taken, _REGISTRATIONS, _REGISTERED, *taken.reach, sorted(levels), list(colleges)
    )
    assert np.iinfo(np.int32).max == FOREVER  # and that is how PostgreSQL says infinity
    order = np.lexsort((rows["starts"], numbers))
    columns = (rows[name].astype(np.int64)[order] for name in ("starts", "ends", "college"))
    return Registrations(numbers[order], *columns)


_DECIDED = Layout((("student_id", UUID), ("sequence", INT4), ("year", INT2), ("given", "?")))
_DECISIONS = f"""
    select d.student_id, d.sequence, d.academic_year, d.decision = 'given'
    from {{taken}} join consent_decisions d using (student_id)
    where d.{_REACH} and d.purpose = $3::text and d.academic_year >= $4
"""


async def read_decisions(session: Session, taken: Slice, purpose: str, since: AcademicYear) -> Decisions:
    """The slice's decisions on that purpose, for that academic year and any after it."""
    rows, numbers = await slices.read(session, taken, _DECISIONS, _DECIDED, *taken.reach, purpose, since)
    order = np.lexsort((rows["sequence"], numbers))
    return Decisions(numbers[order], rows["year"].astype(np.int64)[order], rows["given"][order])


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
    from {{{{taken}}}} join activity_months a using (student_id)
    cross join lateral (
        select case when a.sources = $3::text[] then a.amounts else (
            select string_agg({activity.block_of("a", "named.source")}, ''::bytea order by named.at)
            from unnest($3::text[]) with ordinality as named (source, at)) end as amounts) as whole
    where a.{_REACH} and a.month between $4::date and $5::date
"""


async def read_amounts(
    session: Session, taken: Slice, sources: Sequence[str], axis: months.Axis
) -> dict[str, Days]:
    """The slice's amounts [student, day] on the axis, by source."""
    listed = axis.months
    # Of a single month only the days that are asked for; what several months have in common is all of them.
    slots = axis.slots_of(listed[0]) if len(listed) == 1 else months.WHOLE
    width = slots.stop - slots.start
    layout = Layout((("student_id", UUID), ("month", DATE), ("amounts", f"V{len(sources) * width * 8}")))
    statement = _READ_AMOUNTS.format(cut=_amounts(len(sources), slots))
    rows, numbers = await slices.read(
        session, taken, statement, layout, *taken.reach, list(sources), listed[0], listed[-1]
    )
    grids = {name: np.zeros((len(taken), axis.length)) for name in sources}
    for month in listed:
        some = np.flatnonzero(rows["month"] == day_number(month))
        blocks = months.unpack_array(rows["amounts"][some]).reshape(len(some), len(sources), width)
        for at, name in enumerate(sources):
            axis.place(grids[name], numbers[some], month, blocks[:, at], slots)
    return grids

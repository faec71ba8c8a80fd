"""What a slice's scores rest on, as arrays: what is read has fixed width, and nobody looks at each row."""

from collections.abc import Collection, Sequence

import numpy as np

from app.ids import OrgUnitId
from app.scoring import months
from app.scoring.models import AcademicYear
from app.scoring.sources import Days
from app.scoring.standing import FOREVER, Decisions, Registrations
from app.store import activity, binary_copy
from app.store.binary_copy import DATE, INT2, INT4, Layout, day_number
from app.store.session import Session
from app.store.slices import Slice

_REACH = "student_id between $1::uuid and $2::uuid"

_REGISTERED = Layout((("number", INT4), ("starts", DATE), ("ends", DATE), ("college", INT2)))

_REGISTRATIONS = f"""
    select s.number, r.starts_on, coalesce(r.ends_before, 'infinity'),
           coalesce(array_position($4::uuid[], r.college_id), 0)::smallint
    from pg_temp.scoring_slice s join registrations r using (student_id)
    where r.{_REACH} and r.level = any($3::text[])
"""


async def read_registrations(
    session: Session, taken: Slice, levels: Collection[str], colleges: Sequence[OrgUnitId]
) -> Registrations:
    """The slice's registrations at those levels; colleges count from 1, and 0 is none of them."""
    rows = await binary_copy.read(
        session, _REGISTRATIONS, _REGISTERED, *taken.reach, sorted(levels), list(colleges)
    )
    assert np.iinfo(np.int32).max == FOREVER  # and that is how PostgreSQL says infinity
    rows = rows[np.lexsort((rows["starts"], rows["number"]))]
    return Registrations(*(rows[name].astype(np.int64) for name in ("number", "starts", "ends", "college")))


_DECIDED = Layout((("number", INT4), ("sequence", INT4), ("year", INT2), ("given", "?")))

_DECISIONS = f"""
    select s.number, d.sequence, d.academic_year, d.decision = 'given'
    from pg_temp.scoring_slice s join consent_decisions d using (student_id)
    where d.{_REACH} and d.purpose = $3::text and d.academic_year >= $4
"""


async def read_decisions(session: Session, taken: Slice, purpose: str, since: AcademicYear) -> Decisions:
    """The slice's decisions on that purpose, for that academic year and any after it."""
    rows = await binary_copy.read(session, _DECISIONS, _DECIDED, *taken.reach, purpose, since)
    rows = rows[np.lexsort((rows["sequence"], rows["number"]))]
    return Decisions(rows["number"].astype(np.int64), rows["year"].astype(np.int64), rows["given"])


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
    select s.number, a.month, {{cut}}
    from pg_temp.scoring_slice s join activity_months a using (student_id)
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
    layout = Layout((("number", INT4), ("month", DATE), ("amounts", f"V{len(sources) * width * 8}")))
    statement = _READ_AMOUNTS.format(cut=_amounts(len(sources), slots))
    rows = await binary_copy.read(
        session, statement, layout, *taken.reach, list(sources), listed[0], listed[-1]
    )
    grids = {name: np.zeros((len(taken), axis.length)) for name in sources}
    for month in listed:
        some = rows[rows["month"] == day_number(month)]
        blocks = months.unpack_array(some["amounts"]).reshape(len(some), len(sources), width)
        for at, name in enumerate(sources):
            axis.place(grids[name], some["number"], month, blocks[:, at], slots)
    return grids

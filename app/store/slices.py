"""Slices: some thousand students at a time, as arrays, for the scoring of everybody.

A slice lives in a temporary table of the transaction, its students' rows held: a delivery, a decision on
consent or a change of registration waits until the slice is stored, and the other way round. What is read
has fixed width and goes to numpy without a look at each row.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from app.ids import InstitutionId, OrgUnitId, ScoringModelId, StudentId
from app.scoring import months
from app.scoring.models import AcademicYear
from app.scoring.sources import Days
from app.scoring.standing import FOREVER, Decisions, Registrations, Whole
from app.store import activity, binary_copy, bulk
from app.store.binary_copy import DATE, INT2, INT4, UUID, Layout, Rows
from app.store.session import Session

SLICE = "scoring_slice"
_SLICE = "student_id uuid, number int, first_day date, last_day date"

_TAKE = """
    insert into pg_temp.scoring_slice
    select student_id, row_number() over (order by student_id) - 1, cast(:first as date), cast(:last as date)
    from (select student_id from students
          where institution_id = :institution_id and student_id > :after
          order by student_id limit :most {held}) as taken
"""

_TAKE_DUE = text("""
    insert into pg_temp.scoring_slice
    select student_id, row_number() over (order by student_id) - 1, first_day, least(last_day, :through)
    from (
        select s.student_id,
               (select min(d.first_day) from due_scores d where d.student_id = s.student_id) as first_day,
               (select max(d.last_day) from due_scores d where d.student_id = s.student_id) as last_day
        from students s
        where s.institution_id = :institution_id and s.student_id > :after
          and s.student_id in (
              select d.student_id from due_scores d where d.student_id > :after
              and (cast(:only as uuid) is null or d.student_id = :only)
              order by d.student_id limit :most)
        order by s.student_id for no key update of s
    ) as held
    where first_day <= :through
""")

_TAKEN = Layout((("student_id", UUID), ("first", DATE), ("last", DATE)))


@dataclass(frozen=True, slots=True)
class Slice:
    """The students that were taken, in the order of their identifiers: their place in it is their number."""

    students: NDArray[np.void]
    first: Whole
    last: Whole
    """Each student's days, by PostgreSQL's numbers."""

    def __len__(self) -> int:
        return len(self.students)

    def student(self, number: int) -> StudentId:
        return StudentId(uuid.UUID(bytes=self.students[number].tobytes()))

    def list_students(self) -> list[StudentId]:
        return [self.student(number) for number in range(len(self))]

    @property
    def last_student(self) -> StudentId:
        return self.student(-1)

    @property
    def reach(self) -> tuple[StudentId, StudentId]:
        """From the first student to the last: nobody else's rows need be looked at."""
        return self.student(0), self.last_student

    @property
    def days(self) -> tuple[date, date]:
        """From the first of anybody's days to the last of anybody's."""
        return day_of(int(self.first.min())), day_of(int(self.last.max()))


async def take(
    session: Session,
    institution_id: InstitutionId,
    first: date,
    last: date,
    *,
    after: StudentId,
    most: int,
    hold: bool = True,
) -> Slice:
    """The institution's next students after that one, each with the days `first` to `last`.

    Whoever stores nothing need not hold them.
    """
    await bulk.prepare(session, SLICE, _SLICE)
    values = {"institution_id": institution_id, "after": after, "most": most, "first": first, "last": last}
    await session.execute(text(_TAKE.format(held="for no key update" if hold else "")), values)
    return await _taken(session)


async def take_due(
    session: Session,
    institution_id: InstitutionId,
    through: date,
    *,
    after: StudentId,
    most: int,
    only: StudentId | None = None,
) -> Slice:
    """The next students with anything due, each with the days from the first to the last that is due."""
    await bulk.prepare(session, SLICE, _SLICE)
    values = {
        "institution_id": institution_id,
        "after": after,
        "most": most,
        "through": through,
        "only": only,
    }
    await session.execute(_TAKE_DUE, values)
    return await _taken(session)


async def _taken(session: Session) -> Slice:
    ordered = "select student_id, first_day, last_day from pg_temp.scoring_slice order by number"
    rows = await binary_copy.read(session, ordered, _TAKEN)
    if len(rows) > bulk.WORTH_ANALYSING:
        await session.execute(text("analyze pg_temp.scoring_slice"))
    return Slice(
        np.ascontiguousarray(rows["student_id"]), *(rows[name].astype(np.int64) for name in ("first", "last"))
    )


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


def scores_of(slots: int) -> Layout:
    """So many slots of months of scores, from the first to be stored on; fewer count where it says so."""
    return Layout(
        (
            ("student_id", UUID), ("month", DATE), ("first_slot", INT2), ("last_slot", INT2),
            ("model", INT2), ("scores", f"V{slots * 8}"),
        )
    )  # fmt: skip


_INCOMING = (
    "student_id uuid, month date, first_slot smallint, last_slot smallint, model smallint, scores bytea"
)
_NONE = f"decode(repeat('7ff8000000000000', {months.SLOTS}), 'hex')"  # NaN: no score, by numpy's own bits
_PLACED = """
    overlay({block} placing substring(i.scores for (i.last_slot - i.first_slot + 1) * 8)
            from i.first_slot * 8 - 7)
"""
_NEWS = """
    pg_temp.incoming_scores i
    join unnest(cast(:models as uuid[])) with ordinality as m (scoring_model_id, model) using (model)
"""
_SAME = "stored.scoring_model_id = m.scoring_model_id"
_LAST = "i.month + (i.last_slot - 1)"

_UPDATE = text(f"""
    update score_months stored
    set scores = {_PLACED.format(block=f"case when {_SAME} then stored.scores else {_NONE} end")},
        scored_through = case when {_SAME} then greatest(stored.scored_through, {_LAST}) else {_LAST} end,
        scoring_model_id = m.scoring_model_id,
        computed_at = :now
    from {_NEWS}
    where stored.student_id = i.student_id and stored.month = i.month
""")

_INSERT = f"""
    insert into score_months (student_id, month, scoring_model_id, scored_through, computed_at, scores)
    select i.student_id, i.month, m.scoring_model_id, {_LAST}, :now, {_PLACED.format(block=_NONE)}
    from {_NEWS}
"""
_NEW = (
    " where not exists (select from score_months stored"
    " where stored.student_id = i.student_id and stored.month = i.month)"
)


async def store_scores(
    session: Session, rows: Rows, layout: Layout, models: Sequence[ScoringModelId], now: datetime
) -> None:
    """Store the slice's months of scores, by `scores_of`; models count from 1."""
    await bulk.prepare(session, "incoming_scores", _INCOMING)
    await binary_copy.write(session, "incoming_scores", layout, rows)
    values = {"models": list(models), "now": now}
    updated = (await session.execute(_UPDATE, values)).rowcount
    if updated < len(rows):  # the students are held: nobody else can have inserted them meanwhile
        await session.execute(text(_INSERT + _NEW if updated else _INSERT), values)


async def clear_due(session: Session, *, but: Collection[int]) -> None:
    """What was due of the slice's students within the slice's days has been done, but for some."""
    await session.execute(
        text(
            "delete from due_scores d using pg_temp.scoring_slice s"
            " where d.student_id = s.student_id and d.first_day >= s.first_day and d.last_day <= s.last_day"
            " and s.number <> all(:but)"
        ),
        {"but": list(but)},
    )


def day_number(day: date) -> int:
    """PostgreSQL's number of a day."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    return _EPOCH + timedelta(days=number)


_EPOCH: date = binary_copy.EPOCH.astype(date)

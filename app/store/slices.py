"""Slices: some thousand students at a time, as arrays, for the scoring of everybody.

A slice lives in a temporary table of the transaction, its students' rows held: a delivery, a decision on
consent or a change of registration waits until the slice is stored, and the other way round. What is read
has fixed width and goes to numpy without a look at each row.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
from sqlalchemy import text

from app.ids import InstitutionId, OrgUnitId, ScoringModelId, StudentId
from app.scoring import months
from app.scoring.models import AcademicYear
from app.store import activity, binary_copy, bulk
from app.store.binary_copy import DATE, INT2, INT4, Layout, Rows
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


async def take(
    session: Session,
    institution_id: InstitutionId,
    first: date,
    last: date,
    *,
    after: UUID,
    most: int,
    hold: bool = True,
) -> int:
    """The institution's next students after that one, each with the days `first` to `last`; how many.

    Whoever stores nothing need not hold them.
    """
    await bulk.prepare(session, SLICE, _SLICE)
    values = {"institution_id": institution_id, "after": after, "most": most, "first": first, "last": last}
    statement = _TAKE.format(held="for no key update" if hold else "")
    return (await session.execute(text(statement), values)).rowcount


async def take_due(
    session: Session,
    institution_id: InstitutionId,
    through: date,
    *,
    after: UUID,
    most: int,
    only: StudentId | None = None,
) -> int:
    """The next students with anything due, each with the days from the first to the last that is due."""
    await bulk.prepare(session, SLICE, _SLICE)
    values = {
        "institution_id": institution_id,
        "after": after,
        "most": most,
        "through": through,
        "only": only,
    }
    return (await session.execute(_TAKE_DUE, values)).rowcount


@dataclass(frozen=True, slots=True)
class Extent:
    last_student: StudentId
    first_day: date
    last_day: date


async def extent(session: Session) -> Extent:
    """How far the slice reaches."""
    found = await session.execute(
        text(
            "select (select student_id from pg_temp.scoring_slice order by student_id desc limit 1),"
            " min(first_day), max(last_day) from pg_temp.scoring_slice"
        )
    )
    return Extent(*found.one())


async def list_students(session: Session) -> list[StudentId]:
    """The slice's students, by number."""
    found = await session.execute(text("select student_id from pg_temp.scoring_slice order by number"))
    return list(found.scalars())


SPELLS = Layout(
    (("number", INT4), ("first", DATE), ("last", DATE), ("since", DATE), ("college", INT2), ("year", INT2))
)
"""What may be scored of a slice: whose days, registered since when, in which college, under which year."""

# The consent part says in SQL what `consent.ledger.consent_state` says in Python, `since` what
# `spells.registered_since` says; property tests hold them equal.
_SPELLS = """
    with years as (
        select ordinality - 1 as year, academic_year, first_day, last_day
        from unnest($1::smallint[], $2::date[], $3::date[])
             with ordinality as listed (academic_year, first_day, last_day)
    ), latest as (
        select distinct on (d.student_id, d.academic_year) d.student_id, d.academic_year, d.decision
        from pg_temp.scoring_slice s join consent_decisions d using (student_id)
        where d.purpose = $4::text
        order by d.student_id, d.academic_year, d.sequence desc
    ), consented as (
        select l.student_id, l.academic_year from latest l
        where l.decision = 'given'
          and not exists (select from latest o where o.student_id = l.student_id
                          and o.academic_year > l.academic_year and o.decision <> 'given')
    ), registered as (
        select s.student_id, s.number, s.first_day, s.last_day, r.starts_on, r.ends_before, r.college_id,
               lag(r.ends_before) over mine >= r.starts_on as continued
        from pg_temp.scoring_slice s join registrations r using (student_id)
        where r.level = any($5::text[])
        window mine as (partition by r.student_id order by r.starts_on)
    ), since as (
        select *, max(starts_on) filter (where continued is not true) over (
            partition by student_id order by starts_on) as since
        from registered
    )
    select i.number, greatest(i.starts_on, y.first_day, i.first_day),
           least(i.ends_before - 1, y.last_day, i.last_day), i.since,
           coalesce(array_position($6::uuid[], i.college_id), 0)::smallint, y.year::smallint
    from since i cross join years y
    where greatest(i.starts_on, y.first_day, i.first_day)
          <= least(i.ends_before - 1, y.last_day, i.last_day)
      and ($4::text is null or exists (
          select from consented c
          where c.student_id = i.student_id and c.academic_year = y.academic_year))
"""


async def read_spells(
    session: Session,
    *,
    purpose: str | None,
    levels: Collection[str],
    years: Mapping[AcademicYear, tuple[date, date]],
    colleges: Sequence[OrgUnitId],
) -> Rows:
    """What may be scored of the slice, by `SPELLS`; colleges count from 1, and 0 is none of them.

    `purpose` is the one whose consent scoring needs, or None where it needs none.
    """
    return await binary_copy.read(
        session,
        _SPELLS,
        SPELLS,
        list(years),
        [first for first, _ in years.values()],
        [last for _, last in years.values()],
        purpose,
        sorted(levels),
        list(colleges),
    )


def amounts_of(sources: int) -> Layout:
    """Months of amounts: so many sources' blocks, one after the other."""
    return Layout((("number", INT4), ("month", DATE), ("amounts", f"V{months.BYTES * sources}")))


# A month that names just these sources goes as it stands.
_AMOUNTS = f"""
    select s.number, a.month, case when a.sources = $1::text[] then a.amounts else (
        select string_agg({activity.block_of("a", "named.source")}, ''::bytea order by named.at)
        from unnest($1::text[]) with ordinality as named (source, at)) end
    from pg_temp.scoring_slice s join activity_months a using (student_id)
    where a.month between $2::date and $3::date
"""


async def read_amounts(session: Session, sources: Sequence[str], first: date, last: date) -> Rows:
    """The slice's months of those sources' amounts from `first` to `last`, by `amounts_of`."""
    return await binary_copy.read(session, _AMOUNTS, amounts_of(len(sources)), list(sources), first, last)


SCORES = Layout(
    (
        ("number", INT4),
        ("month", DATE),
        ("first_slot", INT2),
        ("last_slot", INT2),
        ("model", INT2),
        ("scores", f"V{months.BYTES}"),
    )
)
"""Months of scores to be stored: only the slots from the first to the last are."""

_INCOMING = "number int, month date, first_slot smallint, last_slot smallint, model smallint, scores bytea"

_UPDATE = text("""
    update score_months stored
    set scores = case when stored.scoring_model_id = m.scoring_model_id
                      then overlay(stored.scores
                                   placing substring(i.scores from i.first_slot * 8 - 7
                                                     for (i.last_slot - i.first_slot + 1) * 8)
                                   from i.first_slot * 8 - 7)
                      else i.scores end,
        scored_through = case when stored.scoring_model_id = m.scoring_model_id
                              then greatest(stored.scored_through, i.month + (i.last_slot - 1))
                              else i.month + (i.last_slot - 1) end,
        scoring_model_id = m.scoring_model_id,
        computed_at = :now
    from pg_temp.incoming_scores i
    join pg_temp.scoring_slice s using (number)
    join unnest(cast(:models as uuid[])) with ordinality as m (scoring_model_id, model) using (model)
    where stored.student_id = s.student_id and stored.month = i.month
""")

_INSERT = """
    insert into score_months (student_id, month, scoring_model_id, scored_through, computed_at, scores)
    select s.student_id, i.month, m.scoring_model_id, i.month + (i.last_slot - 1), :now, i.scores
    from pg_temp.incoming_scores i
    join pg_temp.scoring_slice s using (number)
    join unnest(cast(:models as uuid[])) with ordinality as m (scoring_model_id, model) using (model)
"""
_NEW = (
    " where not exists (select from score_months stored"
    " where stored.student_id = s.student_id and stored.month = i.month)"
)


async def store_scores(session: Session, rows: Rows, models: Sequence[ScoringModelId], now: datetime) -> None:
    """Store the slice's months of scores, by `SCORES`; models count from 1."""
    await bulk.prepare(session, "incoming_scores", _INCOMING)
    await binary_copy.write(session, "incoming_scores", SCORES, rows)
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


def day_numbers(days: Sequence[date]) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """PostgreSQL's numbers of those days."""
    return (np.array(days, "datetime64[D]") - binary_copy.EPOCH).astype(np.int32)

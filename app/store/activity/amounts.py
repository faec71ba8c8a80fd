"""Daily amounts: what the events of a day add up to, by source, in months of 31 doubles.

Amounts follow their events in the same transaction, set-wise and from the events themselves, so that a late
event, a correction or a replay cannot leave them wrong.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import any_, select

from app.db import bulk
from app.db.query import INSTITUTION, STUDENT, STUDENTS, day, query, uuid
from app.db.transaction import Transaction
from app.ids import StudentId
from app.scoring import months
from app.scoring.models import AcademicYear
from app.scoring.sources import Source
from app.store.activity.tables import ActivityMonth, ModuleActivityMonth

CountedSources = Mapping[AcademicYear | None, Mapping[str, Source]]
"""By academic year, what its events are counted by: its scoring model's sources. None: of any other year."""


class Block(NamedTuple):
    """A source's daily amounts of a month as stored."""

    student_id: StudentId
    month: date
    source: str
    amounts: bytes


class StoredAmounts(NamedTuple):
    """A month of amounts as stored: one block for each source, in this order."""

    student_id: StudentId
    month: date
    sources: list[str]
    amounts: bytes

    def blocks(self) -> list[Block]:
        size = months.BYTES
        return [
            Block(self.student_id, self.month, source, self.amounts[at * size : (at + 1) * size])
            for at, source in enumerate(self.sources)
        ]


STORED = query(
    select(ActivityMonth.student_id, ActivityMonth.month, ActivityMonth.sources, ActivityMonth.amounts).where(
        ActivityMonth.institution_id == INSTITUTION,
        ActivityMonth.student_id == any_(STUDENTS),
        ActivityMonth.month.between(day("amounts_from"), day("last_day")),
    ),
    StoredAmounts,
)
"""The students' amounts, any order."""
OF_MODULE = query(
    select(
        ModuleActivityMonth.student_id,
        ModuleActivityMonth.month,
        ModuleActivityMonth.source,
        ModuleActivityMonth.amounts,
    ).where(
        ModuleActivityMonth.institution_id == INSTITUTION,
        ModuleActivityMonth.student_id == STUDENT,
        ModuleActivityMonth.module_run_id == uuid("module_run_id"),
        ModuleActivityMonth.month.between(day("amounts_from"), day("last_day")),
    ),
    Block,
)
"""The same of one module run, in sources that know modules."""


def all_blocks(found: Iterable[StoredAmounts]) -> list[Block]:
    return [block for each in found for block in each.blocks()]


def in_module(
    found: Iterable[StoredAmounts], of_module: Iterable[Block], by_module: Iterable[str]
) -> list[Block]:
    """The blocks where sources that know modules count one module's activity alone."""
    names = set(by_module)
    return [block for block in all_blocks(found) if block.source not in names] + list(of_module)


async def clear_touched_days(transaction: Transaction) -> None:
    """The temporary table `touched_days`, empty: whoever changes events lists here which days changed."""
    await bulk.prepare(
        transaction, "touched_days", "student_id uuid, academic_year smallint, day date, source text"
    )


async def refresh(transaction: Transaction, sources: CountedSources) -> None:
    """Recompute the amounts of the days in `touched_days` from their events, and mark their scores."""
    counted = [
        (year, name, kind)
        for year, by_name in sources.items()
        for name, source in by_name.items()
        for kind in (source.counted_kinds or (None,))
    ]
    every = [source for by_name in sources.values() for source in by_name.values()]
    given = {
        "years": [year for year, _, _ in counted],
        "sources": [name for _, name, _ in counted],
        "kinds": [kind for _, _, kind in counted],
    }
    collected = sorted({source.name for source in every if source.collected})
    by_module = sorted({source.name for source in every if source.by_module})
    await transaction.execute(_REFRESH, **given, collected=collected)
    await transaction.execute(_REFRESH_MODULES, **given, by_module=by_module)
    await transaction.execute(_MARK_FOR_RESCORE)
    await transaction.execute(_MARK_FOR_SIGNALS)


async def recount_year(
    transaction: Transaction, academic_year: AcademicYear, changed: Iterable[str], sources: CountedSources
) -> None:
    """Count a whole academic year's events of these sources anew: their factors have changed."""
    await clear_touched_days(transaction)
    await transaction.execute(_TOUCH_YEAR, academic_year=academic_year, changed=sorted(changed))
    await refresh(transaction, sources)


def _changed(module: str = "") -> str:
    """The touched days' amounts, added up month by month: what `refresh` begins with.

    A sum of doubles depends on its order, so it has one: by event id. `module` names the column that
    splits a source's amounts by module run; then every block that is there already changes too, for the
    module whose last event of a day has gone. A day without any event that counts comes to nothing.
    """
    of_module = f", e.{module}" if module else ""
    keys = f"student_id, month, source, {module}" if module else "student_id, month"
    places = f"student_id, month, source, slot{f', {module}' if module else ''}"
    listed = "amounts"
    if module:
        listed = f"""
            (select {places}, amount from amounts
             union all
             select {places}, 0
             from days d
             cross join lateral (
                 select s.{module} from module_activity_months s
                 where s.institution_id = :institution_id and s.student_id = d.student_id
                   and s.month = d.month and s.source = d.source) stored) as listed"""
    return f"""
    with counted as (
        select * from unnest(cast(:years as smallint[]), cast(:sources as text[]), cast(:kinds as text[]))
            as listed (academic_year, source, kind)
    ), days as (
        select distinct student_id, source, academic_year, day,
               date_trunc('month', day::timestamp)::date as month, extract(day from day)::int as slot
        from pg_temp.touched_days
        {"where source = any(:by_module)" if module else ""}
    ), amounts as (
        -- Day by day: the planner cannot know how many there are, and would compare each with each event.
        select d.student_id, d.source, d.month, d.slot{of_module}, coalesce(e.amount, 0) as amount
        from days d
        cross join lateral (
            select {f"e.{module}, " if module else ""}sum(e.quantity order by e.event_id) as amount
            from events e
            where e.institution_id = :institution_id and e.student_id = d.student_id
              and e.academic_year = d.academic_year and e.day = d.day and e.source = d.source
              and exists (
                  select 1 from counted c
                  where c.source = e.source and (c.kind is null or c.kind = e.kind)
                    and c.academic_year is not distinct from
                        case when e.academic_year = any(:years) then e.academic_year end)
              {f"and e.{module} is not null group by e.{module}" if module else ""}) e
    ), changed as (
        select {keys}, array_agg(source) as of_sources, array_agg(slot) as slots, array_agg(amount) as new
        from (
            select {places}, sum(amount) as amount
            from {listed}
            group by {places}) as summed
        group by {keys}
    )
    """


def block_of(row: str, source: str) -> str:
    """SQL: that source's block in the row of `activity_months` of that name; zeros where it names none."""
    block = f"substring({row}.amounts from array_position({row}.sources, {source}) * 248 - 247 for 248)"
    return f"coalesce({block}, {_ZEROS})"


_ZEROS = "decode(repeat('00', 248), 'hex')"

# A month names every source that the institution collects, so that nearly all months have one width: most
# stay as wide as they are, and only the touched days' bytes are written anew.
_REFRESH = query(
    _changed()
    + f"""
    insert into activity_months (institution_id, student_id, month, sources, amounts)
    select :institution_id, student_id, month, n.names, attune_patched(
        case when o.sources = n.names then o.amounts
             else (select string_agg({block_of("o", "named.source")}, ''::bytea order by named.at)
                   from unnest(n.names) with ordinality as named (source, at)) end,
        n.names, c.of_sources, c.slots, c.new)
    from changed c
    left join lateral (
        select a.sources, a.amounts from activity_months a
        where a.institution_id = :institution_id and a.student_id = c.student_id and a.month = c.month) o
        on true
    cross join lateral (
        select array_agg(distinct name collate "C" order by name collate "C") as names
        from unnest(cast(:collected as text[]) || c.of_sources || o.sources) as listed (name)) n
    on conflict (institution_id, student_id, month)
        do update set sources = excluded.sources, amounts = excluded.amounts
    """
)
_REFRESH_MODULES = query(
    _changed("module_run_id")
    + f"""
    insert into module_activity_months (institution_id, student_id, month, source, module_run_id, amounts)
    select :institution_id, student_id, month, source, module_run_id,
           attune_patched(coalesce(o.amounts, {_ZEROS}), array[source], c.of_sources, c.slots, c.new)
    from changed c
    left join lateral (
        select a.amounts from module_activity_months a
        where a.institution_id = :institution_id and a.student_id = c.student_id and a.month = c.month
          and a.source = c.source and a.module_run_id = c.module_run_id) o
        on true
    on conflict (institution_id, student_id, month, source, module_run_id)
        do update set amounts = excluded.amounts
    """
)

# Only scores that are stored can be pending again: a change reaches the seven days from its own on.
_MARK_FOR_RESCORE = query("""
    insert into pending_rescores (institution_id, student_id, first_day, last_day)
    select :institution_id, t.student_id, t.day, least(t.day + 6, max(s.scored_through))
    from (select distinct student_id, day from pg_temp.touched_days) t
    join score_months s on s.institution_id = :institution_id and s.student_id = t.student_id
     and s.month in (date_trunc('month', t.day::timestamp)::date,
                     date_trunc('month', (t.day + 6)::timestamp)::date)
     and s.scored_through >= t.day
    group by t.student_id, t.day
    on conflict do nothing
""")
# What lies after the days that were judged is judged with the rest.
_MARK_FOR_SIGNALS = query("""
    insert into pending_signals (institution_id, student_id)
    select distinct :institution_id, t.student_id
    from pg_temp.touched_days t
    join signal_progress p on p.institution_id = :institution_id and t.day <= p.as_of
    order by t.student_id
    on conflict do nothing
""")
_TOUCH_YEAR = query("""
    insert into pg_temp.touched_days
    select distinct e.student_id, e.academic_year, e.day, e.source
    from events e
    where e.institution_id = :institution_id and e.academic_year = :academic_year
      and e.source = any(cast(:changed as text[]))
""")

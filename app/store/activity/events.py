"""Activity: events as their sources told them, and the daily amounts they add up to.

Daily amounts follow their events in the same transaction, set-wise and from the events themselves, so
that a late event, a correction or a replay cannot leave them wrong. Whoever changes what a student's
score rests on first holds the student's row: two deliveries, or a delivery and a scoring run, wait for
each other student by student.
"""

from collections.abc import AsyncIterable, AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from app.ids import EventId, InstitutionId, ModuleRunId, StudentId
from app.scoring import months
from app.scoring.sources import Source
from app.db import bulk
from app.db.session import Session
from app.db.sets import among
from app.store.engagement.slices import Slice
from app.store.tables import ActivityMonth, Delivery, ModuleActivityMonth


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a student did; `quantity` counts the source's interactions, choices, attendances."""

    student_id: StudentId
    academic_year: int
    event_id: EventId
    occurred_at: datetime
    day: date
    source: str
    kind: str
    module_run_id: ModuleRunId | None
    object: str | None
    quantity: float


class Block(NamedTuple):
    """A source's daily amounts of a month as stored."""

    student_id: StudentId
    month: date
    source: str
    amounts: bytes


def blocks_of(student_id: StudentId, month: date, sources: Sequence[str], amounts: bytes) -> list[Block]:
    """The blocks of a stored month, one after the other."""
    return [
        Block(student_id, month, source, amounts[at * months.BYTES : (at + 1) * months.BYTES])
        for at, source in enumerate(sources)
    ]


class Outcome(StrEnum):
    RECORDED = "recorded"
    REPLACED = "replaced"
    KNOWN = "known"
    """The very same event is already there: not counted again."""
    CONFLICT = "conflict"
    """Another event with that id is there: nothing changed, the sender must sort it out."""


_COLUMNS = tuple(each.name for each in fields(Event))
_LISTED = ", ".join(_COLUMNS)
_CONTENT = ("occurred_at", "source", "kind", "module_run_id", "object", "quantity")
INCOMING = (
    "student_id uuid, academic_year smallint, event_id uuid, occurred_at timestamptz, day date,"
    " source text, kind text, module_run_id uuid, object text, quantity double precision,"
    " outcome text"
)
_TOUCHED = "student_id uuid, academic_year smallint, day date, source text"


async def record(
    session: Session,
    events: Iterable[Event] | AsyncIterable[Event],
    sources: Mapping[str, Source],
    *,
    replace: bool = False,
) -> dict[tuple[StudentId, EventId], Outcome]:
    """Record events and bring the daily amounts they touch up to date; the same event counts once.

    Within `events` no student has the same event id twice. An id that is known with other content is
    a conflict and left alone, unless `replace` says that the new word counts. Returns what became
    of each.
    """
    await bulk.stage(session, "incoming_events", INCOMING, _COLUMNS, _tuples(events))
    await record_staged(session, sources, replace=replace)
    found = await session.execute(text("select student_id, event_id, outcome from pg_temp.incoming_events"))
    return {(student_id, event_id): Outcome(outcome) for student_id, event_id, outcome in found}


async def record_staged(
    session: Session, sources: Mapping[str, Source], *, replace: bool = False
) -> dict[Outcome, int]:
    """The same, for rows already in the temporary table `incoming_events`; counts by outcome."""
    await _ensure_years(session)
    await _hold_students(session, "incoming_events")
    await session.execute(_SORT_OUT, {"replace": replace})
    await bulk.prepare(session, "touched_days", _TOUCHED)
    if replace:
        await session.execute(
            text(
                "with gone as (delete from events e using pg_temp.incoming_events i"
                " where e.student_id = i.student_id and e.event_id = i.event_id"
                " and i.outcome = 'replaced' returning e.student_id, e.academic_year, e.day, e.source)"
                " insert into pg_temp.touched_days select distinct * from gone"
            )
        )
    await session.execute(
        text(
            f"with new as (insert into events ({_LISTED}) select {_LISTED}"
            " from pg_temp.incoming_events where outcome in ('recorded', 'replaced')"
            " returning student_id, academic_year, day, source)"
            " insert into pg_temp.touched_days select distinct * from new"
        )
    )
    await refresh(session, sources)
    counted = await session.execute(
        text("select outcome, count(*) from pg_temp.incoming_events group by outcome")
    )
    return {Outcome(outcome): count for outcome, count in counted}


async def remove(
    session: Session,
    events: Iterable[tuple[StudentId, EventId]],
    sources: Mapping[str, Source],
) -> int:
    """Take events back (a correction at the source); returns how many were there."""
    await bulk.stage(
        session,
        "removed_events",
        "student_id uuid, event_id uuid",
        ("student_id", "event_id"),
        events,
    )
    await _hold_students(session, "removed_events")
    await bulk.prepare(session, "touched_days", _TOUCHED)
    gone = await session.execute(
        text(
            "with gone as (delete from events e using pg_temp.removed_events r"
            " where e.student_id = r.student_id and e.event_id = r.event_id"
            " returning e.student_id, e.academic_year, e.day, e.source),"
            " touched as (insert into pg_temp.touched_days select distinct * from gone)"
            " select count(*) from gone"
        )
    )
    await refresh(session, sources)
    return int(gone.scalar_one())


async def withdraw(session: Session, taken: Slice, source: str, sources: Mapping[str, Source]) -> int:
    """Take back a source's events of the slice's students and days; returns how many there were."""
    await bulk.prepare(session, "touched_days", _TOUCHED)
    first, last = taken.days
    gone = await session.execute(
        text(
            f"with gone as (delete from events e using {taken.relation}"
            " where e.student_id = taken.student_id and e.day between :first and :last"
            " and e.source = :source returning e.student_id, e.academic_year, e.day, e.source),"
            " touched as (insert into pg_temp.touched_days select distinct * from gone)"
            " select count(*) from gone"
        ),
        {**taken.given, "first": first, "last": last, "source": source},
    )
    await refresh(session, sources)
    return int(gone.scalar_one())


async def refresh(session: Session, sources: Mapping[str, Source]) -> None:
    """Recompute the amounts of the days in `touched_days` from their events, and call their scores due."""
    counted = [(name, kind) for name, source in sources.items() for kind in (source.counted_kinds or (None,))]
    parameters = {
        "sources": [name for name, _ in counted],
        "kinds": [kind for _, kind in counted],
    }
    collected = [name for name, source in sources.items() if source.collected]
    by_module = [name for name, source in sources.items() if source.by_module]
    await session.execute(_REFRESH, parameters | {"collected": collected})
    await session.execute(_REFRESH_MODULES, parameters | {"by_module": by_module})
    await session.execute(_CALL_DUE)


def _blocks(stored: str, module: str = "") -> str:
    """The touched days' amounts, patched into their sources' blocks: what `_refresh` begins with.

    A sum of doubles depends on its order, so it has one: by event id. `module` names the column that
    splits a source's amounts by module run; then every block that is there already is patched too, for
    the module whose last event of a day has gone. `stored` is the block as it stands, of the row `o`.
    """
    of_module = f", e.{module}" if module else ""
    table = "module_activity_months" if module else "activity_months"
    row = "student_id, month" + (f", source, {module}" if module else "")
    keys = "student_id, source, month" + (f", {module}" if module else "")
    touched = f"select distinct {keys} from amounts" if module else f"select distinct {keys} from days"
    if module:
        touched += f" union select {keys} from days join {table} using (student_id, source, month)"
    return f"""
    with counted as (
        select unnest(cast(:sources as text[])) as source, unnest(cast(:kinds as text[])) as kind
    ), days as (
        select distinct student_id, source, academic_year, day,
               date_trunc('month', day)::date as month, extract(day from day)::int as slot
        from pg_temp.touched_days
        {"where source = any(:by_module)" if module else ""}
    ), amounts as (
        select d.student_id, d.source, d.month, d.slot{of_module},
               sum(e.quantity order by e.event_id) as amount
        from days d
        join events e on e.student_id = d.student_id and e.academic_year = d.academic_year
                     and e.day = d.day and e.source = d.source
        where exists (select from counted c
                      where c.source = e.source and (c.kind is null or c.kind = e.kind))
              {f"and e.{module} is not null" if module else ""}
        group by d.student_id, d.source, d.month, d.slot{of_module}
    ), touched as (
        {touched}
    ), blocks as (
        select {keys}, string_agg(
            case when d.slot is not null then float8send(coalesce(a.amount, 0))
                 else coalesce(substring({stored} from slot * 8 - 7 for 8), float8send(0)) end,
            ''::bytea order by slot) as amounts
        from touched
        cross join generate_series(1, 31) as series (slot)
        left join {table} o using ({row})
        left join days d using (student_id, source, month, slot)
        left join amounts a using ({keys}, slot)
        group by {keys}
    )
    """


def block_of(row: str, source: str) -> str:
    """SQL: that source's block in the row of `activity_months` of that name; zeros where it names none."""
    block = f"substring({row}.amounts from array_position({row}.sources, {source}) * 248 - 247 for 248)"
    return f"coalesce({block}, decode(repeat('00', 248), 'hex'))"


# A month names every source that the institution collects, so that nearly all months have one width.
_REFRESH = text(
    _blocks(block_of("o", "source"))
    + f"""
    insert into activity_months (student_id, month, sources, amounts)
    select student_id, month, n.names, string_agg(
        coalesce(b.amounts, {block_of("o", "named.source")}), ''::bytea order by named.at)
    from (select student_id, month, array_agg(source) as touched from blocks group by student_id, month) m
    left join activity_months o using (student_id, month)
    cross join lateral (
        select array_agg(distinct name collate "C" order by name collate "C") as names
        from unnest(cast(:collected as text[]) || m.touched || o.sources) as listed (name)) n
    cross join unnest(n.names) with ordinality as named (source, at)
    left join blocks b using (student_id, month, source)
    group by student_id, month, n.names
    on conflict (student_id, month) do update set sources = excluded.sources, amounts = excluded.amounts
    """
)
_REFRESH_MODULES = text(
    _blocks("o.amounts", "module_run_id")
    + """
    insert into module_activity_months (student_id, month, source, module_run_id, amounts)
    select student_id, month, source, module_run_id, amounts from blocks
    on conflict (student_id, month, source, module_run_id) do update set amounts = excluded.amounts
    """
)

# Only scores that are stored can be due again: a change reaches the seven days from its own on.
_CALL_DUE = text("""
    insert into due_scores (student_id, first_day, last_day)
    select t.student_id, t.day, least(t.day + 6, max(s.scored_through))
    from (select distinct student_id, day from pg_temp.touched_days) t
    join score_months s on s.student_id = t.student_id
     and s.month in (date_trunc('month', t.day)::date, date_trunc('month', t.day + 6)::date)
     and s.scored_through >= t.day
    group by t.student_id, t.day
    on conflict do nothing
""")

_SORT_OUT = text(f"""
    update pg_temp.incoming_events i
    set outcome = coalesce(
        (select case when ({", ".join(f"e.{name}" for name in _CONTENT)})
                          is not distinct from ({", ".join(f"i.{name}" for name in _CONTENT)})
                     then 'known' when :replace then 'replaced' else 'conflict' end
         from events e where e.student_id = i.student_id and e.event_id = i.event_id),
        'recorded')
""")


async def _tuples(events: Iterable[Event] | AsyncIterable[Event]) -> AsyncIterator[tuple[Any, ...]]:
    if isinstance(events, AsyncIterable):
        async for event in events:
            yield astuple(event)
    else:
        for event in events:
            yield astuple(event)


async def _ensure_years(session: Session) -> None:
    """Make the partitions of academic years that nobody has seen before."""
    await session.execute(
        text(
            "select attune_add_academic_year(academic_year) from"
            " (select distinct academic_year from pg_temp.incoming_events) as years"
            " where to_regclass('events_' || academic_year) is null"
        )
    )


async def _hold_students(session: Session, staged: str) -> None:
    await session.execute(
        text(
            "select count(*) from (select 1 from students"
            f" where student_id in (select student_id from pg_temp.{staged})"
            " order by student_id for no key update) as held"
        )
    )


async def list_months(
    session: Session, students: Collection[StudentId], first: date, last: date
) -> list[Block]:
    """The students' blocks of daily amounts in months `first` to `last`, any order."""
    found = await session.execute(
        select(
            ActivityMonth.student_id,
            ActivityMonth.month,
            ActivityMonth.sources,
            ActivityMonth.amounts,
        ).where(among(ActivityMonth.student_id, students), ActivityMonth.month.between(first, last))
    )
    return [block for row in found for block in blocks_of(*row)]


async def list_module_months(
    session: Session, student_id: StudentId, module_run_id: ModuleRunId, first: date, last: date
) -> list[Block]:
    """The same, of one student in one module run."""
    found = await session.execute(
        select(
            ModuleActivityMonth.student_id,
            ModuleActivityMonth.month,
            ModuleActivityMonth.source,
            ModuleActivityMonth.amounts,
        ).where(
            ModuleActivityMonth.student_id == student_id,
            ModuleActivityMonth.module_run_id == module_run_id,
            ModuleActivityMonth.month.between(first, last),
        )
    )
    return [Block(*row) for row in found]


async def note_delivery(
    session: Session,
    institution_id: InstitutionId,
    data_as_of: Mapping[str, datetime],
    now: datetime,
) -> None:
    """Remember how fresh each delivered source is; an older delivery does not make it less so."""
    statement = insert(Delivery)
    for source, moment in sorted(data_as_of.items()):
        await session.execute(
            statement.values(
                institution_id=institution_id, source=source, data_as_of=moment, delivered_at=now
            ).on_conflict_do_update(
                index_elements=[Delivery.institution_id, Delivery.source],
                set_={
                    "data_as_of": func.greatest(Delivery.data_as_of, statement.excluded.data_as_of),
                    "delivered_at": statement.excluded.delivered_at,
                },
            )
        )


async def freshness(session: Session, institution_id: InstitutionId) -> dict[str, datetime]:
    """Until when each source's data reach, by the source's own word."""
    found = await session.execute(
        select(Delivery.source, Delivery.data_as_of).where(Delivery.institution_id == institution_id)
    )
    return {row[0]: row[1] for row in found}

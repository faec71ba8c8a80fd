"""Bulk: the one way many rows come in. COPY into a temporary table, then set-wise statements.

The temporary tables are made once per connection and emptied at every commit, so that a minute's
trickle of small deliveries does not churn PostgreSQL's catalogues.
"""

from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.db.session import Session, driver_of
from app.store.tables import Table

# Above this many rows the planner is told about them; below, finding out costs more than it gains.
WORTH_ANALYSING = 1_000
# Above this many, sorts and hashes may take more memory: such deliveries are rare, and one at a time.
WORTH_MEMORY = 100_000


@dataclass(frozen=True, slots=True)
class Changes:
    """What an upsert did; a second run of the same rows changes nothing."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0


async def prepare(session: Session, name: str, definition: str) -> None:
    """The connection's temporary table of that name, empty.

    `definition` is what stands between its parentheses. Both are ours, never input.
    """
    await (await driver_of(session)).execute(
        f"create temporary table if not exists {name} ({definition}) on commit delete rows;"
        f" delete from pg_temp.{name}"
    )


async def stage(
    session: Session,
    name: str,
    definition: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]] | AsyncIterable[Sequence[Any]],
) -> int:
    """Put rows into the connection's temporary table of that name; returns how many."""
    await prepare(session, name, definition)
    driver = await driver_of(session)
    status = await driver.copy_records_to_table(
        name, records=rows, columns=list(columns), schema_name="pg_temp"
    )
    copied = int(status.removeprefix("COPY "))
    if copied > WORTH_ANALYSING:
        await session.execute(text(f"analyze pg_temp.{name}"))
    if copied > WORTH_MEMORY:
        await session.execute(text("set local work_mem = '256MB'"))
    return copied


async def upsert(session: Session, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> Changes:
    """Insert rows, or bring those with the same primary key up to date.

    Every row has every column of the table. Two with the same key are the caller's fault (PostgreSQL
    refuses the statement).
    """
    counted = f"with done as ({await _stage_upsert(session, table, rows)} returning stored.xmax = 0 as new)"
    done = await session.execute(
        text(f"{counted} select count(*) filter (where new), count(*) filter (where not new) from done")
    )
    inserted, updated = done.one()
    return Changes(inserted, updated, len(rows) - inserted - updated)


async def upsert_each(
    session: Session, table: type[Table], rows: Sequence[Mapping[str, Any]]
) -> dict[tuple[Any, ...], bool]:
    """The same, telling by primary key: True for a new row, False for a changed one, else absent."""
    statement = await _stage_upsert(session, table, rows)
    key = [column.name for column in table.__table__.primary_key]
    returned = ", ".join(f"stored.{name}" for name in key)
    done = await session.execute(text(f"{statement} returning {returned}, stored.xmax = 0"))
    return {tuple(row[:-1]): row[-1] for row in done}


async def _stage_upsert(session: Session, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> str:
    """Stage the rows; returns the statement that upserts them, to be followed by what it returns."""
    target = table.__tablename__
    columns = list(rows[0])
    staged = f"incoming_{target}"
    await stage(session, staged, f"like {target}", columns, (tuple(row.values()) for row in rows))
    key = [column.name for column in table.__table__.primary_key]
    others = [name for name in columns if name not in key]
    listed = ", ".join(columns)
    update = "nothing"
    if others:
        stored = ", ".join(f"stored.{name}" for name in others)
        new = ", ".join(f"excluded.{name}" for name in others)
        pairs = ", ".join(f"{name} = excluded.{name}" for name in others)
        update = f"update set {pairs} where ({stored}) is distinct from ({new})"
    return (
        f"insert into {target} as stored ({listed}) select {listed} from pg_temp.{staged}"
        f" on conflict ({', '.join(key)}) do {update}"
    )

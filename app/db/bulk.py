"""Bulk: the one way many rows come in. COPY into a temporary table, then set-wise statements.

The temporary tables are made once per connection and emptied at every commit, so that a minute's
trickle of small deliveries does not churn PostgreSQL's catalogues.
"""

from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.db.query import Query, query
from app.db.table import Table
from app.db.transaction import Transaction

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


async def prepare(transaction: Transaction, name: str, definition: str) -> None:
    """The connection's temporary table of that name, empty.

    `definition` is what stands between its parentheses. Both are ours, never input.
    """
    await transaction.connection.execute(
        f"create temporary table if not exists {name} ({definition}) on commit delete rows;"
        f" delete from pg_temp.{name}"
    )


async def stage(
    transaction: Transaction,
    name: str,
    definition: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]] | AsyncIterable[Sequence[Any]],
) -> int:
    """Put rows into the connection's temporary table of that name; returns how many."""
    await prepare(transaction, name, definition)
    status = await transaction.connection.copy_records_to_table(
        name, records=rows, columns=list(columns), schema_name="pg_temp"
    )
    copied = int(status.removeprefix("COPY "))
    if copied > WORTH_ANALYSING:
        await transaction.connection.execute(f"analyze pg_temp.{name}")
    if copied > WORTH_MEMORY:
        await transaction.connection.execute("set local work_mem = '256MB'")
    return copied


async def upsert(transaction: Transaction, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> Changes:
    """Insert rows, or bring those with the same primary key up to date.

    Every row has the same columns. Two with the same key are the caller's fault (PostgreSQL refuses the
    statement).
    """
    names = await _stage(transaction, table, rows)
    inserted, updated = await transaction.fetch_one(_counted(table, names))
    return Changes(inserted, updated, len(rows) - inserted - updated)


async def upsert_each(
    transaction: Transaction, table: type[Table], rows: Sequence[Mapping[str, Any]], key: Sequence[str] = ()
) -> dict[tuple[Any, ...], bool]:
    """The same, telling by key: True for a new row, False for a changed one, else absent.

    With `key`, by those columns, which are unique: a row that is known by them keeps its primary key.
    """
    names = await _stage(transaction, table, rows)
    done = await transaction.fetch(_told(table, names, tuple(key) or _primary_key(table)))
    return {tuple(row[:-1]): row[-1] for row in done}


async def _stage(
    transaction: Transaction, table: type[Table], rows: Sequence[Mapping[str, Any]]
) -> tuple[str, ...]:
    names, target = tuple(rows[0]), table.__tablename__
    definition = f"like {target} including defaults"
    values = (tuple(row.values()) for row in rows)
    await stage(transaction, f"incoming_{target}", definition, names, values)
    return names


def _primary_key(table: type[Table]) -> tuple[str, ...]:
    return tuple(column.name for column in table.__table__.primary_key)


def _upsert(table: type[Table], names: tuple[str, ...], key: tuple[str, ...]) -> str:
    target = table.__tablename__
    others = [name for name in names if name not in {*key, *_primary_key(table), "institution_id"}]
    listed = ", ".join(names)
    update = "nothing"
    if others:
        stored = ", ".join(f"stored.{name}" for name in others)
        new = ", ".join(f"excluded.{name}" for name in others)
        pairs = ", ".join(f"{name} = excluded.{name}" for name in others)
        update = (
            f"update set {pairs} where ({stored}) is distinct from ({new})"
            # What is another institution's stays so, where the key alone does not say whose it is.
            " and stored.institution_id = excluded.institution_id"
        )
    # In the order of the key, whatever the sender's: two at once wait for each other, and never in a ring.
    return (
        f"insert into {target} as stored ({listed}) select {listed} from pg_temp.incoming_{target}"
        f" order by {', '.join(key)} on conflict ({', '.join(key)}) do {update}"
    )


@cache
def _counted(table: type[Table], names: tuple[str, ...]) -> Query[tuple[Any, ...]]:
    return query(
        f"with done as ({_upsert(table, names, _primary_key(table))} returning stored.xmax = 0 as new)"
        " select count(*) filter (where new), count(*) filter (where not new) from done"
    )


@cache
def _told(table: type[Table], names: tuple[str, ...], key: tuple[str, ...]) -> Query[tuple[Any, ...]]:
    returned = ", ".join(f"stored.{name}" for name in key)
    return query(f"{_upsert(table, names, key)} returning {returned}, stored.xmax = 0")

"""Classes of statements: how many of each came, and when the last did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.db.query import query
from app.db.transaction import Transaction

_MOST = 1_000
# A share for each connection: two writers of one class do not wait for each other's end.
_COUNT = query("""
    insert into statement_classes as c (institution_id, event_class, fate, share, statements, last_seen_at)
    select :institution_id, n.event_class, n.fate, pg_backend_pid() % 64, n.statements, :now
    from unnest(cast(:classes as text[]), cast(:fates as text[]), cast(:statements as int[]))
        as n (event_class, fate, statements)
    order by n.event_class, n.fate
    on conflict (institution_id, event_class, fate, share) do update
        set statements = c.statements + excluded.statements, last_seen_at = excluded.last_seen_at
""")


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many statements of a class had a fate."""

    event_class: str
    fate: str
    statements: int
    last_seen_at: datetime


_COUNTS = query(
    f"""
    select event_class, fate, sum(statements)::bigint, max(last_seen_at) from statement_classes
    where institution_id = :institution_id and (cast(:fate as text) is null or fate = :fate)
    group by event_class, fate order by 3 desc, 1, 2 limit {_MOST}
    """,
    ClassCount,
)


async def count(transaction: Transaction, counts: Mapping[tuple[str, str], int], now: datetime) -> None:
    """Add to the counts, by class and fate."""
    await transaction.execute(
        _COUNT,
        classes=[event_class for event_class, _ in counts],
        fates=[fate for _, fate in counts],
        statements=list(counts.values()),
        now=now,
    )


async def counts(transaction: Transaction, fate: str | None = None) -> list[ClassCount]:
    """The 1,000 of which there are most, the most first; of one fate, or of all."""
    return await transaction.fetch(_COUNTS, fate=fate)

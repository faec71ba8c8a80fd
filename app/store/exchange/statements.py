"""Statements: stored once, set-wise; what they name is kept beside them as often as it is new."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from app.db import bulk
from app.db.advisory import lock
from app.db.query import columns, query
from app.db.transaction import Transaction
from app.xapi.attached import Attachment


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement as it is kept."""

    statement_id: UUID
    stored: datetime
    sent: str
    occurred_at: datetime
    rules: str
    authority: UUID
    actor: UUID
    verb: UUID
    object: UUID
    mentions: UUID | None
    registration: UUID | None
    refers_to: UUID | None
    voids: UUID | None
    event_class: str
    fate: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class KnownAgent:
    """Somebody whom a system names."""

    agent: UUID
    system: str
    identifier: str
    sent: str


@dataclass(frozen=True, slots=True)
class KnownActivity:
    """What a statement says of an activity."""

    activity: UUID
    said: UUID
    """Of the activity and the definition: the same is said of it again and again."""
    activity_id: str
    definition: str
    """JSON text."""


_COLUMNS = tuple(each.name for each in fields(StoredStatement))
_row_of = attrgetter(*_COLUMNS)
_LISTED = ", ".join(_COLUMNS)
_INCOMING = (
    "statement_id uuid, stored timestamptz, sent text, occurred_at timestamptz, rules text, authority uuid,"
    " actor uuid, verb uuid, object uuid, mentions uuid, registration uuid, refers_to uuid, voids uuid,"
    " event_class text, fate text, detail text"
)
# In the order of the key: two writers of the same statements wait for each other, and never in a ring.
_INSERT = query(
    f"""
    insert into statements (institution_id, {_LISTED})
    select :institution_id, {_LISTED} from pg_temp.incoming_statements order by statement_id
    on conflict (institution_id, statement_id) do nothing
    returning statement_id
    """,
    lambda statement_id: statement_id,
)
_SENT = query(
    "select statement_id, sent, rules from statements"
    " where institution_id = :institution_id and statement_id = any(cast(:ids as uuid[]))",
    columns,
)
# Each is looked up by its key, whatever the planner thinks of the tables: they grow while it looks on.
_MISSING = query(
    """
    select
        array(select n.agent from unnest(cast(:agents as uuid[])) as n (agent) where (
            select 1 from statement_agents a where a.institution_id = :institution_id and a.agent = n.agent
              and a.system = :system limit 1) is null),
        array(select n.at from unnest(cast(:activities as uuid[]), cast(:said as uuid[])) with ordinality
              as n (activity, said, at) where (
            select 1 from statement_activities a where a.institution_id = :institution_id
              and a.activity = n.activity and a.said = n.said limit 1) is null),
        array(select n.mentions from unnest(cast(:sets as uuid[])) as n (mentions) where (
            select 1 from statement_mentions m where m.institution_id = :institution_id
              and m.mentions = n.mentions limit 1) is null),
        exists (select 1 from statement_authorities a where a.institution_id = :institution_id
                  and a.authority = :authority)
    """,
    columns,
)
_ADD_AGENTS = query("""
    insert into statement_agents (institution_id, agent, system, identifier, sent)
    select :institution_id, * from unnest(cast(:agents as uuid[]), cast(:systems as text[]),
        cast(:identifiers as text[]), cast(:sent as text[])) order by 2, 3
    on conflict do nothing
""")
_ADD_ACTIVITIES = query("""
    insert into statement_activities (institution_id, activity, said, activity_id, definition, said_at)
    select :institution_id, n.*, :now from unnest(cast(:activities as uuid[]), cast(:said as uuid[]),
        cast(:ids as text[]), cast(:definitions as text[])) as n order by 2, 3
    on conflict do nothing
""")
_ADD_MENTIONS = query("""
    insert into statement_mentions (institution_id, mention, kind, mentions)
    select :institution_id, * from unnest(cast(:mentioned as uuid[]), cast(:kinds as text[]),
        cast(:sets as uuid[])) order by 2, 3, 4
    on conflict do nothing
""")
_ADD_AUTHORITY = query("""
    insert into statement_authorities (institution_id, authority, sent)
    values (:institution_id, :authority, :sent) on conflict do nothing
""")
_ADD_ATTACHMENTS = query("""
    insert into statement_attachments (institution_id, statement_id, sha2, content_type, content)
    select :institution_id, * from unnest(cast(:ids as uuid[]), cast(:digests as text[]),
        cast(:types as text[]), cast(:contents as bytea[]))
    on conflict do nothing
""")
# Whoever refers to what refers to others is found with those, too; in a ring, each with each.
_ADD_TARGETS = query("""
    insert into statement_targets (institution_id, statement_id, target_id)
    with recursive found (statement_id, target_id) as (
        select s.statement_id, s.refers_to from statements s
        where s.institution_id = :institution_id and s.refers_to is not null
          and (s.statement_id = any(cast(:ids as uuid[])) or s.statement_id in (
              select t.statement_id from statement_targets t
              where t.institution_id = :institution_id and t.target_id = any(cast(:ids as uuid[]))))
        union
        select f.statement_id, s.refers_to from found f
        join statements s on s.institution_id = :institution_id and s.statement_id = f.target_id
        where s.refers_to is not null)
    select :institution_id, statement_id, target_id from found
    on conflict do nothing
""")
_TELL_FATES = query("""
    update statements s set fate = f.fate, detail = f.detail
    from unnest(cast(:ids as uuid[]), cast(:fates as text[]), cast(:details as text[]))
        as f (id, fate, detail)
    where s.institution_id = :institution_id and s.statement_id = f.id
""")
_VOIDING = query(
    "select statement_id from statements where institution_id = :institution_id"
    " and statement_id = any(cast(:ids as uuid[])) and voids is not null",
    lambda statement_id: statement_id,
)


async def add(transaction: Transaction, statements: Sequence[StoredStatement]) -> set[UUID]:
    """Store those that are new, and return their ids; what is there stays as it is."""
    await bulk.stage(transaction, "incoming_statements", _INCOMING, _COLUMNS, map(_row_of, statements))
    return set(await transaction.fetch(_INSERT))


async def sent_of(transaction: Transaction, ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """By id: the text of statements that are stored, and the version that they go by."""
    found = await transaction.fetch(_SENT, ids=list(ids))
    return {statement_id: (sent, rules) for statement_id, sent, rules in found}


async def voiding(transaction: Transaction, ids: Collection[UUID]) -> set[UUID]:
    """Those of the statements that void others."""
    return set(await transaction.fetch(_VOIDING, ids=list(ids)))


async def add_what_is_named(
    transaction: Transaction,
    system: str,
    authority: tuple[UUID, str],
    agents: Mapping[UUID, KnownAgent],
    activities: Sequence[KnownActivity],
    sets: Mapping[UUID, Iterable[tuple[UUID, str]]],
    now: datetime,
) -> None:
    """Keep what was not known before: who vouches, people, what activities are, sets of mentions."""
    new_agents, new_activities, new_sets, is_known = await transaction.fetch_one(
        _MISSING,
        system=system,
        authority=authority[0],
        agents=list(agents),
        activities=[each.activity for each in activities],
        said=[each.said for each in activities],
        sets=list(sets),
    )
    if not is_known:
        await transaction.execute(_ADD_AUTHORITY, authority=authority[0], sent=authority[1])
    if new_agents:
        await add_agents(transaction, [agents[each] for each in new_agents])
    if new_activities:
        await transaction.execute(
            _ADD_ACTIVITIES,
            activities=[activities[at - 1].activity for at in new_activities],
            said=[activities[at - 1].said for at in new_activities],
            ids=[activities[at - 1].activity_id for at in new_activities],
            definitions=[activities[at - 1].definition for at in new_activities],
            now=now,
        )
    if new_sets:
        rows = [(mention, kind, each) for each in new_sets for mention, kind in sets[each]]
        await transaction.execute(
            _ADD_MENTIONS,
            mentioned=[mention for mention, _, _ in rows],
            kinds=[str(kind) for _, kind, _ in rows],
            sets=[each for _, _, each in rows],
        )


async def add_agents(transaction: Transaction, agents: Sequence[KnownAgent]) -> None:
    """Keep whom systems name; whoever is known stays as they were first named."""
    await transaction.execute(
        _ADD_AGENTS,
        agents=[each.agent for each in agents],
        systems=[each.system for each in agents],
        identifiers=[each.identifier for each in agents],
        sent=[each.sent for each in agents],
    )


async def add_attachments(transaction: Transaction, files: Sequence[tuple[UUID, str, Attachment]]) -> None:
    """Keep the contents that came with statements: of each the statement, the digest, and what it is."""
    await transaction.execute(
        _ADD_ATTACHMENTS,
        ids=[statement_id for statement_id, _, _ in files],
        digests=[digest for _, digest, _ in files],
        types=[each.content_type for _, _, each in files],
        contents=[each.content for _, _, each in files],
    )


async def add_targets(transaction: Transaction, ids: Sequence[UUID]) -> None:
    """Know to which others the new statements refer that refer to any, one at a time in the institution."""
    await lock(transaction, "statement targets")
    await transaction.execute(_ADD_TARGETS, ids=list(ids))


async def tell_fates(transaction: Transaction, fates: Mapping[UUID, tuple[str, str | None]]) -> None:
    """What became of statements otherwise than their class says, and why."""
    await transaction.execute(
        _TELL_FATES,
        ids=list(fates),
        fates=[fate for fate, _ in fates.values()],
        details=[detail for _, detail in fates.values()],
    )

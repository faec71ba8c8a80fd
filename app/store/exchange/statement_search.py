"""Search: statements by whatever a query asks for, in the order of storing.

Every question that an index answers is a branch of its own that stops at the page's end, so a page costs the
same among ten million statements as among few. A statement is found by what it says itself, and by what the
statements say to which it refers.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import product
from uuid import UUID

from app.db.query import Query, columns, one, query
from app.db.transaction import Transaction

_COLUMNS = "s.statement_id, s.stored, s.sent, s.occurred_at, s.rules, a.sent"
_AUTHORITY = (
    "left join statement_authorities a on a.institution_id = s.institution_id and a.authority = s.authority"
)
# Asked of each row of a page by the index of what voids: as `exists`, everything would be read at once.
_VOIDED = (
    "s.voids is null and (select 1 from statements v where v.institution_id = :institution_id"
    " and v.voids is not null and v.voids = s.statement_id limit 1) is not null"
)


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """A statement, and what an answer adds to it."""

    statement_id: UUID
    stored: datetime
    sent: str
    occurred_at: datetime
    rules: str
    authority: str | None
    """JSON text."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query asks for; None: it does not."""

    agent: UUID | None = None
    verb: UUID | None = None
    activity: UUID | None = None
    registration: UUID | None = None
    related_agents: bool = False
    related_activities: bool = False
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False
    after: tuple[datetime, UUID] | None = None
    """The last one of the page before."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which questions a query has: there is one statement for each shape."""

    agent: bool
    verb: bool
    activity: bool
    registration: bool
    related_agents: bool
    related_activities: bool
    since: bool
    until: bool
    ascending: bool
    goes_on: bool
    vouches: bool
    """Whether the agent vouches for statements."""
    refers: bool
    """Whether any statement refers to another."""


_ONE = {
    voided: query(
        f"select {_COLUMNS} from statements s {_AUTHORITY} where s.institution_id = :institution_id"
        f" and s.statement_id = :statement_id and {'' if voided else 'not '}({_VOIDED})",
        FoundStatement,
    )
    for voided in (False, True)
}
_STANDING = query(
    "select exists (select 1 from statement_authorities"
    " where institution_id = :institution_id and authority = :agent),"
    " exists (select 1 from statement_targets where institution_id = :institution_id)",
    columns,
)
_ATTACHMENTS = query(
    "select distinct on (sha2) sha2, content_type, content from statement_attachments"
    " where institution_id = :institution_id and statement_id = any(cast(:ids as uuid[])) order by sha2",
    columns,
)
_CONSISTENT = query("select attune_consistent_through(:now)", one)
_DEFINITIONS = query(
    "select activity_id, definition from statement_activities"
    " where institution_id = :institution_id and activity = any(cast(:activities as uuid[]))"
    " order by said_at, said limit 5000",
    columns,
)
_AGENTS = query(
    "select sent from statement_agents where institution_id = :institution_id and agent = :agent",
    one,
)


async def get(transaction: Transaction, statement_id: UUID, *, voided: bool) -> FoundStatement | None:
    """The statement with that id; `voided`: if it is, otherwise if it is not."""
    return await transaction.find(_ONE[voided], statement_id=statement_id)


async def search(transaction: Transaction, wanted: Wanted, limit: int) -> list[FoundStatement]:
    """Up to so many, in the order that is wanted."""
    vouches, refers = await transaction.fetch_one(_STANDING, agent=wanted.agent)
    after = wanted.after or (None, None)
    shape = _shape_of(wanted, vouches=vouches and wanted.related_agents, refers=refers)
    return await transaction.fetch(
        _page(shape),
        agent=wanted.agent,
        verb=wanted.verb,
        activity=wanted.activity,
        registration=wanted.registration,
        since=wanted.since,
        until=wanted.until,
        at=after[0],
        at_id=after[1],
        limit=limit,
    )


async def attachments(transaction: Transaction, ids: Collection[UUID]) -> Sequence[tuple[str, str, bytes]]:
    """What came with these statements: the digest, the type and the content of each."""
    return [
        (sha2, kind, content) for sha2, kind, content in await transaction.fetch(_ATTACHMENTS, ids=list(ids))
    ]


async def consistent_through(transaction: Transaction, now: datetime) -> datetime:
    """The moment up to which nothing is stored that cannot be seen yet."""
    found: datetime = await transaction.fetch_one(_CONSISTENT, now=now)
    return found


async def definitions(transaction: Transaction, activities: Collection[UUID]) -> dict[str, list[str]]:
    """What was said of activities, as JSON texts, by their ids; the latest last."""
    found: dict[str, list[str]] = {}
    for activity_id, text in await transaction.fetch(_DEFINITIONS, activities=list(activities)):
        found.setdefault(activity_id, []).append(text)
    return found


async def agents(transaction: Transaction, agent: UUID) -> list[str]:
    """How systems have named somebody, as JSON texts."""
    return await transaction.fetch(_AGENTS, agent=agent)


# --- one statement for each shape ---


def _shape_of(wanted: Wanted, *, vouches: bool, refers: bool) -> _Shape:
    return _Shape(
        wanted.agent is not None,
        wanted.verb is not None,
        wanted.activity is not None,
        wanted.registration is not None,
        wanted.related_agents,
        wanted.related_activities,
        wanted.since is not None,
        wanted.until is not None,
        wanted.ascending,
        wanted.after is not None,
        vouches,
        refers,
    )


@cache
def _page(shape: _Shape) -> Query[FoundStatement]:
    order = (
        f"stored {'asc' if shape.ascending else 'desc'}, statement_id {'asc' if shape.ascending else 'desc'}"
    )
    branches = " union ".join(f"({each})" for each in _branches(shape, _ordered(shape)))
    return query(
        f"""
        select {_COLUMNS}
        from (select * from ({branches}) every order by {order} limit :limit) found
        join statements s on s.institution_id = :institution_id and s.statement_id = found.statement_id
        {_AUTHORITY}
        order by {_ordered(shape)}
        """,
        FoundStatement,
    )


def _ordered(shape: _Shape) -> str:
    direction = "asc" if shape.ascending else "desc"
    return f"s.stored {direction}, s.statement_id {direction}"


def _branches(shape: _Shape, order: str) -> Iterator[str]:
    """Selects of (statement_id, stored): by every way in which a statement can be one that is wanted."""
    own = " and ".join(["s.institution_id = :institution_id", f"not ({_VOIDED})", *_times(shape)])
    page = f"order by {order} limit :limit"
    ways = list(product(_by_agent(shape), _by_activity(shape)))
    for way in ways:
        sets = [each.sets for each in way if each.sets]
        where = " and ".join([own, *_said(shape, way, "s")])
        if not sets:
            yield f"select s.statement_id, s.stored from statements s where {where} {page}"
            continue
        # Each set in the order of storing, by its index: to read all and sort them would be everything.
        yield (
            f"select s.statement_id, s.stored from ({sets[0]}) one cross join lateral ("
            "select s.statement_id, s.stored from statements s"
            f" where {where} and s.mentions = one.mentions {page}) s {page}"
        )
    for way in ways if shape.refers else ():
        if said := _said(shape, way, "x", sets_too=True):
            where = " and ".join([own, *said])
            yield (
                "select s.statement_id, s.stored from statement_targets t"
                " join statements s on s.institution_id = :institution_id and s.statement_id = t.statement_id"
                " join statements x on x.institution_id = :institution_id and x.statement_id = t.target_id"
                f" where t.institution_id = :institution_id and {where} {page}"
            )


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in which a statement can be about somebody or something."""

    column: str = ""
    """The condition on its own columns, of the row `{x}`; none: by a set, or nobody asks."""
    sets: str = ""
    """A select of the sets of mentions, one of which it has."""


def _said(shape: _Shape, way: tuple[_Way, ...], row: str, *, sets_too: bool = False) -> list[str]:
    """The conditions of a way on a row. The first set of mentions is left to whoever begins with it."""
    sets = [each.sets for each in way if each.sets]
    conditions = [each.column for each in way if each.column] + list(_plainly(shape))
    conditions += [f"{{x}}.mentions = any(array({each}))" for each in (sets if sets_too else sets[1:])]
    return [each.format(x=row) for each in conditions]


def _times(shape: _Shape) -> Iterator[str]:
    if shape.since:
        yield "s.stored > :since"
    if shape.until:
        yield "s.stored <= :until"
    if shape.goes_on:
        yield f"(s.stored, s.statement_id) {'>' if shape.ascending else '<'} (:at, :at_id)"


def _plainly(shape: _Shape) -> Iterator[str]:
    if shape.verb:
        yield "{x}.verb = :verb"
    if shape.registration:
        yield "{x}.registration = :registration"


def _mentioned(parameter: str, *kinds: str) -> _Way:
    listed = ", ".join(f"'{each}'" for each in kinds)
    return _Way(
        sets="select distinct m.mentions from statement_mentions m"
        f" where m.institution_id = :institution_id and m.mention = :{parameter} and m.kind in ({listed})"
    )


def _by_agent(shape: _Shape) -> Iterator[_Way]:
    if not shape.agent:
        yield _Way()
        return
    yield _Way("{x}.actor = :agent")
    yield _mentioned("agent", "agent", *(["related_agent"] if shape.related_agents else []))
    if shape.vouches:
        yield _Way("{x}.authority = :agent")


def _by_activity(shape: _Shape) -> Iterator[_Way]:
    if not shape.activity:
        yield _Way()
        return
    yield _Way("{x}.object = :activity")
    if shape.related_activities:
        yield _mentioned("activity", "related_activity")

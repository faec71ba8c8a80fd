"""Who is in a saved cohort now, for whoever asks; who was last time, and who joined and left since."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select, update

from app.db.query import INSTITUTION, Query, moment, one, query, uuid
from app.db.transaction import Transaction
from app.ids import CohortEventId, CohortId, StaffId, StudentId
from app.store.insight.cohort_filter import Filter
from app.store.insight.cohort_tables import SavedCohort


class Member(NamedTuple):
    student_id: StudentId
    number: str
    name: str | None


class CohortEvent(NamedTuple):
    """A student joined the cohort, or left it."""

    event_id: CohortEventId
    kind: str
    occurred_at: datetime
    as_of: date
    student_id: StudentId
    number: str
    name: str | None


class Changed(NamedTuple):
    """How many joined and left."""

    joined: int
    left: int


class Moves(NamedTuple):
    """Who joined and left, each with the event's id."""

    joined: Sequence[tuple[StudentId, CohortEventId]]
    left: Sequence[tuple[StudentId, CohortEventId]]

    @property
    def counts(self) -> Changed:
        return Changed(len(self.joined), len(self.left))


@lru_cache(maxsize=512)
def _compiled(statement: str, row: Callable[..., Any]) -> Query[Any]:
    return query(statement, row)


_LOCK = query(
    select(SavedCohort.changed_at)
    .where(SavedCohort.institution_id == INSTITUTION, SavedCohort.cohort_id == uuid("cohort_id"))
    .with_for_update(),
    one,
)
_EVALUATED = query(
    update(SavedCohort)
    .where(SavedCohort.institution_id == INSTITUTION, SavedCohort.cohort_id == uuid("cohort_id"))
    .values(evaluated_at=moment("now"))
)
_THESE = "institution_id = :institution_id and cohort_id = :cohort_id"
_RECORD = """
    insert into cohort_events
        (institution_id, student_id, event_id, cohort_id, owner_id, kind, occurred_at, as_of)
    select institution_id, student_id, gen_random_uuid(), cohort_id, owner_id, '{kind}', :now, :today
    from changed
    returning student_id, event_id
"""
# Whoever is no student of the institution any more since they were looked for is left out.
_JOIN = query(f"""
    with changed as (
        insert into cohort_members (institution_id, student_id, cohort_id, owner_id, joined_at)
        select s.institution_id, s.student_id, :cohort_id, :owner_id, :now
        from students s
        where s.institution_id = :institution_id and s.student_id = any (cast(:students as uuid[]))
        order by s.student_id
        on conflict do nothing returning *)
    {_RECORD.format(kind="joined")}
""")
_LEAVE = query(f"""
    with changed as (
        delete from cohort_members
        where {_THESE} and not exists (
            select 1 from unnest(cast(:students as uuid[])) as still (student_id)
            where still.student_id = cohort_members.student_id)
        returning *)
    {_RECORD.format(kind="left")}
""")
_EVENTS = """
    {before}
    select e.event_id, e.kind, e.occurred_at, e.as_of, s.student_id, s.number, s.name
    from cohort_events e
    join students s on s.student_id = e.student_id
    where {where} and e.institution_id = :institution_id and e.cohort_id = :cohort_id
      and (e.occurred_at, e.event_id) > (:after, :after_id) and e.occurred_at >= :since
    order by e.occurred_at, e.event_id
    limit :limit
"""


async def list_members(transaction: Transaction, of: Filter, *, after: str, limit: int) -> list[Member]:
    """Whom the filter finds for the asker, by student number, from the one after `after`."""
    statement = (
        f"{of.before} select s.student_id, s.number, s.name from students s"
        f" where {of.where} and s.number > :after order by s.number limit :limit"
    )
    return await transaction.fetch(_compiled(statement, Member), **of.given, after=after, limit=limit)


async def find_all(transaction: Transaction, of: Filter) -> list[StudentId]:
    """Everybody whom the filter finds for the asker, in no order."""
    return await transaction.fetch(
        _compiled(f"{of.before} select s.student_id from students s where {of.where}", one), **of.given
    )


async def record(
    transaction: Transaction,
    cohort_id: CohortId,
    owner_id: StaffId,
    found: Sequence[StudentId],
    *,
    said_at: datetime,
    now: datetime,
    today: date,
) -> Moves | None:
    """Who is in it now, and who joined and left since the last time.

    None where the cohort has gone, or is another than the one of `said_at`: then nothing is recorded.
    """
    if await transaction.find(_LOCK, cohort_id=cohort_id) != said_at:
        return None
    given = {"cohort_id": cohort_id, "students": list(found), "now": now, "today": today}
    left = await transaction.fetch(_LEAVE, **given)
    joined = await transaction.fetch(_JOIN, owner_id=owner_id, **given)
    await transaction.execute(_EVALUATED, cohort_id=cohort_id, now=now)
    return Moves(joined, left)


async def list_events(
    transaction: Transaction,
    cohort_id: CohortId,
    of: Filter,
    *,
    since: datetime,
    after: tuple[datetime, CohortEventId],
    limit: int,
) -> list[CohortEvent]:
    """Events about students whom the filter finds for the asker, the earliest first."""
    return await transaction.fetch(
        _compiled(_EVENTS.format(before=of.before, where=of.where), CohortEvent),
        **of.given,
        cohort_id=cohort_id,
        since=since,
        after=after[0],
        after_id=after[1],
        limit=limit,
    )

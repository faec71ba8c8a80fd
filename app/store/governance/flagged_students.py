"""Flagged students: those with whose data something is wrong, among students whom the asker sees.

Students are chosen as the asker. What a check reads of them, such as logins, the institution itself reads.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.access.vocabulary import Role
from app.db.query import Query, query
from app.db.transaction import Transaction
from app.ids import EventId, StudentId
from app.store.people.visible import shown_by


class Candidate(NamedTuple):
    """A student who is looked at."""

    student_id: StudentId
    number: str
    name: str | None


class FlaggedEvent(NamedTuple):
    """An event that a check finds, by what its source calls it."""

    student_id: StudentId
    event_id: EventId
    source: str
    kind: str
    occurred_at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Looked:
    """Which days' events are looked at."""

    years: Sequence[int]
    first: date
    last: date
    now: datetime


_CANDIDATES = query(
    f"""
    select s.student_id, s.number, s.name from students s
    where s.institution_id = :institution_id and s.number > :after and {shown_by("s.student_id", "roles")}
      and (not :covered_only or exists (
          select 1 from registrations r
          where r.institution_id = :institution_id and r.student_id = s.student_id
            and r.level = any(cast(:levels as text[]))))
    order by s.number limit :limit
    """,
    Candidate,
)
_EVENTS = """
    select * from events
    where institution_id = :institution_id and student_id = any(cast(:students as uuid[]))
      and academic_year = any(cast(:years as smallint[])) and day between :first and :last
"""
_COLUMNS = "e.student_id, e.event_id, e.source, e.kind, e.occurred_at, e.day"
_ORDER = "order by student_id, occurred_at, event_id"


def _of_events(where: str) -> Query[FlaggedEvent]:
    return query(f"select {_COLUMNS} from ({_EVENTS}) e where {where} {_ORDER}", FlaggedEvent)


AFTER_END = """
    exists (
        select 1 from registrations r
        where r.institution_id = :institution_id and r.student_id = e.student_id and r.ends_before <= e.day)
    and not exists (
        select 1 from registrations r
        where r.institution_id = :institution_id and r.student_id = e.student_id
          and r.starts_on <= e.day and (r.ends_before is null or r.ends_before > e.day))
"""
_AFTER_END = _of_events(AFTER_END)
_AHEAD = _of_events("e.occurred_at > :now")
_DUPLICATES = query(
    f"""
    select {_COLUMNS} from (
        select *, row_number() over (
            partition by student_id, kind, occurred_at, module_run_id, object order by event_id) as place
        from ({_EVENTS}) every) e
    where e.place > 1 {_ORDER}
    """,
    FlaggedEvent,
)
AMONG_STAFF = """
    (exists (select 1 from staff t where t.institution_id = :institution_id and t.number = s.number)
     or exists (
        select 1 from logins l join logins t on t.subject = l.subject and t.staff_id is not null
        where l.institution_id = :institution_id and l.student_id = s.student_id
          and t.institution_id = :institution_id))
"""
IS_TEST = r"(s.name ~* '^test\M' or s.number ~* '^test')"


def _of_students(where: str) -> Query[StudentId]:
    return query(
        "select s.student_id from students s where s.institution_id = :institution_id"
        f" and s.student_id = any(cast(:students as uuid[])) and {where}",
        StudentId,
    )


_STAFF, _TESTS = _of_students(AMONG_STAFF), _of_students(IS_TEST)


async def list_candidates(
    transaction: Transaction,
    roles: Collection[Role],
    levels: Collection[str] | None,
    *,
    after: str,
    limit: int,
) -> list[Candidate]:
    """Students whom one of the roles shows the asker, by number, from the one after `after`.

    `levels`: only those who were ever registered at one of these.
    """
    return await transaction.fetch(
        _CANDIDATES,
        after=after,
        roles=list(roles),
        covered_only=levels is not None,
        levels=list(levels or ()),
        limit=limit,
    )


async def events_after_end(
    transaction: Transaction, students: Collection[StudentId], looked: Looked
) -> list[FlaggedEvent]:
    """Of days after a registration had ended and on which no other held."""
    return await _events(transaction, _AFTER_END, students, looked)


async def events_twice(
    transaction: Transaction, students: Collection[StudentId], looked: Looked
) -> list[FlaggedEvent]:
    """Those that say what another one says, beyond the first."""
    return await _events(transaction, _DUPLICATES, students, looked)


async def events_ahead(
    transaction: Transaction, students: Collection[StudentId], looked: Looked
) -> list[FlaggedEvent]:
    """Those that lie in the future."""
    return await _events(transaction, _AHEAD, students, looked)


async def among_staff(transaction: Transaction, students: Collection[StudentId]) -> set[StudentId]:
    """Those with a number or a login's name in common with a member of staff."""
    return set(await transaction.fetch(_STAFF, students=list(students)))


async def tests(transaction: Transaction, students: Collection[StudentId]) -> set[StudentId]:
    """Those whose name or number begins with test."""
    return set(await transaction.fetch(_TESTS, students=list(students)))


async def _events(
    transaction: Transaction,
    found: Query[FlaggedEvent],
    students: Collection[StudentId],
    looked: Looked,
) -> list[FlaggedEvent]:
    return await transaction.fetch(
        found,
        students=list(students),
        years=list(looked.years),
        first=looked.first,
        last=looked.last,
        now=looked.now,
    )

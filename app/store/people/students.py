"""Students: who they are. Row-level security shows those who are visible to whoever asks, and nobody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from sqlalchemy import any_, func, or_, select

from app.access.vocabulary import Role
from app.db.query import INSTITUTION, STUDENT, STUDENTS, Query, columns, day, one, query, word, words
from app.db.table import same
from app.db.transaction import Transaction
from app.ids import OrgUnitId, ProgrammeId, StaffId, StudentId
from app.store.people.tables import Staff, Student, StudentIdentifier, Tutorship


class StudentRecord(NamedTuple):
    """A student with the registration of the day (or the latest before, or the first to come)."""

    student_id: StudentId
    number: str
    name: str | None
    programme_id: ProgrammeId | None
    programme: str | None
    college_id: OrgUnitId | None
    college: str | None
    level: str | None
    study_mode: str | None
    residence: str | None
    registered_on: date | None
    registration_ends_before: date | None


class VisibleStudent(NamedTuple):
    """A student in somebody's charge, and by which roles."""

    record: StudentRecord
    visible_by: tuple[Role, ...]
    position: str
    """Where the student stands in the order asked for: what `list_visible` goes on `after`."""


class NamedStudent(NamedTuple):
    """A student in somebody's charge, as far as a text to them needs it."""

    student_id: StudentId
    number: str
    name: str | None
    visible_by: tuple[Role, ...]
    tutors: str | None
    """The names of today's tutors, with `and` between."""


@cache
def _roles(visible_by: str) -> tuple[Role, ...]:
    return tuple(Role(each) for each in visible_by.split(","))


def _visible(visible_by: str, position: str, *record: object) -> VisibleStudent:
    return VisibleStudent(StudentRecord(*record), _roles(visible_by), position)  # type: ignore[arg-type]  # _RECORD's


@dataclass(frozen=True, slots=True)
class Tutor:
    staff_id: StaffId
    name: str
    email: str | None
    since: date


_RECORD = (
    "s.student_id, s.number, s.name, p.programme_id, p.title, o.org_unit_id, o.name, r.level, r.study_mode,"
)
_RECORD += " r.residence, r.starts_on, r.ends_before"
_REGISTERED = """
    left join lateral (
        select * from registrations r
        where r.institution_id = :institution_id and r.student_id = s.student_id
        order by r.starts_on <= :today desc, r.starts_on desc
        limit 1) r on true
    left join programmes p on p.institution_id = :institution_id and p.programme_id = r.programme_id
    left join org_units o on o.institution_id = :institution_id and o.org_unit_id = r.college_id
"""
ONE = query(
    f"""
    select {_RECORD}
    from students s {_REGISTERED}
    where s.institution_id = :institution_id and s.student_id = :student_id
    """,
    StudentRecord,
)


class Order(StrEnum):
    """How a list of students is ordered."""

    NUMBER = "number"
    """By student number."""
    NAME = "name"
    """By name, and of one name by number; those whose name is not known come first."""


class _Ordered(NamedTuple):
    by: str
    position: str
    """What a cursor holds of one student."""
    after: str


_NAME = "lower(coalesce(s.name, ''))"
_ORDERED = {
    Order.NUMBER: _Ordered("s.number", "s.number", "s.number > :after"),
    Order.NAME: _Ordered(
        f"{_NAME}, s.number",
        f"concat({_NAME}, chr(10), s.number)",
        f"({_NAME}, s.number) > (split_part(:after, chr(10), 1), split_part(:after, chr(10), 2))",
    ),
}
_FOUND = """
    (cast(:text as text) is null or strpos(lower(s.name), :text) > 0 or strpos(lower(s.number), :text) > 0)
"""


def _page_of_some(ordered: _Ordered) -> Query[VisibleStudent]:
    return query(
        f"""
        with page as (
            select s.student_id, s.number, s.name, v.visible_by
            from unnest(attune_visible_students(), attune_visible_by()) as v (student_id, visible_by)
            cross join lateral (
                select s.student_id, s.number, s.name from students s
                where s.institution_id = :institution_id and s.student_id = v.student_id
                offset 0) s  -- by their keys, instead of going through everybody by number
            where {ordered.after} and {_FOUND}
            order by {ordered.by}
            limit :limit)
        select s.visible_by, {ordered.position}, {_RECORD}
        from page s {_REGISTERED}
        order by {ordered.by}
        """,
        _visible,
    )


def _page_of_all(ordered: _Ordered) -> Query[VisibleStudent]:
    return query(
        f"""
        with page as (
            select s.student_id, s.number, s.name
            from students s
            where s.institution_id = :institution_id and {ordered.after} and {_FOUND}
            order by {ordered.by}
            limit :limit)
        select concat_ws(',', v.visible_by, attune_sees_all_by()), {ordered.position}, {_RECORD}
        from page s {_REGISTERED}
        left join unnest(attune_visible_students(), attune_visible_by()) as v (student_id, visible_by)
            on v.student_id = s.student_id
        order by {ordered.by}
        """,
        _visible,
    )


_PAGES = {order: {False: _page_of_some(each), True: _page_of_all(each)} for order, each in _ORDERED.items()}
_NAMED = query(
    """
    select s.student_id, s.number, s.name, concat_ws(',', v.visible_by, nullif(attune_sees_all_by(), '')),
           (select string_agg(distinct f.name, ' and ') from tutorships t
            join staff f on f.institution_id = :institution_id and f.staff_id = t.staff_id
            where t.institution_id = :institution_id and t.student_id = s.student_id
              and t.starts_on <= :today and (t.ends_before is null or t.ends_before > :today))
    from students s
    left join unnest(attune_visible_students(), attune_visible_by()) as v (student_id, visible_by)
        on v.student_id = s.student_id
    where s.institution_id = :institution_id and s.student_id = any(cast(:students as uuid[]))
    order by s.number
    """,
    lambda student_id, number, name, visible_by, tutors: NamedStudent(
        student_id, number, name, _roles(visible_by), tutors
    ),
)
_NAME_OF_ONE = query(
    select(Student.name).where(Student.institution_id == INSTITUTION, Student.student_id == STUDENT), one
)
_COUNT = query(select(func.count()).select_from(Student).where(Student.institution_id == INSTITUTION), one)
TUTORS = query(
    select(Staff.staff_id, Staff.name, Staff.email, Tutorship.starts_on)
    .join(Tutorship, same(Tutorship, Staff, "staff_id"))
    .where(
        Tutorship.institution_id == INSTITUTION,
        Tutorship.student_id == STUDENT,
        Tutorship.starts_on <= day("today"),
        or_(Tutorship.ends_before.is_(None), Tutorship.ends_before > day("today")),
    )
    .order_by(Tutorship.starts_on, Staff.name),
    Tutor,
)
"""The student's tutors of the day, of every kind, longest-standing first; there may be none."""
_LOCK = query(
    "select count(*) from (select 1 from students"
    " where institution_id = :institution_id and student_id = any(cast(:students as uuid[]))"
    " order by student_id for no key update) as locked"
)
_BY_IDENTIFIER = query(
    select(StudentIdentifier.identifier, StudentIdentifier.student_id).where(
        StudentIdentifier.institution_id == INSTITUTION,
        StudentIdentifier.system == word("system"),
        StudentIdentifier.identifier == any_(words("identifiers")),
    ),
    columns,
)
_BY_NUMBER = query(
    select(Student.number, Student.student_id).where(Student.institution_id == INSTITUTION), columns
)


async def find_name(transaction: Transaction, student_id: StudentId) -> str | None:
    """What the student is called; None where no name is known, or no role of the asker reaches them."""
    name: str | None = await transaction.find(_NAME_OF_ONE, student_id=student_id)
    return name


async def count(transaction: Transaction) -> int:
    """How many students the institution has, or had."""
    found: int = await transaction.fetch_one(_COUNT)
    return found


async def list_visible(
    transaction: Transaction,
    today: date,
    *,
    sees_all: bool,
    after: str,
    limit: int,
    order: Order = Order.NUMBER,
    text: str | None = None,
) -> list[VisibleStudent]:
    """The students in the asker's charge, from the one after the position `after` ('': the first).

    With a `text`, those alone whose name or number has it in it, in whatever case.
    """
    text = None if text is None else text.lower()
    page = _PAGES[order][sees_all]
    return await transaction.fetch(page, today=today, after=after, limit=limit, text=text)


async def list_named(
    transaction: Transaction, students: Collection[StudentId], today: date
) -> list[NamedStudent]:
    """Those of the students who are in the asker's charge, by student number."""
    return await transaction.fetch(_NAMED, students=list(students), today=today)


async def list_tutors(transaction: Transaction, student_id: StudentId, today: date) -> list[Tutor]:
    """The student's tutors of the day, of every kind."""
    return await transaction.fetch(TUTORS, student_id=student_id, today=today)


async def lock(transaction: Transaction, students: Collection[StudentId]) -> None:
    """Lock the students' rows until the transaction ends, in one order, so that none wait in a ring."""
    await transaction.execute(_LOCK, students=list(students))


ERASED_BEFORE = query(
    select(Student.student_id, Student.erased_before).where(
        Student.institution_id == INSTITUTION,
        Student.student_id == any_(STUDENTS),
        Student.erased_before.is_not(None),
    ),
    lambda student_id, by_category: (
        student_id,
        {each: date.fromisoformat(day) for each, day in by_category.items()},
    ),
)
"""Of some students: by kind of data, or empty for every kind, days before which it is not taken."""


async def find_by_identifier(
    transaction: Transaction, system: str, identifiers: Collection[str]
) -> dict[str, StudentId]:
    """Who those identifiers of another system belong to; unknown ones are absent."""
    return dict(await transaction.fetch(_BY_IDENTIFIER, system=system, identifiers=list(identifiers)))


async def find_all_by_number(transaction: Transaction) -> dict[str, StudentId]:
    """Every student of the institution, by number."""
    return dict(await transaction.fetch(_BY_NUMBER))

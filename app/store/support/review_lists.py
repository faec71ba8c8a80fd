"""Review lists: the lists, who is on them, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.access.vocabulary import Role
from app.db.query import INSTITUTION, STUDENT, day, moment, number, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import ReviewListId, StaffId, StudentId
from app.store.people.tables import Staff, Student
from app.store.people.visible import shown_by
from app.store.support.review_tables import ReviewedStudent as EntryRow
from app.store.support.review_tables import ReviewList as Row


@dataclass(frozen=True, slots=True)
class ReviewList:
    review_list_id: ReviewListId
    term: str
    term_first_day: date
    first_day: date
    last_day: date
    created_by_name: str
    created_at: datetime
    students: int
    """How many of its students are visible to the asker."""
    undecided: int
    """Of these."""


@dataclass(frozen=True, slots=True)
class ReviewedStudent:
    student_id: StudentId
    number: str
    name: str | None
    evidence: dict[str, Any]
    decision: str | None
    reason: str | None
    decided_by_name: str | None
    decided_at: datetime | None


# Students whom the asker sees by a role that reviews; another role of theirs may show more of them.
_IN_CHARGE = text(shown_by("reviewed_students.student_id", "reviewing"))
_counted = (
    select(
        EntryRow.review_list_id,
        func.count().label("students"),
        func.count().filter(EntryRow.decision.is_(None)).label("undecided"),
    )
    .where(EntryRow.institution_id == INSTITUTION, _IN_CHARGE)
    .group_by(EntryRow.review_list_id)
    .subquery()
)
_LISTS = (
    select(
        Row.review_list_id,
        Row.term,
        Row.term_first_day,
        Row.first_day,
        Row.last_day,
        Staff.name,
        Row.created_at,
        func.coalesce(_counted.c.students, 0),
        func.coalesce(_counted.c.undecided, 0),
    )
    .join(Staff, and_(Staff.institution_id == Row.institution_id, Staff.staff_id == Row.created_by))
    .outerjoin(_counted, _counted.c.review_list_id == Row.review_list_id)
    .where(Row.institution_id == INSTITUTION)
)
# Whoever sees nobody on a list has nothing to do with it, unless it is their own.
_ALL = query(
    _LISTS.where((Row.created_by == uuid("staff_id")) | _counted.c.students.isnot(None)).order_by(
        Row.created_at.desc(), Row.review_list_id
    ),
    ReviewList,
)
_ONE = query(
    _LISTS.where(
        Row.review_list_id == uuid("review_list_id"),
        (Row.created_by == uuid("staff_id")) | _counted.c.students.isnot(None),
    ),
    ReviewList,
)
_ADD = query(
    insert(Row)
    .values(
        institution_id=INSTITUTION,
        review_list_id=uuid("review_list_id"),
        term=word("term"),
        term_first_day=day("term_first_day"),
        first_day=day("first_day"),
        last_day=day("last_day"),
        created_by=uuid("staff_id"),
        created_at=moment("now"),
    )
    .on_conflict_do_nothing()
)
_ENTRIES = (
    select(
        Student.student_id,
        Student.number,
        Student.name,
        EntryRow.evidence,
        EntryRow.decision,
        EntryRow.reason,
        Staff.name,
        EntryRow.decided_at,
    )
    .join(EntryRow, same(EntryRow, Student, "student_id"))
    .outerjoin(
        Staff, and_(Staff.institution_id == EntryRow.institution_id, Staff.staff_id == EntryRow.decided_by)
    )
    .where(EntryRow.institution_id == INSTITUTION, EntryRow.review_list_id == uuid("review_list_id"))
)
_PAGE = query(
    _ENTRIES.where(Student.number > word("after"), _IN_CHARGE)
    .order_by(Student.number)
    .limit(number("limit")),
    ReviewedStudent,
)
_ENTRY = query(_ENTRIES.where(EntryRow.student_id == STUDENT), ReviewedStudent)
_DECIDE = query(
    update(EntryRow)
    .where(
        EntryRow.institution_id == INSTITUTION,
        EntryRow.student_id == STUDENT,
        EntryRow.review_list_id == uuid("review_list_id"),
        EntryRow.decision.is_(None),
    )
    .values(
        decision=word("decision"),
        reason=word("reason"),
        decided_by=uuid("staff_id"),
        decided_at=moment("now"),
    )
)
_ADD_ENTRIES = query("""
    insert into reviewed_students (institution_id, student_id, review_list_id, evidence)
    select :institution_id, cast(e.key as uuid), :review_list_id, e.value
    from jsonb_each(cast(:evidence as jsonb)) e
    order by 2
""")


async def list_all(
    transaction: Transaction, staff_id: StaffId, reviewing: Sequence[Role]
) -> list[ReviewList]:
    """Those that the asker made, and those with students whom they see by these roles; the latest first."""
    return await transaction.fetch(_ALL, staff_id=staff_id, reviewing=list(reviewing))


async def get(
    transaction: Transaction, staff_id: StaffId, reviewing: Sequence[Role], review_list_id: ReviewListId
) -> ReviewList:
    """Raises NotFound."""
    found = await transaction.find(
        _ONE, staff_id=staff_id, reviewing=list(reviewing), review_list_id=review_list_id
    )
    if found is None:
        raise NotFound("there is no such review list, or none of its students is in your charge")
    return found


async def add(
    transaction: Transaction,
    staff_id: StaffId,
    *,
    term: str,
    term_first_day: date,
    first_day: date,
    last_day: date,
    evidence: Mapping[StudentId, dict[str, Any]],
    now: datetime,
) -> ReviewListId | None:
    """The new list; None where the same person has made one for that term."""
    review_list_id = ReviewListId(uuid4())
    added = await transaction.execute(
        _ADD,
        staff_id=staff_id,
        review_list_id=review_list_id,
        term=term,
        term_first_day=term_first_day,
        first_day=first_day,
        last_day=last_day,
        now=now,
    )
    if not added:
        return None
    rows = {str(student_id): each for student_id, each in evidence.items()}
    await transaction.execute(_ADD_ENTRIES, review_list_id=review_list_id, evidence=rows)
    return review_list_id


async def list_students(
    transaction: Transaction,
    reviewing: Sequence[Role],
    review_list_id: ReviewListId,
    *,
    after: str,
    limit: int,
) -> list[ReviewedStudent]:
    """Those whom the asker sees by these roles, by student number, from the one after `after`."""
    return await transaction.fetch(
        _PAGE, reviewing=list(reviewing), review_list_id=review_list_id, after=after, limit=limit
    )


async def get_student(
    transaction: Transaction, review_list_id: ReviewListId, student_id: StudentId
) -> ReviewedStudent:
    """Raises NotFound."""
    found = await transaction.find(_ENTRY, review_list_id=review_list_id, student_id=student_id)
    if found is None:
        raise NotFound("the student is not on this list")
    return found


async def decide(
    transaction: Transaction,
    review_list_id: ReviewListId,
    student_id: StudentId,
    *,
    decision: str,
    reason: str,
    staff_id: StaffId,
    now: datetime,
) -> bool:
    """Whether nobody had decided before."""
    decided = await transaction.execute(
        _DECIDE,
        review_list_id=review_list_id,
        student_id=student_id,
        decision=decision,
        reason=reason,
        staff_id=staff_id,
        now=now,
    )
    return decided == 1

"""Slices: some thousand students at a time, for what is done to everybody.

The transaction locks the rows of a slice's students: a delivery, a decision on consent or a change of
registration waits until the slice is done, and the other way round.
"""

import re
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.db import binary_copy
from app.db.binary_copy import DATE, UUID, Layout, Rows, day_number, day_of, literal
from app.db.query import Query, columns, one, query
from app.db.transaction import Transaction
from app.ids import StudentId
from app.scoring.standing import Whole
from app.store.people import students

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Slice:
    """The students that were taken, in the order of their identifiers: their place in it is their number."""

    relation: str
    """SQL that others join as `taken`. It may find students who were not taken, see `numbered`."""
    given: Mapping[str, Any]
    """The relation's parameters, besides the institution."""
    students: NDArray[np.void]
    first: Whole
    last: Whole
    """Each student's days, by PostgreSQL's numbers."""

    def __len__(self) -> int:
        return len(self.students)

    def student(self, number: int) -> StudentId:
        return StudentId(uuid.UUID(bytes=self.students[number].tobytes()))

    def number(self, student_id: StudentId) -> int | None:
        """The student's; None for one who was not taken."""
        listed = self.students.view("S16")
        place = int(np.searchsorted(listed, np.bytes_(student_id.bytes)))
        return place if place < len(self) and self.student(place) == student_id else None

    @property
    def last_student(self) -> StudentId:
        return self.student(-1)

    @property
    def reach(self) -> tuple[StudentId, StudentId]:
        """From the first student to the last: no other rows need to be read."""
        return self.student(0), self.last_student

    @property
    def days(self) -> tuple[date, date]:
        """From the first of anybody's days to the last of anybody's."""
        return day_of(int(self.first.min())), day_of(int(self.last.max()))

    def numbered(self, rows: Rows) -> tuple[Rows, Whole]:
        """The rows that belong to the slice's students, and the number of each row's student."""
        mine, theirs = (
            np.ascontiguousarray(each).view("S16") for each in (self.students, rows["student_id"])
        )
        numbers = np.minimum(np.searchsorted(mine, theirs), len(mine) - 1)
        own = mine[numbers] == theirs
        return (rows, numbers) if own.all() else (rows[own], numbers[own])


_BETWEEN = """
    (select student_id from students
     where institution_id = :institution_id and student_id between :taken_from and :taken_to) as taken
"""
_LISTED = "unnest(cast(:taken_students as uuid[])) as taken (student_id)"
_WHICH = {_BETWEEN: "true", _LISTED: "student_id = any(cast(:taken_students as uuid[]))"}
"""By the slice's relation: what else holds of its students than to lie between the first and the last."""
FEW = 1_000
"""So many students are looked up one by one in any case."""
_COUNT_BETWEEN = query(
    "select count(*) from students where institution_id = :institution_id"
    " and student_id between :taken_from and :taken_to",
    one,
)


def joined(statement: str, row: Callable[..., Row]) -> Mapping[str, Query[Row]]:
    """A statement about a slice, which joins `{taken}`: by `Slice.relation`."""
    return {each: query(statement.replace("{taken}", each), row) for each in (_BETWEEN, _LISTED)}


_TAKEN = Layout((("student_id", UUID),))
_TAKE = """
    select student_id from students where institution_id = $1 and student_id > $2
    order by student_id limit $3
"""
_PENDING = Layout((("student_id", UUID), ("first", DATE), ("last", DATE)))
_FIND_PENDING = query(
    """
    select distinct p.student_id from pending_rescores p
    where p.institution_id = :institution_id and p.student_id > :after and p.first_day <= :through
    order by p.student_id limit :most
    """,
    one,
)
_READ_PENDING = """
    select student_id, min(first_day), least(max(last_day), $3::date)
    from pending_rescores
    where institution_id = $1 and student_id = any($2::uuid[]) and first_day <= $3::date
    group by student_id order by student_id
"""
_CLEAR_PENDING = joined(
    """
    delete from pending_rescores p using {taken}
    where p.institution_id = :institution_id and p.student_id = taken.student_id
      and p.first_day >= :first and p.last_day <= :last and p.student_id <> all(cast(:but as uuid[]))
    """,
    columns,
)
_LOCK_EVERYBODY = query(
    "select count(*) from (select 1 from students where institution_id = :institution_id"
    " order by student_id for no key update) as locked"
)


async def take(
    transaction: Transaction,
    first: date,
    last: date,
    *,
    after: StudentId,
    most: int,
    lock: bool = True,
) -> Slice:
    """The institution's next students after that one, each with the days `first` to `last`.

    Whoever stores nothing need not lock them.
    """
    statement = _TAKE + ("for no key update" if lock else "")
    rows = await binary_copy.read(transaction, statement, _TAKEN, transaction.institution_id, after, most)
    taken = np.ascontiguousarray(rows["student_id"])
    days = (np.full(len(taken), day_number(each)) for each in (first, last))
    found = Slice(_BETWEEN, {}, taken, *days)
    if not len(found):
        return found
    return replace(found, given=dict(zip(("taken_from", "taken_to"), found.reach, strict=True)))


async def take_pending(transaction: Transaction, through: date, *, after: StudentId, most: int) -> Slice:
    """The next students with pending days up to `through`, each with the first to the last of them."""
    listed = await transaction.fetch(_FIND_PENDING, after=after, through=through, most=most)
    await students.lock(transaction, listed)
    # Read after the lock: what was marked while we waited is computed with the rest.
    rows = await binary_copy.read(
        transaction, _READ_PENDING, _PENDING, transaction.institution_id, listed, through
    )
    return Slice(
        _LISTED,
        {"taken_students": listed},
        np.ascontiguousarray(rows["student_id"]),
        rows["first"].astype(np.int64),
        rows["last"].astype(np.int64),
    )


async def read(
    transaction: Transaction,
    taken: Slice,
    statement: str,
    layout: Layout,
    *values: Any,  # noqa: ANN401 (whatever a literal can be made of)
) -> tuple[Rows, Whole]:
    """The rows of a query about the slice, and the number of each row's student.

    It joins `{taken}`; or reads `{each attendance a}`, which is joined only where it must be; or asks for
    `{which}`, where a single table of it has students: that is quicker where each of them has a row or two.
    `$1` stands for the institution, `$2` … for the values.
    """
    institution = transaction.institution_id
    given = {"institution_id": institution, **taken.given}
    joined_to = r"\1 \2"
    if taken.relation != _BETWEEN:
        joined_to = r"{taken} join \1 \2 on \2.student_id = taken.student_id"
    statement = re.sub(r"\{each (\w+) (\w+)\}", joined_to, statement)
    parts = {"{taken}": taken.relation, "{which}": _WHICH[taken.relation]}
    for name, part in parts.items():
        if name in statement:
            put = re.sub(r"(?<!:):(\w+)", lambda of: literal(given[of[1]]), part)
            statement = statement.replace(name, put)
    rows = await binary_copy.read(transaction, statement, layout, institution, *values)
    return taken.numbered(rows)


async def clear_pending(transaction: Transaction, taken: Slice, *, but: Collection[int]) -> None:
    """The slice's days have been computed: none of them is pending any more, except for some students."""
    first, last = taken.days
    await transaction.execute(
        _CLEAR_PENDING[taken.relation],
        **taken.given,
        first=first,
        last=last,
        but=[taken.student(number) for number in but],
    )


async def lock_everybody(transaction: Transaction) -> None:
    """Lock every student's row until the transaction ends."""
    await transaction.execute(_LOCK_EVERYBODY)


def of(students_taken: Sequence[StudentId], first: date, last: date) -> Slice:
    """These students, each with the days `first` to `last`; nobody is locked."""
    listed = sorted(students_taken)
    taken = np.frombuffer(b"".join(each.bytes for each in listed), "V16")
    days = (np.full(len(taken), day_number(each)) for each in (first, last))
    return Slice(_LISTED, {"taken_students": listed}, taken, *days)


async def of_many(
    transaction: Transaction, students_taken: Sequence[StudentId], first: date, last: date
) -> Slice:
    """The same; where they are half of those between the first and the last, all of these are read.

    A list of many takes PostgreSQL longer than what is read in vain.
    """
    taken = of(students_taken, first, last)
    if len(taken) <= FEW:
        return taken
    between = dict(zip(("taken_from", "taken_to"), taken.reach, strict=True))
    if 2 * len(taken) < await transaction.fetch_one(_COUNT_BETWEEN, **between):
        return taken
    return replace(taken, relation=_BETWEEN, given=between)

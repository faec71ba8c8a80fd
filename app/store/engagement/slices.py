"""Slices: some thousand students at a time, for what is done to everybody.

A slice's students are held by the transaction: a delivery, a decision on consent or a change of registration
waits until the slice is done with, and the other way round.
"""

import re
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from app.ids import InstitutionId, StudentId
from app.scoring.standing import Whole
from app.db import binary_copy
from app.db.binary_copy import DATE, UUID, Layout, Rows, day_number, day_of, literal
from app.db.session import Session


@dataclass(frozen=True, slots=True)
class Slice:
    """The students that were taken, in the order of their identifiers: their place in it is their number."""

    relation: str
    """SQL: what others join to find them; it may find some who were not taken, see `numbered`."""
    given: Mapping[str, Any]
    """What the relation's parameters stand for."""
    students: NDArray[np.void]
    first: Whole
    last: Whole
    """Each student's days, by PostgreSQL's numbers."""

    def __len__(self) -> int:
        return len(self.students)

    def student(self, number: int) -> StudentId:
        return StudentId(uuid.UUID(bytes=self.students[number].tobytes()))

    @property
    def last_student(self) -> StudentId:
        return self.student(-1)

    @property
    def reach(self) -> tuple[StudentId, StudentId]:
        """From the first student to the last: nobody else's rows need be looked at."""
        return self.student(0), self.last_student

    @property
    def days(self) -> tuple[date, date]:
        """From the first of anybody's days to the last of anybody's."""
        return day_of(int(self.first.min())), day_of(int(self.last.max()))

    def numbered(self, rows: Rows) -> tuple[Rows, Whole]:
        """Rows of the slice's students, without anybody else's, and whose each is."""
        mine, theirs = (
            np.ascontiguousarray(each).view("S16") for each in (self.students, rows["student_id"])
        )
        numbers = np.minimum(np.searchsorted(mine, theirs), len(mine) - 1)
        own = mine[numbers] == theirs
        return (rows, numbers) if own.all() else (rows[own], numbers[own])


_TAKEN = Layout((("student_id", UUID),))
_TAKE = """
    select student_id from students where institution_id = $1 and student_id > $2
    order by student_id limit $3
"""
_BETWEEN = """
    (select student_id from students
     where institution_id = :taken_of and student_id between :taken_from and :taken_to) as taken
"""
_LISTED = "unnest(cast(:taken_students as uuid[])) as taken (student_id)"


async def take(
    session: Session,
    institution_id: InstitutionId,
    first: date,
    last: date,
    *,
    after: StudentId,
    most: int,
    hold: bool = True,
) -> Slice:
    """The institution's next students after that one, each with the days `first` to `last`.

    Whoever stores nothing need not hold them.
    """
    statement = _TAKE + ("for no key update" if hold else "")
    rows = await binary_copy.read(session, statement, _TAKEN, institution_id, after, most)
    students = np.ascontiguousarray(rows["student_id"])
    days = (np.full(len(students), day_number(each)) for each in (first, last))
    taken = Slice(_BETWEEN, {}, students, *days)
    if not len(taken):
        return taken
    reach = dict(zip(("taken_from", "taken_to"), taken.reach, strict=True))
    return replace(taken, given={"taken_of": institution_id} | reach)


_DUE = Layout((("student_id", UUID), ("first", DATE), ("last", DATE)))
_FIND_DUE = text("""
    select distinct student_id from due_scores d join students s using (student_id)
    where s.institution_id = :institution_id and student_id > :after and d.first_day <= :through
      and (cast(:only as uuid) is null or student_id = :only)
    order by student_id limit :most
""")
_HOLD = text(
    "select count(*) from (select from students where student_id = any(:students)"
    " order by student_id for no key update) as held"
)
_READ_DUE = """
    select student_id, min(first_day), least(max(last_day), $2::date)
    from due_scores where student_id = any($1::uuid[]) and first_day <= $2::date
    group by student_id order by student_id
"""


async def take_due(
    session: Session,
    institution_id: InstitutionId,
    through: date,
    *,
    after: StudentId,
    most: int,
    only: StudentId | None = None,
) -> Slice:
    """The next students with anything due, each with the days from the first to the last that is due."""
    values = {
        "institution_id": institution_id,
        "after": after,
        "through": through,
        "only": only,
        "most": most,
    }
    found = list((await session.execute(_FIND_DUE, values)).scalars())
    await session.execute(_HOLD, {"students": found})
    # Only now: what became due while we waited for somebody is done with the rest, or stays due.
    rows = await binary_copy.read(session, _READ_DUE, _DUE, found, through)
    students = np.ascontiguousarray(rows["student_id"])
    return Slice(
        _LISTED,
        {"taken_students": found},
        students,
        rows["first"].astype(np.int64),
        rows["last"].astype(np.int64),
    )


async def read(
    session: Session,
    taken: Slice,
    statement: str,
    layout: Layout,
    *values: Any,  # noqa: ANN401
) -> tuple[Rows, Whole]:
    """The rows of a query about the slice, which joins `{taken}`, and whose each is."""
    relation = re.sub(r"(?<!:):(\w+)", lambda name: literal(taken.given[name[1]]), taken.relation)
    rows = await binary_copy.read(session, statement.replace("{taken}", relation), layout, *values)
    return taken.numbered(rows)


async def clear_due(session: Session, taken: Slice, *, but: Collection[int]) -> None:
    """What was due of the slice's students within the slice's days has been done, but for some."""
    first, last = taken.days
    await session.execute(
        text(
            f"delete from due_scores d using {taken.relation}"
            " where d.student_id = taken.student_id and d.first_day >= :first and d.last_day <= :last"
            " and d.student_id <> all(:but)"
        ),
        {**taken.given, "first": first, "last": last, "but": [taken.student(number) for number in but]},
    )

"""Slices: some thousand students at a time, for what is done to everybody.

A slice lives in a temporary table of the transaction, its students' rows held: a delivery, a decision on
consent or a change of registration waits until the slice is done with, and the other way round.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from app.ids import InstitutionId, StudentId
from app.scoring.standing import Whole
from app.store import binary_copy, bulk
from app.store.binary_copy import DATE, UUID, Layout, day_of
from app.store.session import Session

SLICE = "scoring_slice"
_SLICE = "student_id uuid, number int, first_day date, last_day date"

_TAKE = """
    insert into pg_temp.scoring_slice
    select student_id, row_number() over (order by student_id) - 1, cast(:first as date), cast(:last as date)
    from (select student_id from students
          where institution_id = :institution_id and student_id > :after
          order by student_id limit :most {held}) as taken
"""

_TAKE_DUE = text("""
    insert into pg_temp.scoring_slice
    select student_id, row_number() over (order by student_id) - 1, first_day, least(last_day, :through)
    from (
        select s.student_id,
               (select min(d.first_day) from due_scores d where d.student_id = s.student_id) as first_day,
               (select max(d.last_day) from due_scores d where d.student_id = s.student_id) as last_day
        from students s
        where s.institution_id = :institution_id and s.student_id > :after
          and s.student_id in (
              select d.student_id from due_scores d where d.student_id > :after
              and (cast(:only as uuid) is null or d.student_id = :only)
              order by d.student_id limit :most)
        order by s.student_id for no key update of s
    ) as held
    where first_day <= :through
""")

_TAKEN = Layout((("student_id", UUID), ("first", DATE), ("last", DATE)))


@dataclass(frozen=True, slots=True)
class Slice:
    """The students that were taken, in the order of their identifiers: their place in it is their number."""

    students: NDArray[np.void]
    first: Whole
    last: Whole
    """Each student's days, by PostgreSQL's numbers."""

    def __len__(self) -> int:
        return len(self.students)

    def student(self, number: int) -> StudentId:
        return StudentId(uuid.UUID(bytes=self.students[number].tobytes()))

    def list_students(self) -> list[StudentId]:
        return [self.student(number) for number in range(len(self))]

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
    await bulk.prepare(session, SLICE, _SLICE)
    values = {"institution_id": institution_id, "after": after, "most": most, "first": first, "last": last}
    await session.execute(text(_TAKE.format(held="for no key update" if hold else "")), values)
    return await _taken(session)


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
    await bulk.prepare(session, SLICE, _SLICE)
    values = {
        "institution_id": institution_id,
        "after": after,
        "most": most,
        "through": through,
        "only": only,
    }
    await session.execute(_TAKE_DUE, values)
    return await _taken(session)


async def _taken(session: Session) -> Slice:
    ordered = "select student_id, first_day, last_day from pg_temp.scoring_slice order by number"
    rows = await binary_copy.read(session, ordered, _TAKEN)
    if len(rows) > bulk.WORTH_ANALYSING:
        await session.execute(text("analyze pg_temp.scoring_slice"))
    return Slice(
        np.ascontiguousarray(rows["student_id"]), *(rows[name].astype(np.int64) for name in ("first", "last"))
    )


async def clear_due(session: Session, *, but: Collection[int]) -> None:
    """What was due of the slice's students within the slice's days has been done, but for some."""
    await session.execute(
        text(
            "delete from due_scores d using pg_temp.scoring_slice s"
            " where d.student_id = s.student_id and d.first_day >= s.first_day and d.last_day <= s.last_day"
            " and s.number <> all(:but)"
        ),
        {"but": list(but)},
    )

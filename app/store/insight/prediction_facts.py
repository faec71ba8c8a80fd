"""What predictions are made of: students' modules, their work and their activity by day, for many at once.

Work and activity come as one column of rows of fixed width, put together by PostgreSQL: numpy reads them
without a look at each of them, and several selects travel in one statement.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.db.binary_copy import day_of
from app.db.query import Query, query
from app.db.transaction import Transaction
from app.ids import ModuleRunId, StudentId
from app.scoring.months import SLOTS

Rows = NDArray[np.void]
"""A structured array. Ids are their 16 bytes, to compare as arrays: taken out, one loses zeros at its end."""
NO_DAY = 2**31 - 1
"""How PostgreSQL writes infinity: there is no such day. Other days count from 2000."""
TAKEN = np.dtype(
    [("student", "S16"), ("run", "S16"), ("registered", ">i4"), ("left", ">i4"), ("attempts", ">i4")]
)
"""A student on a module run: days of registration and of leaving, `NO_DAY` where nobody knows, or the student
has not left; how many earlier runs of the module the student was on."""
PIECE = np.dtype([("run", "S16"), ("piece", "S16"), ("due", ">i4")])
"""A piece of assessed work, and the day on which it is due."""
HANDED_IN = np.dtype(
    [("student", "S16"), ("piece", "S16"), ("submitted", ">i4"), ("mark", ">f8"), ("carried_over", "?")]
)
"""What is known of a student's piece of work. `mark`: 0 to 100; NaN where there is none."""
ACTIVE = np.dtype([("student", "S16"), ("run", "S16"), ("first", ">i4"), ("amounts", ">f8", SLOTS)])
"""A month online in a module run and a source: the day of its first day, and as stored, what each day's
events add up to, of kinds that count and no others."""


class Run(NamedTuple):
    """A module run that goes on today."""

    module_run_id: ModuleRunId
    code: str
    module: str
    """The module's code."""
    title: str
    begins_on: date


def day_known(number: int) -> date | None:
    """The day of a number; None where there is none."""
    return None if number == NO_DAY else day_of(number)


def _packed(statement: str, layout: np.dtype[np.void]) -> Query[Rows]:
    """A select whose one column of one row is rows of that layout, one after the other."""
    return query(statement, lambda packed: np.frombuffer(packed or b"", layout))


_RUNS = query(
    """
    select r.module_run_id, r.code, m.code, m.title, r.starts_on
    from module_runs r join modules m using (institution_id, module_id)
    where r.institution_id = :institution_id and r.starts_on <= :today and r.ends_before > :today
      and r.module_run_id = any(array(
          select e.module_run_id from enrolments e
          where e.institution_id = :institution_id and e.student_id = any(cast(:students as uuid[]))
          group by e.module_run_id))
    order by r.module_run_id
    """,
    Run,
)
_TAKEN = _packed(
    """
    select string_agg(uuid_send(e.student_id) || uuid_send(e.module_run_id)
                      || date_send(coalesce(e.starts_on, 'infinity'))
                      || date_send(coalesce(e.ends_before, 'infinity'))
                      || int4send(coalesce(o.times, 0)::int), ''::bytea order by e.student_id, r.code)
    from enrolments e
    join module_runs r using (institution_id, module_run_id)
    left join (
        select o.student_id, r.module_run_id, count(*) as times
        from enrolments o
        join module_runs b using (institution_id, module_run_id)
        join module_runs r using (institution_id, module_id)
        where o.institution_id = :institution_id and o.student_id = any(cast(:students as uuid[]))
          and r.starts_on <= :today and r.ends_before > :today and b.starts_on < r.starts_on
        group by o.student_id, r.module_run_id) o using (student_id, module_run_id)
    where e.institution_id = :institution_id and e.student_id = any(cast(:students as uuid[]))
      and r.starts_on <= :today and r.ends_before > :today
    """,
    TAKEN,
)
_PIECES = _packed(
    """
    select string_agg(uuid_send(a.module_run_id) || uuid_send(a.assessment_id)
                      || date_send(coalesce(a.due_on, 'infinity')), ''::bytea
                      order by a.module_run_id, a.assessment_id)
    from assessments a join module_runs r using (institution_id, module_run_id)
    where a.institution_id = :institution_id and lower(a.kind) not like 'exam%'
      and r.starts_on <= :today and r.ends_before > :today
      and a.module_run_id = any(array(
          select e.module_run_id from enrolments e
          where e.institution_id = :institution_id and e.student_id = any(cast(:students as uuid[]))
          group by e.module_run_id))
    """,
    PIECE,
)
_HANDED_IN = _packed(
    """
    select string_agg(uuid_send(s.student_id) || uuid_send(s.assessment_id)
                      || date_send(coalesce(s.submitted_on, 'infinity'))
                      || float8send(coalesce(s.mark, 'NaN')) || boolsend(s.carried_over), ''::bytea)
    from submissions s
    where s.institution_id = :institution_id and s.student_id = any(cast(:students as uuid[]))
    """,
    HANDED_IN,
)
_ACTIVE = _packed(
    """
    select string_agg(uuid_send(a.student_id) || uuid_send(a.module_run_id) || date_send(a.month)
                      || a.amounts, ''::bytea)
    from module_activity_months a join module_runs r using (institution_id, module_run_id)
    where a.institution_id = :institution_id and a.student_id = any(cast(:students as uuid[]))
      and r.starts_on <= :today and r.ends_before > :today
      and a.source = any(cast(:sources as text[])) and a.month <= :last and a.month > r.starts_on - 31
    """,
    ACTIVE,
)
READS: Mapping[str, Query[Any]] = {
    "runs": _RUNS,
    "taken": _TAKEN,
    "pieces": _PIECES,
    "handed_in": _HANDED_IN,
}
"""Of `students`, on the module runs that go on `today`. `runs`: by id. `taken`: by student and the run's
code. `pieces`: of these runs, by run and id, no examinations. `handed_in`: of the students, in any run."""


async def list_activity(
    transaction: Transaction,
    students: Collection[StudentId],
    today: date,
    sources: Collection[str],
    last: date,
) -> Rows:
    """Their activity in these sources, of months up to that of a day, in no order; rows of `ACTIVE`."""
    return await transaction.fetch_one(
        _ACTIVE, students=list(students), today=today, sources=sorted(sources), last=last
    )

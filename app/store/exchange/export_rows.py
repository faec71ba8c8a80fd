"""Rows of data sets: read from PostgreSQL for some students at a time, as arrays or as COPY writes them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.db import binary_copy
from app.db.binary_copy import DATE, INT2, UUID, Layout, Rows, day_number
from app.db.query import one, query
from app.db.transaction import Transaction
from app.ids import ScoringModelId, StudentId
from app.scoring import months
from app.scoring.months import Axis
from app.wire.export_datasets import DatasetName

# Rows for figures, under ids that nothing leads to, are nobody's.
_STUDENTS = query(
    "select student_id from students where institution_id = :institution_id and student_id > :after"
    " and erased is null order by student_id limit :limit",
    one,
)
_SCORED = Layout(
    (("student_id", UUID), ("month", DATE), ("through", DATE), ("model", INT2), ("scores", "V248"))
)
_SCORES = """
    select s.student_id, s.month, s.scored_through,
           coalesce(array_position($6::uuid[], s.scoring_model_id), 0)::smallint, s.scores
    from score_months s
    where s.institution_id = $1 and s.student_id between $2::uuid and $3::uuid
      and s.month between $4::date and $5::date
"""
_PENDED = Layout((("student_id", UUID), ("first", DATE), ("last", DATE)))
_PENDING = """
    select p.student_id, p.first_day, p.last_day from pending_rescores p
    where p.institution_id = $1 and p.student_id between $2::uuid and $3::uuid
      and p.last_day >= $4::date and p.first_day <= $5::date
"""
# The first two columns say whose a row is, and of which day, by which consent decides. The others are those
# of the data set, in its order.
_SELECTED: Mapping[DatasetName, str] = {
    DatasetName.STUDENTS: """
        select r.student_id, least(coalesce(r.ends_before - 1, $5::date), $5::date) as about,
               {number}p.code, p.title, u.code, r.level, r.study_mode, r.year_of_study, r.starts_on,
               r.ends_before
        from registrations r
        join students s on s.institution_id = $1 and s.student_id = r.student_id
        join programmes p on p.institution_id = $1 and p.programme_id = r.programme_id
        join org_units u on u.institution_id = $1 and u.org_unit_id = r.college_id
        where r.institution_id = $1 and r.student_id between $2::uuid and $3::uuid
          and r.level = any($7::text[])
          and r.starts_on <= $5::date and (r.ends_before is null or r.ends_before > $4::date)
        order by r.student_id, r.starts_on
    """,
    # Expected is who is in the register, and who is enrolled that day where a session is for everybody.
    DatasetName.ATTENDANCE: """
        with sessions as materialized (
            select t.session_id, t.module_run_id, t.for_everyone, t.code, m.code as module_run, t.kind,
                   t.starts_at, t.ends_at, t.mandatory, (t.starts_at at time zone $6::text)::date as day
            from teaching_sessions t
            join module_runs m on m.institution_id = $1 and m.module_run_id = t.module_run_id
            where t.institution_id = $1
              and t.starts_at >= $4::date::timestamp at time zone $6::text
              and t.starts_at < ($5::date + 1)::timestamp at time zone $6::text
        ), recorded as materialized (
            select a.student_id, a.session_id, a.status from attendance a
            where a.institution_id = $1 and a.student_id between $2::uuid and $3::uuid
        ), expected as (
            select r.student_id, r.session_id, r.status from recorded r
            union all
            select e.student_id, t.session_id, null
            from enrolments e
            join sessions t on t.module_run_id = e.module_run_id and t.for_everyone
            where e.institution_id = $1 and e.student_id between $2::uuid and $3::uuid
              and (e.starts_on is null or e.starts_on <= t.day)
              and (e.ends_before is null or e.ends_before > t.day)
              and not exists (select 1 from recorded r
                              where r.student_id = e.student_id and r.session_id = t.session_id)
        )
        select x.student_id, t.day as about, t.day, t.code, t.module_run, t.kind,
               to_char(t.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               to_char(t.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), t.mandatory, x.status
        from expected x
        join sessions t using (session_id)
        order by x.student_id, t.starts_at, t.code
    """,
    DatasetName.MARKS: """
        select e.student_id, coalesce(a.due_on, m.starts_on) as about, a.code, m.code, a.kind, a.due_on,
               a.weight, s.submitted_on, s.mark, s.carried_over, s.confirmed_on
        from enrolments e
        join module_runs m on m.institution_id = $1 and m.module_run_id = e.module_run_id
        join assessments a on a.institution_id = $1 and a.module_run_id = e.module_run_id
        left join submissions s on s.institution_id = $1 and s.student_id = e.student_id
            and s.assessment_id = a.assessment_id
        where e.institution_id = $1 and e.student_id between $2::uuid and $3::uuid
          and coalesce(a.due_on, m.starts_on) between $4::date and $5::date
        order by e.student_id, about, a.code
    """,
}


async def list_students(transaction: Transaction, after: StudentId, limit: int) -> list[StudentId]:
    """The next students whose data are used, by id. Nobody who was erased is one of them."""
    return await transaction.fetch(_STUDENTS, after=after, limit=limit)


async def read_scores(
    transaction: Transaction, students: Sequence[StudentId], axis: Axis, models: Sequence[ScoringModelId]
) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
    """[student, day]: stored scores, NaN where there is none that holds; and the place of each one's model.

    Models count from 1.
    """
    reach = students[0], students[-1]
    listed = axis.months
    rows = await binary_copy.read(
        transaction,
        _SCORES,
        _SCORED,
        transaction.institution_id,
        *reach,
        listed[0],
        listed[-1],
        list(models),
    )
    grid = np.full((len(students), axis.length), np.nan)
    models_of = np.zeros(grid.shape, np.int16)
    rows, numbers = _of(students, rows)
    for month in listed:
        some = np.flatnonzero((rows["month"] == day_number(month)) & (rows["model"] > 0))
        blocks = months.unpack_array(rows["scores"][some]).astype(np.float64)
        # Later days of the month are not stored yet.
        slots = day_number(month) + np.arange(months.SLOTS)
        blocks[slots[None, :] > rows["through"][some].astype(np.int64)[:, None]] = np.nan
        axis.place(grid, numbers[some], month, blocks)
        models_of[numbers[some], axis.days_of(month)] = rows["model"][some].astype(np.int16)[:, None]
    await _leave_out_pending(transaction, students, axis, grid)
    return grid, models_of


async def _leave_out_pending(
    transaction: Transaction, students: Sequence[StudentId], axis: Axis, grid: NDArray[np.float64]
) -> None:
    reach = students[0], students[-1]
    rows = await binary_copy.read(
        transaction, _PENDING, _PENDED, transaction.institution_id, *reach, axis.first, axis.last
    )
    rows, numbers = _of(students, rows)
    first = day_number(axis.first)
    for number, begin, end in zip(
        numbers.tolist(), rows["first"].tolist(), rows["last"].tolist(), strict=True
    ):
        grid[number, max(begin - first, 0) : end - first + 1] = np.nan


def _of(students: Sequence[StudentId], rows: Rows) -> tuple[Rows, NDArray[np.intp]]:
    """The rows of these students, who are in the order of their ids, and the number of each row's."""
    mine = np.frombuffer(b"".join(each.bytes for each in students), "S16")
    theirs = np.ascontiguousarray(rows["student_id"]).view("S16")
    numbers = np.minimum(np.searchsorted(mine, theirs), len(mine) - 1)
    own = mine[numbers] == theirs
    return rows[own], numbers[own]


async def copy_selected(
    transaction: Transaction,
    dataset: DatasetName,
    students: Sequence[StudentId],
    first: date,
    last: date,
    *,
    time_zone: str,
    levels: Sequence[str],
    numbers: bool,
) -> bytes:
    """The rows as COPY writes them in CSV: whose, the day that decides, and the data set's other columns.

    Of everybody between the first and the last of the students.
    """
    statement = _SELECTED[dataset].replace("{number}", "s.number, " if numbers else "")
    copied = bytearray()

    async def collect(piece: bytes) -> None:
        copied.extend(piece)

    values: list[Any] = [
        transaction.institution_id, students[0], students[-1], first, last, time_zone, list(levels)
    ]  # fmt: skip
    await transaction.connection.copy_from_query(
        binary_copy.written(statement, *values), output=collect, format="csv"
    )
    return bytes(copied)

"""Objectives: what a student or staff in charge have set, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from app.db.query import INSTITUTION, STUDENT, Query, day, moment, one, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import ObjectiveId, ProgressId, StaffId, StudentId
from app.store.people.tables import Staff
from app.store.support.welfare_tables import Objective as Row
from app.store.support.welfare_tables import ObjectiveProgress as ProgressRow


@dataclass(frozen=True, slots=True)
class Progress:
    progress_id: ProgressId
    objective_id: ObjectiveId
    author: str
    """`student` or `staff`."""
    staff_name: str | None
    words: str
    evidence: str | None
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Objective:
    objective_id: ObjectiveId
    author: str
    """`student` or `staff`."""
    staff_name: str | None
    title: str
    due_on: date
    set_at: datetime
    changed_at: datetime
    outcome: str | None
    closed_at: datetime | None
    closed_by_name: str | None
    """None while it is open, and where the student closed it."""
    progress: Sequence[Progress] = ()
    """The earliest first."""


_closer = aliased(Staff)
_ASKED = or_(uuid("objective_id").is_(None), Row.objective_id == uuid("objective_id"))
_READS: dict[str, Query[Any]] = {
    "objectives": query(
        select(
            Row.objective_id,
            Row.author,
            Staff.name,
            Row.title,
            Row.due_on,
            Row.set_at,
            Row.changed_at,
            Row.outcome,
            Row.closed_at,
            _closer.name,
        )
        .outerjoin(Staff, same(Staff, Row, "staff_id"))
        .outerjoin(
            _closer, and_(_closer.institution_id == Row.institution_id, _closer.staff_id == Row.closed_by)
        )
        .where(Row.institution_id == INSTITUTION, Row.student_id == STUDENT, _ASKED)
        .order_by(Row.closed_at.desc().nulls_first(), Row.due_on, Row.objective_id),
        Objective,
    ),
    "progress": query(
        select(
            ProgressRow.progress_id,
            ProgressRow.objective_id,
            ProgressRow.author,
            Staff.name,
            ProgressRow.words,
            ProgressRow.evidence,
            ProgressRow.entered_at,
        )
        .outerjoin(Staff, same(Staff, ProgressRow, "staff_id"))
        .where(
            ProgressRow.institution_id == INSTITUTION,
            ProgressRow.student_id == STUDENT,
            or_(uuid("objective_id").is_(None), ProgressRow.objective_id == uuid("objective_id")),
        )
        .order_by(ProgressRow.entered_at, ProgressRow.progress_id),
        Progress,
    ),
}
_COUNT_OPEN = query(
    select(func.count())
    .select_from(Row)
    .where(Row.institution_id == INSTITUTION, Row.student_id == STUDENT, Row.closed_at.is_(None)),
    one,
)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        objective_id=uuid("objective_id"),
        author=word("author"),
        staff_id=uuid("staff_id"),
        title=word("title"),
        due_on=day("due_on"),
        set_at=moment("now"),
        changed_at=moment("now"),
    )
)
_THIS = (
    Row.institution_id == INSTITUTION,
    Row.student_id == STUDENT,
    Row.objective_id == uuid("objective_id"),
)
_LOCK = query(select(Row.objective_id).where(*_THIS).with_for_update(), one)
_CHANGE = query(
    update(Row).where(*_THIS).values(title=word("title"), due_on=day("due_on"), changed_at=moment("now"))
)
_CLOSE = query(
    update(Row)
    .where(*_THIS)
    .values(
        outcome=word("outcome"),
        closed_at=moment("now"),
        closed_by=uuid("closed_by"),
        changed_at=moment("now"),
    )
)
_ADD_PROGRESS = query(
    insert(ProgressRow).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        objective_id=uuid("objective_id"),
        progress_id=uuid("progress_id"),
        author=word("author"),
        staff_id=uuid("staff_id"),
        words=word("words"),
        evidence=word("evidence"),
        entered_at=moment("now"),
    )
)


async def _read(
    transaction: Transaction, student_id: StudentId, objective_id: ObjectiveId | None
) -> list[Objective]:
    rows = await transaction.gather(_READS, student_id=student_id, objective_id=objective_id)
    return [
        replace(each, progress=[one for one in rows["progress"] if one.objective_id == each.objective_id])
        for each in rows["objectives"]
    ]


async def list_for(transaction: Transaction, student_id: StudentId) -> list[Objective]:
    """The student's objectives: open ones by the day they are due, then the latest closed."""
    return await _read(transaction, student_id, None)


async def get(transaction: Transaction, student_id: StudentId, objective_id: ObjectiveId) -> Objective:
    """Raises NotFound."""
    found = await _read(transaction, student_id, objective_id)
    if not found:
        raise NotFound("there is no such objective")
    return found[0]


async def lock(transaction: Transaction, student_id: StudentId, objective_id: ObjectiveId) -> None:
    """Let nobody else change or close the objective until the transaction ends, if it is open."""
    await transaction.find(_LOCK, student_id=student_id, objective_id=objective_id)


async def count_open(transaction: Transaction, student_id: StudentId) -> int:
    found: int = await transaction.fetch_one(_COUNT_OPEN, student_id=student_id)
    return found


async def add(
    transaction: Transaction,
    student_id: StudentId,
    *,
    author: str,
    staff_id: StaffId | None,
    title: str,
    due_on: date,
    now: datetime,
) -> ObjectiveId:
    objective_id = ObjectiveId(uuid4())
    await transaction.execute(
        _ADD,
        student_id=student_id,
        objective_id=objective_id,
        author=author,
        staff_id=staff_id,
        title=title,
        due_on=due_on,
        now=now,
    )
    return objective_id


async def change(
    transaction: Transaction,
    student_id: StudentId,
    objective_id: ObjectiveId,
    *,
    title: str,
    due_on: date,
    now: datetime,
) -> None:
    await transaction.execute(
        _CHANGE, student_id=student_id, objective_id=objective_id, title=title, due_on=due_on, now=now
    )


async def close(
    transaction: Transaction,
    student_id: StudentId,
    objective_id: ObjectiveId,
    *,
    outcome: str,
    closed_by: StaffId | None,
    now: datetime,
) -> None:
    await transaction.execute(
        _CLOSE,
        student_id=student_id,
        objective_id=objective_id,
        outcome=outcome,
        closed_by=closed_by,
        now=now,
    )


async def add_progress(
    transaction: Transaction,
    student_id: StudentId,
    objective_id: ObjectiveId,
    **entered: Any,  # noqa: ANN401 (`author`, `staff_id`, `words`, `evidence` and `now`)
) -> None:
    await transaction.execute(
        _ADD_PROGRESS,
        student_id=student_id,
        objective_id=objective_id,
        progress_id=ProgressId(uuid4()),
        **entered,
    )

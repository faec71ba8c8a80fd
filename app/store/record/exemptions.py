"""Exemptions: days of a student of which nothing is noticed, who set them, and who ended them early."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import and_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.db.query import INSTITUTION, STUDENT, day, moment, query, uuid, word
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import ExemptionId, StaffId, StudentId
from app.store.people.tables import Staff
from app.store.record.exclusion_tables import Exemption as Row


@dataclass(frozen=True, slots=True)
class Exemption:
    exemption_id: ExemptionId
    reason: str
    """A class of reasons of the profile."""
    starts_on: date
    ends_before: date
    recorded_by_name: str
    recorded_at: datetime
    ended_by_name: str | None
    ended_at: datetime | None


_recorder, _ender = aliased(Staff), aliased(Staff)
_EXEMPTIONS = (
    select(
        Row.exemption_id,
        Row.reason,
        Row.starts_on,
        Row.ends_before,
        _recorder.name,
        Row.recorded_at,
        _ender.name,
        Row.ended_at,
    )
    .join(
        _recorder, and_(_recorder.institution_id == Row.institution_id, _recorder.staff_id == Row.recorded_by)
    )
    .outerjoin(_ender, and_(_ender.institution_id == Row.institution_id, _ender.staff_id == Row.ended_by))
    .where(Row.institution_id == INSTITUTION, Row.student_id == STUDENT)
)
_OF_STUDENT = query(_EXEMPTIONS.order_by(Row.starts_on.desc(), Row.exemption_id), Exemption)
_ONE = query(_EXEMPTIONS.where(Row.exemption_id == uuid("exemption_id")), Exemption)
_ADD = query(
    insert(Row)
    .values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        exemption_id=uuid("exemption_id"),
        reason=word("reason"),
        starts_on=day("starts_on"),
        ends_before=day("ends_before"),
        recorded_by=uuid("recorded_by"),
        recorded_at=moment("now"),
    )
    .on_conflict_do_nothing()
)
_END = query(
    update(Row)
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == STUDENT,
        Row.exemption_id == uuid("exemption_id"),
        Row.ended_at.is_(None),
    )
    .values(ends_before=day("ends_before"), ended_by=uuid("ended_by"), ended_at=moment("now"))
)


async def list_for(transaction: Transaction, student_id: StudentId) -> list[Exemption]:
    """The student's exemptions, the latest to start first."""
    return await transaction.fetch(_OF_STUDENT, student_id=student_id)


async def get(transaction: Transaction, student_id: StudentId, exemption_id: ExemptionId) -> Exemption:
    """Raises NotFound."""
    found = await transaction.find(_ONE, student_id=student_id, exemption_id=exemption_id)
    if found is None:
        raise NotFound("there is no such exemption")
    return found


async def add(
    transaction: Transaction,
    student_id: StudentId,
    *,
    reason: str,
    starts_on: date,
    ends_before: date,
    recorded_by: StaffId,
    now: datetime,
) -> ExemptionId | None:
    """The new exemption; None where one for the same reason, from the same day on, is there already."""
    exemption_id = ExemptionId(uuid4())
    added = await transaction.execute(
        _ADD,
        student_id=student_id,
        exemption_id=exemption_id,
        reason=reason,
        starts_on=starts_on,
        ends_before=ends_before,
        recorded_by=recorded_by,
        now=now,
    )
    return exemption_id if added else None


async def end(
    transaction: Transaction,
    student_id: StudentId,
    exemption_id: ExemptionId,
    *,
    ends_before: date,
    ended_by: StaffId,
    now: datetime,
) -> bool:
    """Whether nobody had ended it before."""
    ended = await transaction.execute(
        _END,
        student_id=student_id,
        exemption_id=exemption_id,
        ends_before=ends_before,
        ended_by=ended_by,
        now=now,
    )
    return ended == 1

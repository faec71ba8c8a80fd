"""Training records: who was trained to use these data, and until when that counts."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import delete, insert, select

from app.db.query import INSTITUTION, day, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import StaffId, TrainingId
from app.store.people.staff import NamedStaff
from app.store.people.tables import Staff
from app.store.people.tables import TrainingRecord as Row


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    training_id: TrainingId
    staff: NamedStaff
    course: str
    completed_on: date
    ends_before: date


def _record(
    training_id: TrainingId,
    course: str,
    completed_on: date,
    ends_before: date,
    staff_id: StaffId,
    number: str,
    name: str,
) -> TrainingRecord:
    return TrainingRecord(training_id, NamedStaff(staff_id, number, name), course, completed_on, ends_before)


_RECORDS = (
    select(
        Row.training_id,
        Row.course,
        Row.completed_on,
        Row.ends_before,
        Staff.staff_id,
        Staff.number,
        Staff.name,
    )
    .join(Staff, same(Staff, Row, "staff_id"))
    .where(Row.institution_id == INSTITUTION)
)
_OF_STAFF = query(
    _RECORDS.where(Row.staff_id == uuid("staff_id")).order_by(Row.completed_on.desc(), Row.training_id),
    _record,
)
_ONE = query(_RECORDS.where(Row.training_id == uuid("training_id")), _record)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        training_id=uuid("training_id"),
        staff_id=uuid("staff_id"),
        course=word("course"),
        completed_on=day("completed_on"),
        ends_before=day("ends_before"),
    )
)
_REMOVE = query(delete(Row).where(Row.institution_id == INSTITUTION, Row.training_id == uuid("training_id")))


async def list_for(transaction: Transaction, staff_id: StaffId) -> list[TrainingRecord]:
    """The member of staff's records, the latest completed first."""
    return await transaction.fetch(_OF_STAFF, staff_id=staff_id)


async def get(transaction: Transaction, training_id: TrainingId) -> TrainingRecord:
    """Raises NotFound."""
    found = await transaction.find(_ONE, training_id=training_id)
    if found is None:
        raise NotFound("there is no such training record")
    return found


async def add(
    transaction: Transaction, staff_id: StaffId, *, course: str, completed_on: date, ends_before: date
) -> TrainingId:
    training_id = TrainingId(uuid4())
    await transaction.execute(
        _ADD,
        training_id=training_id,
        staff_id=staff_id,
        course=course,
        completed_on=completed_on,
        ends_before=ends_before,
    )
    return training_id


async def remove(transaction: Transaction, training_id: TrainingId) -> None:
    """Raises NotFound where somebody else has just removed it."""
    if not await transaction.execute(_REMOVE, training_id=training_id):
        raise NotFound("there is no such training record")

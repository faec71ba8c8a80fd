"""Remarks: what students say that the data miss, about a section and a spell of days."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import any_, delete, func, insert, or_, select

from app.access.vocabulary import SectionName
from app.db.query import INSTITUTION, STUDENT, STUDENTS, day, moment, one, query, uuid, word
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import RemarkId, StudentId
from app.store.record.tables import Remark as Row


@dataclass(frozen=True, slots=True)
class Remark:
    remark_id: RemarkId
    section: SectionName
    first_day: date
    last_day: date | None
    """None: until further notice."""
    words: str
    made_at: datetime

    def touches(self, first: date, last: date) -> bool:
        return self.first_day <= last and (self.last_day is None or self.last_day >= first)


_COLUMNS = (Row.remark_id, Row.section, Row.first_day, Row.last_day, Row.words, Row.made_at)
_OWN = (Row.institution_id == INSTITUTION, Row.student_id == STUDENT)
OF_STUDENT = query(select(*_COLUMNS).where(*_OWN).order_by(Row.first_day, Row.made_at, Row.remark_id), Remark)
"""One student's remarks, the earliest first; they are few (`actions/record/remarks.py`)."""
REMARKED = query(
    select(Row.student_id)
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == any_(STUDENTS),
        Row.section == word("remarked_section"),
        Row.first_day <= day("last_day"),
        or_(Row.last_day.is_(None), Row.last_day >= day("remarked_from")),
    )
    .distinct(),
    one,
)
"""Those of the students who made a remark about that section, and about a day up to `last_day`."""
_COUNT = query(select(func.count()).select_from(Row).where(*_OWN), one)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        remark_id=uuid("remark_id"),
        section=word("section"),
        first_day=day("first_day"),
        last_day=day("last_day"),
        words=word("words"),
        made_at=moment("now"),
    )
)
_REMOVE = query(delete(Row).where(*_OWN, Row.remark_id == uuid("remark_id")))


async def list_for(transaction: Transaction, student_id: StudentId) -> list[Remark]:
    """The student's remarks, the earliest first."""
    return await transaction.fetch(OF_STUDENT, student_id=student_id)


async def count(transaction: Transaction, student_id: StudentId) -> int:
    found: int = await transaction.fetch_one(_COUNT, student_id=student_id)
    return found


async def add(
    transaction: Transaction,
    student_id: StudentId,
    section: SectionName,
    first_day: date,
    last_day: date | None,
    words: str,
    now: datetime,
) -> Remark:
    remark = Remark(RemarkId(uuid4()), section, first_day, last_day, words, now)
    await transaction.execute(
        _ADD,
        student_id=student_id,
        remark_id=remark.remark_id,
        section=section,
        first_day=first_day,
        last_day=last_day,
        words=words,
        now=now,
    )
    return remark


async def remove(transaction: Transaction, student_id: StudentId, remark_id: RemarkId) -> None:
    """Raises NotFound."""
    if not await transaction.execute(_REMOVE, student_id=student_id, remark_id=remark_id):
        raise NotFound("there is no such remark")

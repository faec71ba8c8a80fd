"""Restrictions: whose data are stored and not used, since when, and until when."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import any_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.db.query import INSTITUTION, STUDENT, STUDENTS, day, moment, query, uuid, word
from app.db.transaction import Transaction
from app.ids import RequestId, RestrictionId, StaffId, StudentId
from app.store.governance.erasure_tables import Restriction as Row

EVERY_PURPOSE = ""


class Restriction(NamedTuple):
    restriction_id: RestrictionId
    purpose: str
    """The one purpose that the data are not used for; empty: every one."""
    request_id: RequestId
    restricted_at: datetime
    told_on: date | None
    notice: str | None
    lifted_at: datetime | None


class OpenRestriction(NamedTuple):
    student_id: StudentId
    purpose: str
    restricted_at: datetime


_LIST = query(
    select(
        Row.restriction_id, Row.purpose, Row.request_id, Row.restricted_at, Row.told_on, Row.notice,
        Row.lifted_at,
    )
    .where(Row.institution_id == INSTITUTION, Row.student_id == STUDENT)
    .order_by(Row.restricted_at.desc(), Row.restriction_id),
    Restriction,
)  # fmt: skip
OPEN = query(
    select(Row.student_id, Row.purpose, Row.restricted_at).where(
        Row.institution_id == INSTITUTION, Row.student_id == any_(STUDENTS), Row.lifted_at.is_(None)
    ),
    OpenRestriction,
)
"""Restrictions in force of some students."""
_ADD = query(
    insert(Row)
    .values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        restriction_id=uuid("restriction_id"),
        purpose=word("purpose"),
        request_id=uuid("request_id"),
        restricted_at=moment("now"),
        restricted_by=uuid("staff_id"),
    )
    .on_conflict_do_nothing()
)
_LIFT = query(
    update(Row)
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == STUDENT,
        Row.purpose == word("purpose"),
        Row.lifted_at.is_(None),
    )
    .values(
        lifted_at=moment("now"), lifted_by=uuid("staff_id"), told_on=day("told_on"), notice=word("notice")
    )
)


async def list_for(transaction: Transaction, student_id: StudentId) -> list[Restriction]:
    """The student's restrictions, the latest first."""
    return await transaction.fetch(_LIST, student_id=student_id)


async def add(
    transaction: Transaction,
    student_id: StudentId,
    restriction_id: RestrictionId,
    *,
    purpose: str,
    request_id: RequestId,
    staff_id: StaffId,
    now: datetime,
) -> bool:
    """False where the same is in force already."""
    added = await transaction.execute(
        _ADD,
        student_id=student_id,
        restriction_id=restriction_id,
        purpose=purpose,
        request_id=request_id,
        staff_id=staff_id,
        now=now,
    )
    return added == 1


async def lift(
    transaction: Transaction,
    student_id: StudentId,
    purpose: str,
    *,
    staff_id: StaffId,
    told_on: date,
    notice: str,
    now: datetime,
) -> bool:
    """False where there is none in force."""
    lifted = await transaction.execute(
        _LIFT,
        student_id=student_id,
        purpose=purpose,
        staff_id=staff_id,
        told_on=told_on,
        notice=notice,
        now=now,
    )
    return lifted == 1

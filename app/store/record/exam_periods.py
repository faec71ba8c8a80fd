"""Exam periods: days on which every mark is hidden."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import delete, insert, select

from app.errors import NotFound
from app.ids import ExamPeriodId, InstitutionId
from app.db.session import Session
from app.store.tables import ExamPeriod as Row


@dataclass(frozen=True, slots=True)
class ExamPeriod:
    exam_period_id: ExamPeriodId
    title: str
    starts_on: date
    ends_before: date


_COLUMNS = (Row.exam_period_id, Row.title, Row.starts_on, Row.ends_before)


async def list_all(session: Session, institution_id: InstitutionId) -> list[ExamPeriod]:
    """The institution's exam periods, latest first."""
    found = await session.execute(
        select(*_COLUMNS).where(Row.institution_id == institution_id).order_by(Row.starts_on.desc())
    )
    return [ExamPeriod(*row) for row in found]


async def get(session: Session, institution_id: InstitutionId, exam_period_id: ExamPeriodId) -> ExamPeriod:
    found = await session.execute(
        select(*_COLUMNS).where(Row.institution_id == institution_id, Row.exam_period_id == exam_period_id)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound("there is no such exam period")
    return ExamPeriod(*row)


async def hidden_until(session: Session, institution_id: InstitutionId, day: date) -> date | None:
    """The first day on which marks are shown again, or None where they are shown on `day`."""
    found = await session.execute(
        select(Row.starts_on, Row.ends_before).where(
            Row.institution_id == institution_id, Row.ends_before > day
        )
    )
    return end_of_hiding([(row.starts_on, row.ends_before) for row in found], day)


def end_of_hiding(periods: Collection[tuple[date, date]], day: date) -> date | None:
    """The same, of periods by first day and the day before which they end: those that adjoin are one."""
    until = None
    while ends := [ends for starts, ends in periods if starts <= (until or day) < ends]:
        until = max(ends)
    return until


async def add(
    session: Session, institution_id: InstitutionId, title: str, starts_on: date, ends_before: date
) -> ExamPeriod:
    period = ExamPeriod(ExamPeriodId(uuid4()), title, starts_on, ends_before)
    await session.execute(
        insert(Row).values(
            exam_period_id=period.exam_period_id,
            institution_id=institution_id,
            title=title,
            starts_on=starts_on,
            ends_before=ends_before,
        )
    )
    return period


async def remove(session: Session, exam_period_id: ExamPeriodId) -> None:
    await session.execute(delete(Row).where(Row.exam_period_id == exam_period_id))

"""Exam periods: days on which every mark is hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import delete, insert, select

from app.db.query import INSTITUTION, day, query, uuid, word
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import ExamPeriodId
from app.store import institutions
from app.store.record.tables import ExamPeriod as Row


@dataclass(frozen=True, slots=True)
class ExamPeriod:
    exam_period_id: ExamPeriodId
    title: str
    starts_on: date
    ends_before: date


_COLUMNS = (Row.exam_period_id, Row.title, Row.starts_on, Row.ends_before)
_MINE = Row.institution_id == INSTITUTION
ALL = query(select(*_COLUMNS).where(_MINE).order_by(Row.starts_on.desc()), ExamPeriod)
_ONE = query(select(*_COLUMNS).where(_MINE, Row.exam_period_id == uuid("exam_period_id")), ExamPeriod)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        exam_period_id=uuid("exam_period_id"),
        title=word("title"),
        starts_on=day("starts_on"),
        ends_before=day("ends_before"),
    )
)
_REMOVE = query(delete(Row).where(_MINE, Row.exam_period_id == uuid("exam_period_id")))


async def list_all(transaction: Transaction) -> list[ExamPeriod]:
    """The institution's exam periods, latest first."""
    return await transaction.fetch(ALL)


async def get(transaction: Transaction, exam_period_id: ExamPeriodId) -> ExamPeriod:
    """Raises NotFound."""
    found = await transaction.find(_ONE, exam_period_id=exam_period_id)
    if found is None:
        raise NotFound("there is no such exam period")
    return found


@dataclass(frozen=True, slots=True)
class Hiding:
    """Why marks are hidden today, and for how long."""

    titles: Sequence[str]
    """Of the exam periods that it is, the one that began first before the others."""
    until: date
    """The first day on which marks are shown again."""


def hiding(periods: Iterable[ExamPeriod], today: date) -> Hiding | None:
    """What hides marks today, or None where they are shown. Periods that adjoin or overlap count as one."""
    listed, until = list(periods), None
    while ends := [
        each.ends_before for each in listed if each.starts_on <= (until or today) < each.ends_before
    ]:
        until = max(ends)
    if until is None:
        return None
    now = [each for each in listed if each.starts_on <= today < each.ends_before]
    return Hiding([each.title for each in sorted(now, key=lambda each: each.starts_on)], until)


async def add(transaction: Transaction, title: str, starts_on: date, ends_before: date) -> ExamPeriod:
    period = ExamPeriod(ExamPeriodId(uuid4()), title, starts_on, ends_before)
    await transaction.execute(
        _ADD,
        exam_period_id=period.exam_period_id,
        title=title,
        starts_on=starts_on,
        ends_before=ends_before,
    )
    await institutions.raise_version(transaction)
    return period


async def remove(transaction: Transaction, exam_period_id: ExamPeriodId) -> None:
    """Raises NotFound where somebody else has just removed it."""
    if not await transaction.execute(_REMOVE, exam_period_id=exam_period_id):
        raise NotFound("there is no such exam period")
    await institutions.raise_version(transaction)

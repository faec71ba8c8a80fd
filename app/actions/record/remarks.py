"""Remarks: the student says what the data miss, and it travels with the figures that it is about."""

from datetime import date
from typing import Any

from app.access.vocabulary import SectionName
from app.actions.context import RequestContext
from app.actions.coverage import check_was_covered
from app.actions.section import Rows
from app.db.query import Query
from app.errors import Conflict, Fault, InvalidInput
from app.ids import RemarkId, StudentId
from app.store.record import remarks
from app.store.record.remarks import Remark

ABOUT = frozenset(
    {
        SectionName.ATTENDANCE,
        SectionName.EMPLOYABILITY,
        SectionName.ENGAGEMENT,
        SectionName.GRADES,
        SectionName.SIGNALS,
        SectionName.VISA,
    }
)
"""The sections that hold figures."""
MOST = 30
"""A student's remarks at one time: all of them travel with every read of a section."""
REMARK_READS: dict[str, Query[Any]] = {"remarks": remarks.OF_STUDENT}
"""What a section reads besides its own, so that the remarks about it travel along."""


def remarks_about(section: SectionName, rows: Rows, first: date, last: date) -> list[Remark]:
    """The remarks about that section that are about any of these days."""
    return [each for each in rows["remarks"] if each.section == section and each.touches(first, last)]


async def list_remarks(context: RequestContext, student_id: StudentId) -> list[Remark]:
    """All of the student's for the student; for staff those about sections that a role of theirs opens."""
    found = await remarks.list_for(context.transaction, student_id)
    opened = context.user.opened
    if opened is None or context.user.student_id == student_id:
        return found
    return [each for each in found if each.section in opened.sections]


async def make_remark(
    context: RequestContext,
    student_id: StudentId,
    section: SectionName,
    first_day: date,
    last_day: date | None,
    words: str,
) -> Remark:
    """By the student, about a section that the institution has, whether or not the student can read it.

    Raises InvalidInput for another section and for days that run backwards, OutOfScope for a student whom the
    service never covered, Conflict for one too many.
    """
    collected = sorted(ABOUT & context.profile.sections)
    if section not in collected:
        rule = f"must be one of {', '.join(collected)}: what this institution has figures of"
        raise InvalidInput("see `errors`", faults=[Fault("/body/section", rule)])
    if last_day is not None and last_day < first_day:
        rule = "must not lie before first_day"
        raise InvalidInput("see `errors`", faults=[Fault("/body/last_day", rule)])
    await check_was_covered(context, student_id)
    if await remarks.count(context.transaction, student_id) >= MOST:
        raise Conflict(f"there are {MOST} remarks of yours already: withdraw one that no longer holds")
    return await remarks.add(
        context.transaction, student_id, section, first_day, last_day, words, context.now
    )


async def withdraw_remark(context: RequestContext, student_id: StudentId, remark_id: RemarkId) -> None:
    """From now on it travels with nothing, and nothing of it is kept. Raises NotFound."""
    await remarks.remove(context.transaction, student_id, remark_id)

"""A student's weeks: how the weekly report has them, week by week."""

from collections.abc import Sequence
from datetime import date, datetime

from app.access.vocabulary import SectionName
from app.actions.context import RequestContext
from app.actions.insight.report_rows import Told
from app.actions.insight.weekly_status import judge_weeks
from app.ids import StudentId
from app.rag.rows import ReportRow
from app.store.insight.weekly_reports import Studying


async def student_weeks(
    context: RequestContext, student_id: StudentId, mondays: Sequence[date]
) -> tuple[list[tuple[date, ReportRow]], dict[str, datetime | None]]:
    """Weeks on whose last day the student was registered, and how far each source's data reach.

    Raises NotCollected.
    """
    opened = context.user.opened
    own = context.user.student_id == student_id
    weeks = await judge_weeks(context, [student_id], mondays)
    marks = own or (opened is not None and SectionName.GRADES in opened.sections)
    student = Studying(student_id, "", None, "", "")
    told = [Told(weeks, context.profile, at, marks=marks) for at in range(len(mondays))]
    found = [
        (monday, each.row(0, student))
        for monday, each, modes in zip(mondays, told, weeks.modes, strict=True)
        if modes[0] >= 0
    ]
    return found, told[-1].as_of

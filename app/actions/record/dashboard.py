"""The dashboard: every section of a student's record that may be shown now, and why not the others."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from app.access.vocabulary import SectionName
from app.actions.context import RequestContext
from app.actions.engagement.read_engagement import ENGAGEMENT
from app.actions.record.attendance import ATTENDANCE
from app.actions.record.employability import EMPLOYABILITY
from app.actions.record.grades import GRADES
from app.actions.record.meetings import MEETINGS
from app.actions.show_section import ShownSections, show_sections
from app.ids import StudentId

SECTIONS = (ATTENDANCE, EMPLOYABILITY, ENGAGEMENT, GRADES, MEETINGS)
"""The sections of a dashboard, in its order: by name."""
DAYS = 30
"""How far the dashboard looks back."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    day: date
    sections: ShownSections


async def read_dashboard(
    context: RequestContext, student_id: StudentId, names: Collection[SectionName], purpose: str | None
) -> Dashboard:
    """Those sections of today's dashboard.

    Raises OutOfScope for a student whom the service does not cover.
    """
    last = context.today
    sections = [each for each in SECTIONS if each.name in names]
    first = last - timedelta(days=DAYS - 1)
    shown = await show_sections(context, sections, student_id, first, last, purpose)
    return Dashboard(last, shown)

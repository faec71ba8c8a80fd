"""The dashboard: one document per student, every section in a state."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import Field

from app.access.vocabulary import SectionName
from app.actions.record.dashboard import Dashboard
from app.actions.section import SectionState
from app.ids import StudentId
from app.profiles.model import Profile
from app.schemas.base import Out
from app.schemas.engagement.scores import EngagementOut, engagement_out
from app.schemas.record.attendance import AttendanceSummaryOut, attendance_summary_out
from app.schemas.record.employability import EmployabilityOut, employability_out
from app.schemas.record.grades import GradesOut, grades_out
from app.schemas.record.meetings import MeetingsSectionOut, meetings_section_out

Content = TypeVar("Content", bound=Out)


class SectionOut(Out, Generic[Content]):
    state: SectionState
    content: Content | None
    """Null unless shown."""
    consent_path: str | None
    """Withheld: where the student can change that."""
    hidden_until: date | None
    """Hidden: the first day on which it is shown again."""
    unavailable_since: datetime | None


ABSENT = Field(default=None, exclude_if=lambda section: section is None)


class SectionsOut(Out):
    """Those asked for; the others are absent, not null."""

    attendance: SectionOut[AttendanceSummaryOut] | None = ABSENT
    employability: SectionOut[EmployabilityOut] | None = ABSENT
    engagement: SectionOut[EngagementOut] | None = ABSENT
    grades: SectionOut[GradesOut] | None = ABSENT
    meetings: SectionOut[MeetingsSectionOut] | None = ABSENT


class DashboardOut(Out):
    """The same for the student and the personal tutor, to the byte."""

    student_id: StudentId
    day: date
    sections: SectionsOut


def dashboard_out(student_id: StudentId, profile: Profile, read: Dashboard) -> DashboardOut:
    facts = read.sections.facts
    made: dict[str, Callable[[Any], Out]] = {
        SectionName.ATTENDANCE: attendance_summary_out,
        SectionName.EMPLOYABILITY: employability_out,
        SectionName.ENGAGEMENT: lambda engagement: engagement_out(student_id, profile, None, engagement),
        SectionName.GRADES: grades_out,
        SectionName.MEETINGS: meetings_section_out,
    }
    sections = {
        str(status.section): {
            "state": status.state,
            "content": made[status.section](facts[status.section]) if status.section in facts else None,
            "consent_path": f"/v1/students/{student_id}/consents" if status.purpose else None,
            "hidden_until": status.until,
            "unavailable_since": None,
        }
        for status in read.sections.statuses
    }
    return DashboardOut(student_id=student_id, day=read.day, sections=SectionsOut.model_validate(sections))

"""The dashboard: one document per student, every section in a state."""

from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import Field

from app.actions.record.read_dashboard import Dashboard
from app.actions.record.sections import SectionState, Standing
from app.ids import StudentId
from app.profiles.model import Profile, Section
from app.schemas.record.attendance import AttendanceSummaryOut, attendance_summary_body
from app.schemas.record.employability import EmployabilityOut, employability_body
from app.schemas.engagement.scores import EngagementOut, engagement_body
from app.schemas.record.grades import GradesOut, grades_body
from app.schemas.record.meetings import MeetingsSectionOut, meetings_section_body
from app.schemas.base import Body, Out

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


def dashboard_body(student_id: StudentId, profile: Profile, read: Dashboard) -> Body:
    """A `DashboardOut`."""
    first, last = read.first, read.last
    shown: dict[Section, Body] = {}
    if read.attendance is not None:
        shown[Section.ATTENDANCE] = attendance_summary_body(first, last, read.attendance)
    if read.employability is not None:
        shown[Section.EMPLOYABILITY] = employability_body(first, last, read.employability)
    if read.engagement is not None:
        shown[Section.ENGAGEMENT] = engagement_body(student_id, profile, None, read.engagement)
    if read.grades is not None:
        shown[Section.GRADES] = grades_body(read.grades)
    if read.meetings is not None:
        shown[Section.MEETINGS] = meetings_section_body(*read.meetings)
    return {
        "student_id": student_id,
        "day": last,
        "sections": {
            section.value: _section_body(student_id, standing, shown.get(section))
            for section, standing in read.standings.items()
        },
    }


def _section_body(student_id: StudentId, standing: Standing, content: Body | None) -> Body:
    return {
        "state": standing.state,
        "content": content,
        "consent_path": f"/v1/students/{student_id}/consents" if standing.purpose else None,
        "hidden_until": standing.until,
        "unavailable_since": None,
    }

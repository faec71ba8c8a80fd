"""The dashboard: one document per student, every section in a state."""

from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import Field

from app.actions.sections import SectionState
from app.ids import StudentId
from app.schemas.attendance import AttendanceSummaryOut
from app.schemas.employability import EmployabilityOut
from app.schemas.engagement import EngagementOut
from app.schemas.grades import GradesOut
from app.schemas.meetings import MeetingsSectionOut
from app.schemas.model import Out

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

"""The dashboard: one document per student, every section in a state."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Generic, TypeVar

from pydantic import Field

from app.access.vocabulary import SectionName
from app.actions.record.dashboard import Dashboard
from app.actions.section import SectionState
from app.ids import StudentId
from app.profiles.model import Profile
from app.schemas.base import Out, shown_as
from app.schemas.engagement.scores import ENGAGEMENT, EngagementOut, engagement_out
from app.schemas.made_up import STUDENT, TODAY
from app.schemas.record.attendance import (
    ATTENDANCE_SUMMARY,
    AttendanceSummaryOut,
    attendance_summary_out,
)
from app.schemas.record.employability import EMPLOYABILITY, EmployabilityOut, employability_out
from app.schemas.record.exam_periods import EXAM_PERIOD_SAID
from app.schemas.record.grades import GradesOut, grades_out
from app.schemas.record.meetings import MEETINGS_SECTION, MeetingsSectionOut, meetings_section_out

Content = TypeVar("Content", bound=Out)


def _shown(content: dict[str, Any]) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        "consent_path": None,
        "hidden_until": None,
        "hidden_by": [],
        "unavailable_since": None,
    }
    return {"state": "shown", "content": content, **nothing}


_HIDDEN = {
    "state": "hidden",
    "content": None,
    "consent_path": None,
    "hidden_until": EXAM_PERIOD_SAID["ends_before"],
    "hidden_by": [EXAM_PERIOD_SAID["title"]],
    "unavailable_since": None,
}
_DASHBOARD = {
    "student_id": STUDENT,
    "day": TODAY,
    "sections": {
        "attendance": _shown(ATTENDANCE_SUMMARY),
        "employability": _shown(EMPLOYABILITY),
        "engagement": _shown(ENGAGEMENT),
        "grades": _HIDDEN,
        "meetings": _shown(MEETINGS_SECTION),
    },
}


class SectionOut(Out, Generic[Content]):
    state: SectionState
    """Whether it is shown, and if not, why."""
    content: Content | None
    """Null unless shown."""
    consent_path: str | None
    """Withheld: where the student can change that."""
    hidden_until: date | None
    """Hidden: the first day on which it is shown again."""
    hidden_by: list[str]
    """Hidden: the titles of the exam periods that hide it."""
    unavailable_since: date | None
    """Unavailable: the first day asked for of which there is nothing."""


ABSENT = Field(default=None, exclude_if=lambda section: section is None)


class SectionsOut(Out):
    """Those asked for; the others are absent, not null."""

    attendance: SectionOut[AttendanceSummaryOut] | None = ABSENT
    """What the register says of the last days."""
    employability: SectionOut[EmployabilityOut] | None = ABSENT
    """Careers events of the last days, and career stages."""
    engagement: SectionOut[EngagementOut] | None = ABSENT
    """The scores of the last days."""
    grades: SectionOut[GradesOut] | None = ABSENT
    """Provisional marks."""
    meetings: SectionOut[MeetingsSectionOut] | None = ABSENT
    """Meetings around today, and the latest shared notes."""


class DashboardOut(Out):
    """The same, to the byte, for everyone to whom the same sections are open."""

    model_config = shown_as(_DASHBOARD)

    student_id: StudentId
    """Whose dashboard it is."""
    day: date
    """Today, where the institution is."""
    sections: SectionsOut
    """The sections asked for, each in a state."""


def dashboard_out(student_id: StudentId, profile: Profile, dashboard: Dashboard) -> DashboardOut:
    facts = dashboard.sections.facts
    out_of: dict[str, Callable[[Any], Out]] = {
        SectionName.ATTENDANCE: attendance_summary_out,
        SectionName.EMPLOYABILITY: employability_out,
        SectionName.ENGAGEMENT: partial(engagement_out, profile),
        SectionName.GRADES: grades_out,
        SectionName.MEETINGS: meetings_section_out,
    }
    sections = {
        str(status.section): {
            "state": status.state,
            "content": out_of[status.section](facts[status.section]) if status.section in facts else None,
            "consent_path": f"/v1/students/{student_id}/consents" if status.purpose else None,
            "hidden_until": status.hiding and status.hiding.until,
            "hidden_by": status.hiding.titles if status.hiding else [],
            "unavailable_since": status.unavailable_since,
        }
        for status in dashboard.sections.statuses
    }
    return DashboardOut(
        student_id=student_id, day=dashboard.day, sections=SectionsOut.model_validate(sections)
    )

"""The dashboard: one document per student, every section in a state."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field, SerializeAsAny
from typing_extensions import TypeAliasType

from app.access.vocabulary import SectionName
from app.actions.record.dashboard import Dashboard
from app.actions.section import SectionState, SectionStatus
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
    return {"state": "shown", "content": content}


_HIDDEN = {
    "state": "hidden",
    "hidden_until": EXAM_PERIOD_SAID["ends_before"],
    "hidden_by": [EXAM_PERIOD_SAID["title"]],
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


class ShownSectionOut(Out, Generic[Content]):
    """It is shown."""

    state: Literal["shown"]
    """Its state."""
    content: Content
    """What is shown."""


class WithheldSectionOut(Out):
    """The student has not consented."""

    state: Literal["withheld"]
    """Its state."""
    consent_path: str
    """Where the student can change that."""


class HiddenSectionOut(Out):
    """Nobody may see it now: an exam period."""

    state: Literal["hidden"]
    """Its state."""
    hidden_until: date
    """The first day on which it is shown again."""
    hidden_by: list[str]
    """The titles of the exam periods that hide it."""


class NotCollectedSectionOut(Out):
    """The institution has no such source."""

    state: Literal["not_collected"]
    """Its state."""


class UnavailableSectionOut(Out):
    """A source that it needs was down, or has not delivered, on every day asked for."""

    state: Literal["unavailable"]
    """Its state."""
    unavailable_since: date
    """The first day asked for of which there is nothing."""


class RestrictedSectionOut(Out):
    """The asker's role does not open it, or the student has the right that it is stored only."""

    state: Literal["restricted"]
    """Its state."""


Shown = TypeVar("Shown", bound=Out)
SectionOut = Annotated[
    Shown
    | WithheldSectionOut
    | HiddenSectionOut
    | NotCollectedSectionOut
    | UnavailableSectionOut
    | RestrictedSectionOut,
    Field(discriminator="state"),
    SerializeAsAny(),  # as a union it would be written twice: once to find out whether it fits
]
"""A section has what belongs to its state and nothing else, so whoever compares the state knows the rest."""
# Named, so that the contract names them, and clients have a type to say.
AttendanceSectionOut = TypeAliasType(
    "AttendanceSectionOut", SectionOut[ShownSectionOut[AttendanceSummaryOut]]
)
EmployabilitySectionOut = TypeAliasType(
    "EmployabilitySectionOut", SectionOut[ShownSectionOut[EmployabilityOut]]
)
EngagementSectionOut = TypeAliasType("EngagementSectionOut", SectionOut[ShownSectionOut[EngagementOut]])
GradesSectionOut = TypeAliasType("GradesSectionOut", SectionOut[ShownSectionOut[GradesOut]])
MeetingsAndNotesSectionOut = TypeAliasType(
    "MeetingsAndNotesSectionOut", SectionOut[ShownSectionOut[MeetingsSectionOut]]
)


def _never_null(schema: dict[str, Any]) -> None:
    """The contract of a field that is left out instead of being null."""
    schema |= schema.pop("anyOf")[0]


ABSENT = Field(default=None, exclude_if=lambda section: section is None, json_schema_extra=_never_null)


class SectionsOut(Out):
    """Those asked for; the others are absent, not null."""

    attendance: AttendanceSectionOut | None = ABSENT
    """What the register says of the last days."""
    employability: EmployabilitySectionOut | None = ABSENT
    """Careers events of the last days, and career stages."""
    engagement: EngagementSectionOut | None = ABSENT
    """The scores of the last days."""
    grades: GradesSectionOut | None = ABSENT
    """Provisional marks."""
    meetings: MeetingsAndNotesSectionOut | None = ABSENT
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


def _of_its_state(
    student_id: StudentId, status: SectionStatus, content: Callable[[], Out]
) -> Mapping[str, object]:
    """What a section in that state has beside it."""
    match status.state:
        case SectionState.SHOWN:
            return {"content": content()}
        case SectionState.WITHHELD:
            return {"consent_path": f"/v1/students/{student_id}/consents"}
        case SectionState.HIDDEN if status.hiding is not None:
            return {"hidden_until": status.hiding.until, "hidden_by": status.hiding.titles}
        case SectionState.UNAVAILABLE:
            return {"unavailable_since": status.unavailable_since}
        case _:
            return {}


def dashboard_out(student_id: StudentId, profile: Profile, dashboard: Dashboard) -> DashboardOut:
    facts = dashboard.sections.facts
    out_of: dict[str, Callable[[Any], Out]] = {
        SectionName.ATTENDANCE: attendance_summary_out,
        SectionName.EMPLOYABILITY: employability_out,
        SectionName.ENGAGEMENT: partial(engagement_out, profile),
        SectionName.GRADES: grades_out,
        SectionName.MEETINGS: meetings_section_out,
    }

    def content_of(name: str) -> Out:
        return out_of[name](facts[name])

    sections = {
        str(status.section): {
            "state": status.state.value,
            **_of_its_state(student_id, status, partial(content_of, status.section)),
        }
        for status in dashboard.sections.statuses
    }
    return DashboardOut(
        student_id=student_id, day=dashboard.day, sections=SectionsOut.model_validate(sections)
    )

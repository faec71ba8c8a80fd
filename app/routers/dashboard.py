"""The dashboard: one document per student."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.actions.read_dashboard import ALL, Dashboard, read_dashboard
from app.actions.record_access import Seen, record_access
from app.errors import (
    Fault,
    Forbidden,
    InvalidInput,
    NotFound,
    OutOfScope,
    PurposeRefused,
    PurposeRequired,
    Unauthenticated,
)
from app.ids import StudentId
from app.profiles.model import Profile, Section
from app.routers.deps import Asker, StatedPurpose, VisibleStudent
from app.routers.problems import describe
from app.schemas.attendance import attendance_summary_out
from app.schemas.dashboard import Content, DashboardOut, SectionOut, SectionsOut
from app.schemas.employability import employability_out
from app.schemas.engagement import EngagementOut, engagement_body
from app.schemas.grades import grades_out
from app.schemas.meetings import MeetingsSectionOut, meeting_out, note_out

router = APIRouter(prefix="/students/{student_id}/dashboard", tags=["dashboard"])


async def _sections(
    sections: Annotated[
        str | None,
        Query(
            description="Names of sections with commas between; only these are read, sent and recorded."
            " All, unless given.",
            max_length=200,
            examples=["engagement,attendance"],
        ),
    ] = None,
) -> frozenset[Section]:
    if sections is None:
        return ALL
    asked = set(sections.split(","))
    if unknown := asked - {str(each) for each in Section}:
        named = ", ".join(sorted(Section))
        faults = [Fault("/query/sections", f"`{each}` is none of {named}") for each in sorted(unknown)]
        raise InvalidInput("see `errors`", faults=faults)
    return frozenset(Section(each) for each in asked)


Sections = Annotated[frozenset[Section], Depends(_sections)]

SEEN = {
    Section.ATTENDANCE: (Seen.ATTENDANCE,),
    Section.EMPLOYABILITY: (Seen.EMPLOYABILITY,),
    Section.ENGAGEMENT: (Seen.ENGAGEMENT,),
    Section.GRADES: (Seen.GRADES,),
    Section.MEETINGS: (Seen.MEETINGS, Seen.NOTES),
}


@router.get(
    "",
    summary="A student's dashboard",
    responses=describe(Unauthenticated, Forbidden, NotFound, OutOfScope, PurposeRequired, PurposeRefused),
)
async def read_dashboard_of_student(
    asking: Asker, student: VisibleStudent, sections: Sections, purpose: StatedPurpose = None
) -> DashboardOut:
    """Attendance, grades, employability, engagement and meetings, each in its state, or some of them.

    Student and personal tutor get the same, to the byte. What is recorded of a look are the sections
    that it showed.
    """
    dashboard = await read_dashboard(asking, student.student_id, sections)
    seen = [each for section in dashboard.shown for each in SEEN[section]]
    await record_access(asking, asking.principal, [student.student_id], seen, purpose)
    return _dashboard_out(student.student_id, asking.profile, dashboard)


def _dashboard_out(student_id: StudentId, profile: Profile, read: Dashboard) -> DashboardOut:
    def section(of: Section, content: Content | None) -> SectionOut[Content] | None:
        standing = read.standings.get(of)
        if standing is None:
            return None
        withheld = standing.purpose is not None
        return SectionOut(
            state=standing.state,
            content=content,
            consent_path=f"/v1/students/{student_id}/consents" if withheld else None,
            hidden_until=standing.until,
            unavailable_since=None,
        )

    first, last = read.first, read.last
    attendance = read.attendance and attendance_summary_out(first, last, read.attendance)
    employability = read.employability and employability_out(first, last, read.employability)
    engagement = read.engagement and EngagementOut.model_validate(
        engagement_body(student_id, profile, None, read.engagement)
    )
    grades = None if read.grades is None else grades_out(list(read.grades))
    meetings = None
    if read.meetings is not None:
        around, notes = read.meetings
        meetings = MeetingsSectionOut(
            meetings=[meeting_out(each) for each in around], notes=[note_out(each) for each in notes]
        )
    return DashboardOut(
        student_id=student_id,
        day=last,
        sections=SectionsOut(
            attendance=section(Section.ATTENDANCE, attendance),
            employability=section(Section.EMPLOYABILITY, employability),
            engagement=section(Section.ENGAGEMENT, engagement),
            grades=section(Section.GRADES, grades),
            meetings=section(Section.MEETINGS, meetings),
        ),
    )

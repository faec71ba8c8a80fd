"""Read the dashboard: every section of a student's record that may be shown now, and why not the others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.actions.context import Here
from app.actions.record.read_attendance import AttendanceSummary, read_attendance
from app.actions.record.read_employability import EmployabilityView, read_employability
from app.actions.engagement.read_engagement import Engagement, read_engagement
from app.actions.record.sections import SectionState, Standing, list_standings
from app.errors import ConsentRequired
from app.ids import StudentId
from app.profiles.model import Profile, Section
from app.store.record import grades, meetings, notes
from app.store.record.grades import AssessedWork
from app.store.record.meetings import Meeting, ShownMeeting
from app.store.record.notes import Note

DAYS = 30
"""How far the dashboard looks back (and, for meetings, ahead)."""
NOTES = 5
ALL = frozenset(Section)


@dataclass(frozen=True, slots=True)
class Dashboard:
    standings: Mapping[Section, Standing]
    """Of the sections asked for."""
    first: date
    last: date
    attendance: AttendanceSummary | None
    employability: EmployabilityView | None
    engagement: Engagement | None
    grades: Sequence[AssessedWork] | None
    meetings: tuple[Sequence[Meeting | ShownMeeting], Sequence[Note]] | None

    @property
    def shown(self) -> list[Section]:
        return [each for each, standing in self.standings.items() if standing.state == SectionState.SHOWN]


async def read_dashboard(here: Here, student_id: StudentId, sections: Collection[Section] = ALL) -> Dashboard:
    """Those sections of today's dashboard. It depends on the student alone, never on who asks.

    Raises OutOfScope for a student whom the service does not cover.
    """
    every = await list_standings(here, student_id)
    standings = {section: standing for section, standing in every.items() if section in sections}
    last = here.today
    first = last - timedelta(days=DAYS - 1)

    def shown(section: Section) -> bool:
        return section in standings and standings[section].state is SectionState.SHOWN

    engagement = None
    if shown(Section.ENGAGEMENT):
        try:
            engagement = await read_engagement(here, student_id, first, last)
        except ConsentRequired:  # not registered today; nothing of the days before may be shown
            withheld = Standing(Section.ENGAGEMENT, SectionState.WITHHELD)
            standings = standings | {Section.ENGAGEMENT: withheld}
    return Dashboard(
        standings=standings,
        first=first,
        last=last,
        attendance=await read_attendance(here, student_id, first, last)
        if shown(Section.ATTENDANCE)
        else None,
        employability=await read_employability(here, student_id, first, last)
        if shown(Section.EMPLOYABILITY)
        else None,
        engagement=engagement,
        grades=await grades.list_work(here.session, student_id) if shown(Section.GRADES) else None,
        meetings=await _meetings(here, student_id) if shown(Section.MEETINGS) else None,
    )


def days_of_meetings(profile: Profile, today: date) -> tuple[datetime, datetime]:
    """When the meetings begin, and before when: whole days, so that a day's dashboard stays what it is."""
    first, after = today - timedelta(days=DAYS), today + timedelta(days=DAYS + 1)
    return (
        datetime.combine(first, time.min, profile.zone),
        datetime.combine(after, time.min, profile.zone),
    )


async def _meetings(here: Here, student_id: StudentId) -> tuple[Sequence[Meeting], Sequence[Note]]:
    since, before = days_of_meetings(here.profile, here.today)
    around = await meetings.list_for(here.session, student_id, since, before)
    # Whoever asks: not even the asker's own drafts are part of the common document.
    shared = await notes.list_for(here.session, student_id, notes.SHARED, NOTES)
    return around, shared

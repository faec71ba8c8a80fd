"""The dashboard at once: what one round trip brought, as `read_dashboard` has it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from app.actions.answer_at_once import Familiar, engagement
from app.actions.compute_scores import consented_purpose
from app.actions.read_attendance import summary
from app.actions.read_dashboard import DAYS, NOTES, Dashboard, days_of_meetings
from app.actions.read_employability import EmployabilityView
from app.actions.sections import SectionState, standings_of
from app.attendance.register import Showing, Status, showing
from app.consent.gate import LegalBasis
from app.ids import StudentId
from app.profiles.model import Profile, Section
from app.store.dashboard_at_once import DashboardFacts, SessionRow, Wanted
from app.store.employability import CAREERS
from app.store.exam_periods import end_of_hiding


def readable(familiar: Familiar, sections: Collection[Section], today: date) -> list[Section] | None:
    """Which of those sections would be shown today to whoever has consented to all there is to consent to;
    None where that is more than one thing."""
    profile = familiar.profile
    asked = {name for name, each in profile.purposes.items() if each.basis is LegalBasis.CONSENT}
    if not asked <= {consented_purpose(profile)}:
        return None
    hidden = end_of_hiding(familiar.known.exam_periods, today) is not None
    return [
        section
        for section in sorted(sections)
        if section in profile.sections and not (hidden and section is Section.GRADES)
    ]


def wanted(profile: Profile, shown: Sequence[str], seen: Sequence[str], today: date) -> Wanted:
    first, midnight = today - timedelta(days=DAYS - 1), time.min
    return Wanted(
        list(shown),
        list(seen),
        datetime.combine(first, midnight, profile.zone),
        datetime.combine(today + timedelta(days=1), midnight, profile.zone),
        profile.time_zone,
        *days_of_meetings(profile, today),
        NOTES,
    )


def dashboard(
    familiar: Familiar,
    student_id: StudentId,
    facts: DashboardFacts,
    sections: Collection[Section],
    now: datetime,
) -> Dashboard:
    """Today's dashboard, as `read_dashboard` has it."""
    profile = familiar.profile
    today = profile.day(now)
    first = today - timedelta(days=DAYS - 1)
    until = end_of_hiding(familiar.known.exam_periods, today)
    every = standings_of(profile, facts.scores.decisions, today, until)
    standings = {section: standing for section, standing in every.items() if section in sections}
    shown = {section for section, each in standings.items() if each.state is SectionState.SHOWN}
    careers_until = facts.scores.data_as_of.get(CAREERS)
    sessions = [Session(each.day, each.mandatory, _showing(each, now)) for each in facts.sessions]
    return Dashboard(
        standings=standings,
        first=first,
        last=today,
        attendance=summary(sessions) if Section.ATTENDANCE in shown else None,
        employability=EmployabilityView(facts.careers, facts.stages, careers_until)
        if Section.EMPLOYABILITY in shown
        else None,
        engagement=engagement(familiar, student_id, facts.scores, first, today)
        if Section.ENGAGEMENT in shown
        else None,
        grades=facts.work if Section.GRADES in shown else None,
        meetings=(facts.meetings, facts.notes) if Section.MEETINGS in shown else None,
    )


def until(facts: DashboardFacts, now: datetime) -> datetime | None:
    """When the same facts would show something else, the day being the same: a session that nobody has
    registered ends."""
    ends = (each.ends_at for each in facts.sessions if each.status is None)
    return min((each for each in ends if each > now), default=None)


class Session(NamedTuple):
    day: date
    mandatory: bool
    showing: Showing


def _showing(session: SessionRow, now: datetime) -> Showing:
    return showing(None if session.status is None else Status(session.status), session.ends_at, now)

"""A university of any profile from a seed: the same seed, profile and days give the same people and bytes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random

from app.access.vocabulary import SectionName
from app.calendars.calendar import Calendar, monday_of
from app.devtools.synthetic import record, teaching
from app.devtools.synthetic.activity import Activity, Day, Life, activity
from app.devtools.synthetic.people import Member, Period, add_student
from app.devtools.synthetic.sources import habit_of
from app.devtools.synthetic.staff import Staffing, add_staff
from app.profiles.model import Profile
from app.wire.deliveries import AttendanceItem, CareerStageItem, CircumstanceItem, MarkItem, SessionItem
from app.wire.roster import AssessmentRow, Roster


@dataclass
class University:
    """Raises ValueError for a profile with a source that `sources.py` does not describe."""

    profile: Profile
    seed: int
    first: date
    last: date
    issuer: str
    students: int
    prefix: str = ""
    """What logins begin with."""
    together: int = 0
    """So many of the students, the first ones, are on one course and in one year."""
    roster: Roster = field(init=False, default_factory=Roster)
    staffing: Staffing = field(init=False)
    members: list[Member] = field(init=False)

    def __post_init__(self) -> None:
        rng = Random(self.seed)  # noqa: S311 (a made-up university needs no secrets)
        year = self.academic_years[-1]
        teaching.add_teaching(self.roster, self.calendar, self.first, self.last, year)
        self.staffing = add_staff(self.roster, self.profile, rng, self.students, self.issuer, self.prefix)
        weeks = self.calendar.teaching_weeks(monday_of(self.first), self.last)
        period = Period(self.first, self.last, year, tuple(week.monday for week in weeks))
        self.members = [
            add_student(
                self.roster,
                rng,
                at,
                period,
                self.staffing.tutors,
                self.issuer,
                self.prefix,
                together=at <= self.together,
            )
            for at in range(1, self.students + 1)
        ]

    @property
    def calendar(self) -> Calendar:
        return self.profile.calendar.calendar

    @property
    def academic_years(self) -> tuple[int, ...]:
        """Those that the days fall in: students are asked in each."""
        years = (self.profile.academic_year(day) for day in (self.first, self.last))
        return tuple(range(next(years), next(years) + 1))

    @property
    def coefficients(self) -> dict[str, dict[str, float]]:
        """Of the made-up scoring model, by college and source."""
        return teaching.coefficients(self.profile.collected)

    def planted(self) -> Iterator[tuple[str, str, date]]:
        """Whose activity changes, how, and from the Monday of which week on."""
        for member in self.members:
            if member.planted is not None:
                yield member.number, member.planted.kind, member.planted.week

    def sessions(self) -> Iterator[SessionItem]:
        yield from teaching.sessions(self.roster, self.calendar, self.first, self.last)

    def attendance(self) -> Iterator[AttendanceItem]:
        """The registers up to the last day; now and then one has not been returned."""
        for member in self.members:
            yield from self._attendance(member)

    def marks(self) -> Iterator[MarkItem]:
        """None where the institution shows no marks here."""
        if SectionName.GRADES in self.profile.sections:
            confirmed = record.boards(self.roster.assessments, self.last)
            for member in self.members:
                rng = self._rng(member, "marks")
                yield from record.marks(rng, member, self._submitted(member), confirmed)

    def circumstances(self) -> Iterator[CircumstanceItem]:
        """Those of some who were ill, where changes are noticed."""
        if self.profile.signals is not None:
            for member in self.members:
                yield from record.circumstances(self._rng(member, "circumstances"), member)

    def career_stages(self) -> Iterator[CareerStageItem]:
        for member in self.members:
            stages = self.profile.career_stages
            yield from record.career_stages(self._rng(member, "career"), member, stages, self.first)

    def activity(self) -> Iterator[Activity]:
        """Everything everybody did, student by student, source by source."""
        sources = {
            name: (habit_of(name), self.profile.sources[name]) for name in sorted(self.profile.accepted)
        }
        for member in self.members:
            life = self._life(member)
            for name, (habit, entry) in sources.items():
                yield from activity(life, name, habit, entry)

    def _life(self, member: Member) -> Life:
        present = (each for each in self._attendance(member) if each.status == "present")
        return Life(
            self.seed,
            member,
            self._days,
            self._sessions_of(member),
            frozenset(each.session for each in present),
            list(self._submitted(member)),
        )

    @cached_property
    def _days(self) -> list[Day]:
        days = [self.first + timedelta(days=at) for at in range((self.last - self.first).days + 1)]
        monday = monday_of(self.first)
        return [Day(day, (day - monday).days // 7, self.calendar.term_of(day) is not None) for day in days]

    @cached_property
    def _held(self) -> dict[str, list[SessionItem]]:
        """The sessions up to the last day, by module run."""
        held: dict[str, list[SessionItem]] = {run.code: [] for run in self.roster.module_runs}
        for session in self.sessions():
            if session.starts_at.date() <= self.last:
                held[session.module_run].append(session)
        return held

    def _sessions_of(self, member: Member) -> list[SessionItem]:
        return [session for run in member.runs for session in self._held[run]]

    def _attendance(self, member: Member) -> Iterator[AttendanceItem]:
        return record.attendance(self._rng(member, "attendance"), member, self._sessions_of(member))

    def _submitted(self, member: Member) -> Iterator[tuple[AssessmentRow, date]]:
        rng = self._rng(member, "submissions")
        return record.submissions(rng, member, self.roster.assessments, self.last)

    def _rng(self, member: Member, about: str) -> Random:
        return Random(f"{self.seed} {member.number} {about}")  # noqa: S311 (made-up activity)

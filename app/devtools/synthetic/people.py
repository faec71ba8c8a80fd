"""Students: who they are, how they study, where they live, and what is planted into their activity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TypeVar

from app.devtools.synthetic.contact import contact_details
from app.devtools.synthetic.habits import HABITS, STEADY, STOPPED, Habit, Planted, draw_change
from app.devtools.synthetic.names import login, person_name
from app.devtools.synthetic.teaching import COLLEGES, CREDITS, earlier_run, runs_of
from app.profiles.model import Level
from app.wire.roster import (
    AchievedCreditsRow,
    EnrolmentRow,
    IdentifierRow,
    LoginRow,
    RegistrationRow,
    Roster,
    StudentRow,
    TutorshipRow,
)

Chosen = TypeVar("Chosen")

SYSTEM = "campus"
"""What the campus systems know students by."""
LEVELS = {Level.UNDERGRADUATE: 85, Level.POSTGRADUATE_TAUGHT: 12, Level.POSTGRADUATE_RESEARCH: 3}
MODES = {"full_time": 80, "part_time": 10, "online": 4, "placement": 3, "abroad": 3}
AWAY = frozenset({"placement", "abroad"})
"""Modes in which nobody comes to sessions."""
DECISIONS = {"given": 80, "refused": 8, "withdrawn": 5, None: 7}
TUTORED = {"one": 90, "two": 4, "changed": 4, "none": 2}
SPONSORED = 0.2
YEARS_OF = {Level.UNDERGRADUATE: 3, Level.POSTGRADUATE_TAUGHT: 1, Level.POSTGRADUATE_RESEARCH: 3}
PASSED = 50
"""The mark from which on a module's credits are achieved."""
ON_CAMPUS = (0.9, 0.35, 0.2)
"""The share that lives there, by year of study."""
WEEKS_AGO = 3
"""How many teaching weeks ago the second student stopped."""


@dataclass(frozen=True, slots=True)
class Member:
    """A student."""

    number: str
    habit: Habit
    level: Level
    mode: str
    runs: tuple[str, ...]
    """The module runs; research students are on none."""
    decision: str | None
    """What they decide where they are asked; None: they have not been asked yet."""
    planted: Planted | None
    """The change in their activity, if there is one."""

    @property
    def is_away(self) -> bool:
        return self.mode in AWAY

    def left(self, day: date) -> float:
        """What the planted change leaves of the day's activity."""
        return self.planted.change.left if self.planted and self.planted.holds(day) else 1.0

    def is_gone(self, day: date) -> bool:
        """Whether they have stopped by that day, and tell nobody why."""
        return self.planted is not None and self.planted.change is STOPPED and self.planted.holds(day)

    def is_excused(self, day: date) -> bool:
        """Whether an absence on that day is an authorised one."""
        return self.planted is not None and self.planted.change.authorised and self.planted.holds(day)


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a synthetic history."""

    first: date
    last: date
    academic_year: int
    teaching_weeks: tuple[date, ...]
    """The Mondays of the weeks with teaching, ascending."""

    @property
    def middle(self) -> date:
        return self.first + (self.last - self.first) // 2


@dataclass(frozen=True, slots=True)
class Cast:
    """Of whom demonstrations tell: an undergraduate with one tutor, on campus, in the first year."""

    stopped: bool = False
    sponsored: bool = False


CAST = {1: Cast(), 2: Cast(stopped=True), 3: Cast(sponsored=True), 4: Cast(stopped=True, sponsored=True)}
"""By the student's turn."""


def add_student(
    roster: Roster,
    rng: Random,
    at: int,
    period: Period,
    tutors: Sequence[str],
    issuer: str,
    prefix: str,
    *,
    together: bool = False,
) -> Member:
    """Put the `at`th student (from 1) on the roster; `together`: on the first one's course and year."""
    number, cast = f"S{at:05}", CAST.get(at)
    college, subject = rng.choice(sorted(COLLEGES)), rng.choice((1, 2))
    level, mode, decision = _chosen(rng, LEVELS), _chosen(rng, MODES), _chosen(rng, DECISIONS)
    habit = rng.choices(HABITS, [each.share for each in HABITS])[0]
    planted = draw_change(rng, list(period.teaching_weeks))
    kind, sponsored = _chosen(rng, TUTORED), rng.random() < SPONSORED
    year = rng.randint(1, YEARS_OF[level])
    on_campus = rng.random() < ON_CAMPUS[year - 1]
    if cast is not None:
        habit, level, mode, decision, kind, year = STEADY, Level.UNDERGRADUATE, "full_time", "given", "one", 1
        planted = _stops(period) if cast.stopped else None
        sponsored, on_campus = cast.sponsored, True
    if together and roster.registrations:
        first = roster.registrations[0]
        college, subject = first.college, int(first.programme.rpartition("-")[2])
        level, year = Level(first.level), 1
    runs = () if level is Level.POSTGRADUATE_RESEARCH else runs_of(college, subject, period.academic_year)
    roster.students.append(StudentRow(number, person_name(rng)))
    roster.identifiers.append(IdentifierRow(number, SYSTEM, number))
    roster.logins.append(LoginRow(issuer, login(prefix, number), student=number))
    residence = "on_campus" if on_campus else "off_campus"
    roster.registrations.append(
        RegistrationRow(
            number,
            period.first,
            None,
            f"{college}-{subject}",
            college,
            level,
            mode,
            residence,
            year,
            sponsored,
        )
    )
    roster.enrolments += [EnrolmentRow(number, run) for run in runs]
    if runs and year > 1:
        earlier = earlier_run(college, subject, period.academic_year)
        roster.enrolments.append(EnrolmentRow(number, earlier))
        achieved = CREDITS if habit.mark >= PASSED else 0.0
        roster.achieved_credits.append(AchievedCreditsRow(number, earlier, achieved))
    roster.contact_details.append(contact_details(rng, number, prefix))
    roster.tutorships += _tutorships(kind, at, number, period, tutors)
    asked = level is not Level.POSTGRADUATE_RESEARCH
    return Member(number, habit, level, mode, runs, decision if asked else None, planted)


def _chosen(rng: Random, shares: Mapping[Chosen, int]) -> Chosen:
    return rng.choices(list(shares), list(shares.values()))[0]


def _stops(period: Period) -> Planted | None:
    weeks = period.teaching_weeks[-WEEKS_AGO:]
    return Planted(STOPPED, weeks[0]) if weeks else None


def _tutorships(kind: str, at: int, number: str, period: Period, tutors: Sequence[str]) -> list[TutorshipRow]:
    """Most have one tutor; some two, some changed, a few none."""
    mine, other = tutors[(at - 1) % len(tutors)], tutors[at % len(tutors)]
    return {
        "one": [TutorshipRow(number, mine, period.first)],
        "two": [TutorshipRow(number, each, period.first) for each in (mine, other)],
        "changed": [
            TutorshipRow(number, mine, period.first, period.middle),
            TutorshipRow(number, other, period.middle),
        ],
        "none": [],
    }[kind]

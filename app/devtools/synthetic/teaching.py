"""Teaching: colleges, programmes, modules, what is due when, and sessions on the calendar's teaching days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.calendars.calendar import Calendar, monday_of
from app.devtools.synthetic.sources import habit_of
from app.wire.deliveries import SessionItem
from app.wire.roster import AssessmentRow, ModuleRow, ModuleRunRow, OrgUnitRow, ProgrammeRow, Roster

ROOT = "UNIVERSITY"


@dataclass(frozen=True, slots=True)
class College:
    name: str
    subjects: tuple[str, str]
    factor: float
    """Of its coefficients; nobody's research."""


COLLEGES = {
    "ARTS": College("College of Arts", ("Harbour Studies", "Ballad Writing"), 0.8),
    "SCIENCE": College("College of Science", ("Tidal Physics", "Moss Ecology"), 1.2),
    "TRADE": College("College of Trade", ("Fair Dealing", "Clockmaking"), 1.0),
}
PARTS = ("I", "II")
CREDITS = 30.0
"""Of a module."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A session that is held week by week."""

    kind: str
    weekday: int
    """Days after the module run's own day."""
    hour: int
    mandatory: bool = True
    every: int = 1
    """Of so many weeks."""


SLOTS = (
    Slot("lecture", 0, 10, mandatory=False),
    Slot("seminar", 2, 14),
    Slot("tutorial", 4, 16, every=2),
)
ASSESSMENTS = (("essay", 20.0), ("test", 20.0), ("examination", 60.0))
"""Kind and weight: the last one is still to come."""
UNTIL_THE_LAST = timedelta(days=14)


def coefficients(sources: Iterable[str]) -> dict[str, dict[str, float]]:
    """By college and source; made up for the demonstration."""
    named = sorted(sources)
    return {
        code: {name: round(habit_of(name).coefficient * college.factor, 3) for name in named}
        for code, college in COLLEGES.items()
    }


def runs_of(college: str, subject: int, year: int) -> tuple[str, ...]:
    """The module runs that a student of that subject (from 1) takes."""
    return tuple(f"{college}-{subject}-{part}-{year}" for part in PARTS)


def earlier_run(college: str, subject: int, year: int) -> str:
    """The module run of the year before, by which whoever is not in the first year has achieved credits."""
    return f"{college}-{subject}-0-{year - 1}"


def add_teaching(roster: Roster, calendar: Calendar, first: date, last: date, year: int) -> None:
    roster.org_units.append(OrgUnitRow(ROOT, "Synthetic University", "unit"))
    for code, college in COLLEGES.items():
        roster.org_units.append(OrgUnitRow(code, college.name, "college", ROOT))
        for at, subject in enumerate(college.subjects, start=1):
            roster.programmes.append(ProgrammeRow(f"{code}-{at}", f"BA {subject}", code))
            for part, run in zip(PARTS, runs_of(code, at, year), strict=True):
                module = f"{code}-{at}-{part}"
                roster.modules.append(ModuleRow(module, f"{subject} {part}", code, CREDITS))
                roster.module_runs.append(ModuleRunRow(run, module, year, first, date(year + 1, 7, 1)))
                roster.assessments += _assessments(calendar, run, first, last)
            beginners, run = f"{code}-{at}-0", earlier_run(code, at, year)
            roster.modules.append(ModuleRow(beginners, f"{subject} for Beginners", code, CREDITS))
            roster.module_runs.append(
                ModuleRunRow(run, beginners, year - 1, date(year - 1, 9, 20), min(first, date(year, 7, 1)))
            )


def _assessments(calendar: Calendar, run: str, first: date, last: date) -> Iterator[AssessmentRow]:
    third = (last - first) / len(ASSESSMENTS)
    for at, (kind, weight) in enumerate(ASSESSMENTS, start=1):
        due = first + third * at + (UNTIL_THE_LAST if at == len(ASSESSMENTS) else timedelta())
        yield AssessmentRow(f"{run}-{at}", run, kind, calendar.next_working_day(due), weight)


def sessions(roster: Roster, calendar: Calendar, first: date, last: date) -> Iterator[SessionItem]:
    """From the first day to the end of the last day's week, on teaching days only."""
    held = [run for run in roster.module_runs if run.ends_before > first]
    for at, run in enumerate(held):
        for week in range((last - monday_of(first)).days // 7 + 1):
            for slot in SLOTS:
                day = monday_of(first) + timedelta(weeks=week, days=(at + slot.weekday) % 5)
                if day >= first and week % slot.every == 0 and calendar.is_teaching_day(day):
                    yield _session(run.code, slot, week, day)


def _session(run: str, slot: Slot, week: int, day: date) -> SessionItem:
    starts = datetime.combine(day, time(slot.hour), UTC)
    return SessionItem(
        f"{run}-{slot.kind}-{week + 1}",
        run,
        slot.kind,
        starts,
        starts + timedelta(hours=1),
        mandatory=slot.mandatory,
    )

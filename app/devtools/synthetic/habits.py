"""Habits: how a kind of student uses things, and the changes that are planted into some of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random

WEEK = timedelta(weeks=1)
BASELINE_WEEKS, LATEST_WEEKS = 5, 2
"""Teaching weeks that pass before a change is planted, and the latest ones, in which none begins."""
DRIFT, MEMORY = 0.15, 0.5
"""Of x, where a week differs by a factor exp(x): the standard deviation, and what the next week keeps."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What is usual for a kind of student."""

    name: str
    share: int
    pace: float
    """Times what a typical student does."""
    attends: float
    """The chance of coming to a session, and of submitting."""
    mark: int
    """What the marks gather around."""


HABITS = (
    Habit("keen", 20, 1.6, 0.95, 68),
    Habit("steady", 50, 1.0, 0.88, 61),
    Habit("sporadic", 27, 0.5, 0.7, 56),
    Habit("silent", 3, 0.05, 0.2, 40),
)
STEADY = HABITS[1]


@dataclass(frozen=True, slots=True)
class Change:
    """A change that happens to a share of the students, in a teaching week of its own for each."""

    kind: str
    share: int
    left: float
    """What is left of the activity."""
    weeks: int | None = None
    """For how long; None: for good."""
    authorised: bool = False
    """Whether the sessions that are missed meanwhile are authorised absences."""


STOPPED = Change("stopped", 4, 0.0)
CHANGES = (
    STOPPED,
    Change("fell_by_90", 3, 0.1),
    Change("fell_by_75", 3, 0.25),
    Change("fell_by_50", 4, 0.5),
    Change("recovered", 3, 0.05, weeks=2),
    Change("ill", 4, 0.0, weeks=1, authorised=True),
)
"""Nothing happens to the rest of a hundred."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A change of one student's: what a report holds signals against."""

    change: Change
    week: date
    """The Monday of its first week."""

    @property
    def kind(self) -> str:
        return self.change.kind

    def holds(self, day: date) -> bool:
        ends = None if self.change.weeks is None else self.week + self.change.weeks * WEEK
        return self.week <= day and (ends is None or day < ends)


def draw_change(rng: Random, teaching_weeks: list[date]) -> Planted | None:
    """What happens to a student, if anything does; nothing where there are too few weeks before."""
    rest = 100 - sum(each.share for each in CHANGES)
    change = rng.choices([*CHANGES, None], [*(each.share for each in CHANGES), rest])[0]
    weeks = teaching_weeks[BASELINE_WEEKS:-LATEST_WEEKS]
    week = rng.choice(weeks) if weeks else None
    return Planted(change, week) if change and week else None


def drift(rng: Random, weeks: int) -> list[float]:
    """A factor for each of so many weeks in a row: no student is the same every week."""
    factors, x = [], rng.gauss(0, DRIFT)
    for _ in range(weeks):
        factors.append(exp(x))
        x = MEMORY * x + rng.gauss(0, DRIFT * (1 - MEMORY**2) ** 0.5)
    return factors

"""Sources: how each is used, as data. A profile's sources are looked up here by their names.

Daily counts are negative-binomial of size 1 around a mean of the student's own; those means are log-normal:
the rules that notice a fall are to be tried on counts as dispersed as real ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

WORKING_WEEK = (1.15, 1.1, 1.05, 1.0, 0.9, 0.4, 0.5)
"""Activity from Monday to Sunday, times the usual."""
OPEN_WEEK = (1.1, 1.1, 1.1, 1.0, 1.0, 0.0, 0.0)
"""The same of what is open from Monday to Friday."""


@dataclass(frozen=True, slots=True)
class SourceHabit:
    """What an ordinary student leaves in a source."""

    kinds: Mapping[str, int]
    """Of its events, each with how often it is chosen."""
    coefficient: float
    """Of the made-up scoring model, before the college's own factor."""
    bound_to: Literal["days", "sessions", "deadlines"] = "days"
    median: float = 1.0
    """Bound to days: the middle student's count on an ordinary day."""
    spread: float = 0.6
    """Bound to days: the standard deviation of the logarithm of students' means."""
    weekdays: tuple[float, ...] = WORKING_WEEK
    vacation: float = 0.3
    """Bound to days: what is left in a vacation."""
    sessions: frozenset[str] = frozenset()
    """Bound to sessions: their kinds."""
    only_present: bool = True
    """Bound to sessions: whether only those who came leave something."""
    chance: float = 1.0
    """Bound to sessions: that somebody leaves something of one."""
    quantity: tuple[int, int] = (1, 1)
    """Bound to sessions: the least and the most."""
    days_later: int = 0
    """Bound to sessions: the most."""
    followed_by: Mapping[str, int] = field(default_factory=dict)
    """Bound to deadlines: the kinds that come of it by themselves, each with the days that it takes."""


def _online(median: float, coefficient: float) -> SourceHabit:
    kinds = {"viewed": 16, "posted": 1, "attempted": 2, "downloaded": 3}
    return SourceHabit(kinds, coefficient, median=median)


def _recordings(coefficient: float) -> SourceHabit:
    return SourceHabit(
        {"watched": 1},
        coefficient,
        "sessions",
        sessions=frozenset({"lecture"}),
        only_present=False,
        chance=0.35,
        quantity=(10, 55),
        days_later=6,
    )


TAUGHT_IN_ROOMS = frozenset({"lecture", "seminar"})
SOURCES: Mapping[str, SourceHabit] = {
    "app": SourceHabit({"menu_choice": 1}, 0.07, median=2.5),
    "assessments": SourceHabit({"submitted": 1}, 2.0, "deadlines", followed_by={"graded": 10}),
    "careers": SourceHabit({"booked": 3, "attended": 2}, 1.3, median=0.02, weekdays=OPEN_WEEK),
    "check_ins": SourceHabit({"checked_in": 1}, 1.2, "sessions", sessions=TAUGHT_IN_ROOMS, chance=0.95),
    "echo360": _recordings(0.04),
    "library": SourceHabit({"visited": 6, "borrowed": 2, "opened": 4}, 0.5, median=0.35, spread=0.9),
    "listen_again": _recordings(0.04),
    "moodle": _online(12, 0.2),
    "qmplus": SourceHabit({"viewed": 1}, 0.2, median=12),
    "reading_lists": SourceHabit({"opened": 1}, 0.4, median=0.8),
    "submissions": SourceHabit({"submitted": 1}, 2.0, "deadlines"),
    "taps": SourceHabit({"tapped": 1}, 1.2, "sessions", sessions=TAUGHT_IN_ROOMS | {"tutorial"}, chance=0.95),
    "teams": SourceHabit({"joined": 1}, 1.2, "sessions", sessions=frozenset({"tutorial"})),
    "vle": _online(12, 0.3),
}


def habit_of(source: str) -> SourceHabit:
    """Raises ValueError for a source that nobody has described here."""
    if source not in SOURCES:
        raise ValueError(f"nobody has described yet how the source {source} is used: do it in {__name__}")
    return SOURCES[source]

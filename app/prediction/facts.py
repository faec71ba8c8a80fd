"""Facts: what an institution holds of its students, as arrays, and who may be looked at on a day.

Days count from the start of the module, which is day 0. A day is known when it is over: day 28 knows what
happened up to its end.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
"""One for each student, or for each row; NaN where nothing is known."""
Places = NDArray[np.int64]
"""Which student a row is about: 0 for the first of `Facts.students`."""
Flags = NDArray[np.bool_]


class Leak(ValueError):
    """Something was to be used that nobody knew on the cut-off day."""


@dataclass(frozen=True, slots=True)
class Submissions:
    """Pieces of assessed work: one row for each student and piece, handed in or not.

    Examinations at the end and marks carried over from an earlier attempt are no rows.
    """

    student: Places
    due: Numbers
    """Day; NaN where a piece has none."""
    submitted: Numbers
    """Day; NaN where it was never handed in."""
    returned: Numbers
    """Day on which the student had the mark; NaN where it has not been returned."""
    mark: Numbers
    """0 to 100; NaN where there is none."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What students did on which day; rows of the same student and day are added up."""

    student: Places
    day: Numbers
    amount: Numbers
    """Interactions."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that features are made of. What is later than the cut-off day is not looked at."""

    students: int
    registered: Numbers
    """Day of registration of each student; negative before the start, NaN where nobody knows."""
    submissions: Submissions
    activity: Activity | None = None
    """None where no activity is collected: its features cannot be asked for then."""
    module_passed: Numbers | None = None
    """Share of those in the module's earlier presentations who passed, 0 to 1; see `Model.module_passed`."""
    earlier_attempts: Numbers | None = None
    """How often each student took the module before."""
    credits: Numbers | None = None
    """Credits that each student studies at the same time."""


def still_registered(registered: Numbers, left: Numbers, day: int) -> Flags:
    """Who may be looked at on a day: whoever had registered and had not left by its end.

    `registered` and `left` are days; NaN where a student never left, or where nobody knows when it began.
    """
    return ~(registered > day) & ~(left <= day)


def check_still_registered(registered: Numbers, left: Numbers, day: int) -> None:
    """Raises `Leak` where somebody is among the students who was not registered at the end of a day."""
    if gone := int((~still_registered(registered, left, day)).sum()):
        raise Leak(f"{gone} of the students were not registered at the end of day {day}")


def check_marks(given: Submissions) -> None:
    """Raises `Leak` for a mark without the day on which it was returned, or one returned too early."""
    marked = ~np.isnan(given.mark)
    if np.any(marked & np.isnan(given.returned)):
        raise Leak("a mark has no day on which it was returned: nobody can say when it was known")
    if np.any(marked & ~(given.returned >= given.submitted)):
        raise Leak("a mark was returned before the work was handed in")

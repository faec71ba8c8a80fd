"""Sources: how a day's events of one kind become that day's value."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.float64]
"""One float per calendar day, days ascending; leading axes (students) may come before."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source of activity, as the institution's profile declares it.

    A day's *amount* is the sum of its events' quantities (interactions, menu choices, events attended);
    a day's *value* is what the score weighs: per_unit times the amount, plus per_active_day once on a
    day with any amount. The University of Exeter's published factors for its virtual learning
    environment are 0.896 minutes per interaction and 0.985 minutes per day of use.
    """

    name: str
    title: str
    unit: str
    counted_kinds: frozenset[str] | None = None
    """The event kinds that count (a careers event attended, not booked); None counts all."""
    per_unit: float = 1.0
    per_active_day: float = 0.0
    by_module: bool = False
    """Whether events belong to modules, so that the value can be asked for one of them."""
    collected: bool = True
    """False where the institution has no such source: said so, never invented as zero."""

    def value(self, amount: float) -> float:
        """One day's value of one day's amount."""
        return self.per_unit * amount + (self.per_active_day if amount > 0 else 0.0)

    def values(self, amounts: Days) -> Days:
        """`value`, for whole arrays, with the same bits."""
        values = self.per_unit * amounts
        if self.per_active_day:
            values += np.where(amounts > 0, self.per_active_day, 0.0)
        return values

"""Months of days: the layout in which daily amounts and scores rest, and the day axis they unfold to.

A month is 31 big-endian IEEE doubles, one per day of the month; the slots after a shorter month's end
are never read. Fixed width is what lets a database cut out one day, and numpy read thousands
of months, without looking at the rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from app.scoring.models import WINDOW_DAYS
from app.scoring.sources import Days

SLOTS = 31
BYTES = SLOTS * 8
WHOLE = slice(0, SLOTS)
_STORED = np.dtype(">f8")


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def last_day(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def months_between(first: date, last: date) -> list[date]:
    """The months, ascending, that hold the days from `first` to `last`."""
    months = []
    month = month_of(first)
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months


def pack(rows: Days) -> NDArray[np.void]:
    """Rows of doubles, 31 or some of them, as stored."""
    return np.ascontiguousarray(rows, _STORED).view(f"V{rows.shape[1] * 8}")[:, 0]


def unpack(blocks: Iterable[bytes]) -> Days:
    """Stored blocks as an array [block, 31]."""
    return np.frombuffer(b"".join(blocks), _STORED).astype(np.float64).reshape(-1, SLOTS)


_ONE = Struct(f">{SLOTS}d")


def unpack_one(block: bytes) -> tuple[float, ...]:
    """One stored block, where an array is not worth its while."""
    return _ONE.unpack(block)


def unpack_array(blocks: NDArray[np.void]) -> Days:
    """The doubles of an array of blocks, still in the stored byte order: assigning them converts them."""
    return np.ascontiguousarray(blocks).view(_STORED).reshape(len(blocks), blocks.dtype.itemsize // 8)


@dataclass(frozen=True, slots=True)
class Axis:
    """Consecutive days, as positions in an array."""

    first: date
    last: date

    @classmethod
    def covering(cls, first: date, last: date) -> "Axis":
        """The axis of the scores from `first` to `last`: it begins as far before as a window looks back."""
        return cls(first - timedelta(days=WINDOW_DAYS - 1), last)

    @property
    def scored_from(self) -> date:
        """The first day whose window is on the axis."""
        return self.first + timedelta(days=WINDOW_DAYS - 1)

    @property
    def months(self) -> list[date]:
        return months_between(self.first, self.last)

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def position(self, day: date) -> int:
        return (day - self.first).days

    def days_of(self, month: date) -> slice:
        """Where those of a month's days that are on the axis are on it."""
        start = self.position(month)
        return slice(max(start, 0), min(start + (next_month(month) - month).days, self.length))

    def slots_of(self, month: date) -> slice:
        """Where the same days are in the month's block."""
        days, start = self.days_of(month), self.position(month)
        return slice(days.start - start, days.stop - start)

    def place(
        self,
        grid: Days,
        rows: Sequence[int] | NDArray[np.integer],
        month: date,
        blocks: Days,
        slots: slice = WHOLE,
    ) -> None:
        """Write those slots of months' blocks [row, slot] into their rows of a grid [row, day]."""
        mine = self.slots_of(month)
        grid[np.asarray(rows), self.days_of(month)] = blocks[
            :, mine.start - slots.start : mine.stop - slots.start
        ]

    def cut(self, grid: Days, month: date, rows: Sequence[int] | NDArray[np.integer]) -> Days:
        """A month's days of those rows, as blocks [row, 31]; NaN in the slots that are not on the axis."""
        blocks = np.full((len(rows), SLOTS), np.nan)
        blocks[:, self.slots_of(month)] = grid[np.asarray(rows), self.days_of(month)]
        return blocks

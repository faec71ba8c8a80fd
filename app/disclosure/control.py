"""Disclosure control of figures that are asked again and again, after HESA's rounding and suppression.

Rounding and suppression alone do not stop somebody who compares two groups that differ by one student. So
every figure carries Laplace noise of the size of what a student can add to it. Nobody can have it drawn
again: it follows from the institution's secret and from what the figure is of.

Whoever has many figures of one group averages away what is drawn anew for each of them. So a figure of a
week carries three draws: the academic year's, of the group alone; that of a block of four weeks, of the
group alone; and the week's, of the group and of who is in it. What stays the same of a student all year is
hidden by the first, however many weeks are read. What changes once, such as joining or leaving, is hidden by
the second: the first is the same before and after, and there are few blocks. A single week, and two groups
that differ by one student, are hidden by the third.

Draws of different groups are different, so whoever has many groups that hold one student averages the groups.
There are only those that the institution makes, and how many of one student can be read is limited
(`app/actions/insight/reading_budget.py`). So does whoever has many figures of one group in a week, such as of
each resource: parts of a group carry three draws that they have in common, besides three of their own.

A week's own draw is another one as soon as the group is: each past week would tell anew of whoever leaves it
afterwards, with all their data. So figures of weeks that are over for long are made once, and kept
(`app/actions/insight/kept_figures.py`). What is left is measured: `python -m bench.disclosure`.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import copysign, floor, inf, log1p
from uuid import UUID

from app.disclosure.checks import THRESHOLD, broken

_KEYS = 1 << 64
BLOCK_DAYS = 28
MARGIN = 3.0
"""So many scales of the noise above the threshold."""
TOO_SMALL = "too few people add to it"
CERTAIN = 2 * THRESHOLD
"""What so many people do is not said to be done by hardly anybody."""
FIFTHS = 5
SEVERAL = 1.5
"""One person can move all the bars between fifths by a place: each carries so many times the noise."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure, or why there is none."""

    value: float | None
    reason: str | None = None

    def told(self, value: float | None) -> "Figure":
        """The same with that value, which may have been told before."""
        return self if value is None else Figure(value)


def to_nearest(figure: Figure, step: float) -> Figure:
    """The figure as the nearest multiple, halves up, to two decimals."""
    if figure.value is None:
        return figure
    return Figure(round(floor(figure.value / step + 0.5) * step, 2))


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one group, week after week of an academic year."""

    group: str
    """Its kind and id: the same however it is asked for."""
    year_begins: date
    day: date
    """The week's Monday, or the day on which something was asked."""
    part: str = ""
    """What of the group, where it has many figures of a kind at once, such as those of each resource."""

    def draws(self, name: str, cell: int) -> list[str]:
        """What the draws of a figure are of; `cell`: of whom it is."""
        if not self.part:
            return [f"{name} {self.week} {cell}", *(f"{name} {each}" for each in self.lasting)]
        return [
            each
            for of in ("in common", self.part)
            for each in (f"{name} {of} {self.week} {cell}", *(f"{of} {lasting}" for lasting in self.lasting))
        ]

    def yearly(self, name: str) -> list[str]:
        """Those of them that are the same all year, whoever is in the group."""
        year, _ = self.lasting
        return [f"{each} {year}" for each in (("in common", self.part) if self.part else (name,))]

    @property
    def lasting(self) -> tuple[str, str]:
        """What the draws are of that do not depend on the week: the year, and the block of four weeks."""
        block = (self.day - self.year_begins).days // BLOCK_DAYS
        return f"{self.group} {self.year_begins}", f"{self.group} {self.year_begins} {block}"

    @property
    def week(self) -> str:
        """What the week's own draw is of, besides who is in it."""
        return f"{self.group} {(self.day - date(1970, 1, 5)).days // 7}"


@dataclass(frozen=True, slots=True)
class Control:
    """The profile's rules, and the institution's secret salt: without it, nobody can redo the noise."""

    salt: bytes
    round_to: int
    fewest_for_share: float
    fewest_for_mean: int
    largest_value: float
    """A single student counts as at most this much in a mean."""
    noise: float = 1.0
    """The scale of each draw, in what one student can add."""
    series: Series | None = None
    """None: a figure that is made once; its noise is one draw, of who is in it."""

    def of(self, group: str, year_begins: date, day: date, part: str = "") -> "Control":
        """The control of that group's figures of the week of that day."""
        return replace(self, series=Series(group, year_begins, day, part))

    def people(self, members: Sequence[UUID], name: str) -> int | None:
        """How many people, to the nearest multiple, halves up; None where there are fewer than a mean needs.

        Small groups are told before there is any noise: one person and nobody look alike.
        """
        if len(members) < self.fewest_for_mean:
            return None
        noisy = len(members) + self._noise(members, name)
        return max(0, floor(noisy / self.round_to + 0.5) * self.round_to)

    def share(self, members: Sequence[UUID], positive: int, name: str) -> Figure:
        """The share, from 0 to 1 to two decimals, of the people for whom something is true."""
        if len(members) < self.fewest_for_share:
            return Figure(None, f"fewer than {self.fewest_for_share:g} people")
        noisy = positive + self._noise(members, name)
        if not self._tells(_of(positive, members), noisy):
            return Figure(None, TOO_SMALL)
        return Figure(round(min(1.0, max(0.0, noisy / len(members))), 2))

    def hardly_any(self, members: Sequence[UUID], positive: int, name: str) -> bool | None:
        """Whether something is true of nobody, or of so few that no share of them is told.

        Always of nobody, of one or of two people; never of twenty. Between, it is as the noise has it, mostly
        of fewer than ten: so it hardly tells that one person did it. The noise is the year's alone: otherwise
        one week in which it is not said would tell that three did. None: too few people for a share.
        """
        if len(members) < self.fewest_for_share:
            return None
        if broken(_of(positive, members)) is not None:
            return True
        of = [name] if self.series is None else self.series.yearly(name)
        return positive < CERTAIN and positive + self._sum(of) < THRESHOLD

    def mean(self, members: Sequence[UUID], values: Iterable[float], name: str) -> Figure:
        """The mean of one value per person, to one decimal; values beyond the largest are cut."""
        return self._mean(members, values, name, self.largest_value, decimals=1)

    def mean_share(self, members: Sequence[UUID], shares: Iterable[float], name: str) -> Figure:
        """The mean of one share (0 to 1) per person, to two decimals."""
        return self._mean(members, shares, name, 1.0, decimals=2)

    def median(self, members: Sequence[UUID], values: Sequence[int], name: str) -> Figure:
        """The middle of one whole number per person, or one near it: as far off as one person makes it."""
        if len(members) < self.fewest_for_share:
            return Figure(None, f"fewer than {self.fewest_for_share:g} people")
        place = round((len(values) - 1) / 2 + self._noise(members, name))
        return Figure(float(sorted(values)[min(len(values) - 1, max(0, place))]))

    def fifths(
        self, members: Sequence[UUID], values: Sequence[float], name: str, fewest: int
    ) -> tuple[float, ...] | None:
        """The four bars between five equal groups, by one value per person, each some places off.

        Whoever has the first bar's value or more is above the lowest fifth, and so on. Equal values share the
        middle of their places. A bar is nobody's value: it lies between two, or beyond all of them
        (infinite). None where there are fewer than `fewest` people, or with the noise not clearly more: so
        that there are bars seldom tells that one person joined or left.
        """
        crowd, cell = len(values), self._cell(members)
        if crowd < fewest or crowd + self._drawn(cell, f"{name} of how many") < fewest + self._margin:
            return None
        ordered = sorted(values)
        # Draws for each bar: with the same for all, those bars that somebody is far from would tell them.
        noise = (self._drawn(cell, f"{name} {at}") for at in range(1, FIFTHS))
        places = (crowd * at / FIFTHS + SEVERAL * each for at, each in enumerate(noise, start=1))
        return tuple(_bar(ordered, place) for place in places)

    def _mean(
        self, members: Sequence[UUID], values: Iterable[float], name: str, largest: float, decimals: int
    ) -> Figure:
        if len(members) < self.fewest_for_mean:
            return Figure(None, f"fewer than {self.fewest_for_mean} people")
        cut = [min(largest, max(0.0, value)) for value in values]
        if not self._tells(cut, sum(map(bool, cut)) + self._noise(members, f"{name} of how many")):
            return Figure(None, TOO_SMALL)
        noisy = (sum(cut) + largest * self._noise(members, name)) / len(members)
        return Figure(round(min(largest, max(0.0, noisy)), decimals))

    def _tells(self, values: Sequence[float], noisy: float) -> bool:
        """Whether enough people add something to the figure; `noisy`: how many, with noise.

        The checks are asked of the exact values. That alone would tell on which side of a check one person
        puts the figure. So there must be enough people with noise, too: then few figures come near a check.
        """
        return noisy >= THRESHOLD + self._margin and broken(values) is None

    @property
    def _margin(self) -> float:
        return MARGIN * self.noise

    def _noise(self, members: Iterable[UUID], name: str) -> float:
        return self._drawn(self._cell(members), name)

    def _cell(self, members: Iterable[UUID]) -> int:
        """Who is in it, in any order."""
        return sum(_key(self.salt[:64], each.bytes) for each in members) % _KEYS

    def _drawn(self, cell: int, name: str) -> float:
        """The sum of the draws, each Laplace."""
        return self._sum([f"{name} {cell}"] if self.series is None else self.series.draws(name, cell))

    def _sum(self, of: Iterable[str]) -> float:
        return self.noise * sum(map(self._draw, of))

    def _draw(self, of: str) -> float:
        """Laplace, of scale 1."""
        digest = hashlib.blake2b(of.encode(), digest_size=8, key=self.salt[:64]).digest()
        uniform = (int.from_bytes(digest) + 0.5) / _KEYS - 0.5  # in (-0.5, 0.5)
        return -copysign(log1p(-2 * abs(uniform)), uniform)


def _of(positive: int, members: Sequence[UUID]) -> list[float]:
    """What each adds to a count of those for whom something is true."""
    return [1.0] * positive + [0.0] * (len(members) - positive)


@lru_cache(maxsize=1 << 16)
def _key(salt: bytes, member: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(member, digest_size=8, key=salt).digest())


def _bar(ordered: Sequence[float], place: float) -> float:
    """What lies between the values that are, by the middle of their places, before the place and after it."""
    at = bisect_left(
        ordered, place, key=lambda value: (bisect_left(ordered, value) + bisect_right(ordered, value)) / 2
    )
    below, above = ordered[at - 1] if at else -inf, ordered[at] if at < len(ordered) else inf
    return (below + above) / 2

"""Disclosure control of cohorts, after HESA's rounding and suppression, with noise against differencing.

Rounding and suppression alone do not stop somebody who compares two groups that differ by one student.
So every figure carries noise the size of what one student can add to it (Laplace, scale one student's
largest contribution). The noise is drawn from the group's members and nothing else (a cell key, as
statistical offices use it): the same group asked again gives the same figure, and a group with one student
more gives quite another draw.

That is good for the comparison of two figures, and for asking one often. It is not good for more: noise of
that size is averaged away by whoever has many groups that all hold the student, with others who are known.
So it is only for groups that the institution makes, a module run, a programme or a college, which nobody can
cut to measure. What can be cut to measure is in `trials.py`, with limits on everything together.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import copysign, floor, log1p
from uuid import UUID

_KEYS = 1 << 64


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure, or why there is none."""

    value: float | None
    reason: str | None = None


def to_nearest(figure: Figure, step: float) -> Figure:
    """The figure as the nearest multiple, halves up, to two decimals."""
    if figure.value is None:
        return figure
    return Figure(round(floor(figure.value / step + 0.5) * step, 2))


@dataclass(frozen=True, slots=True)
class Control:
    """The profile's rules, and the institution's secret salt: without it, nobody can redo the noise."""

    salt: bytes
    round_to: int
    fewest_for_share: float
    fewest_for_mean: int
    largest_value: float
    """A single student counts as at most this much in a mean."""

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
        noisy = (positive + self._noise(members, name)) / len(members)
        return Figure(round(min(1.0, max(0.0, noisy)), 2))

    def hardly_any(self, members: Sequence[UUID], positive: int, name: str, step: float) -> bool | None:
        """Whether something is true of nobody, or of so few that their share rounds to nothing.

        It is always true of nobody. With the noise it may be true of a few, so it does not tell that somebody
        joined or left. None where there are too few people for a share.
        """
        if len(members) < self.fewest_for_share:
            return None
        return positive == 0 or positive + self._noise(members, name) < step * len(members) / 2

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

    def _mean(
        self, members: Sequence[UUID], values: Iterable[float], name: str, largest: float, decimals: int
    ) -> Figure:
        if len(members) < self.fewest_for_mean:
            return Figure(None, f"fewer than {self.fewest_for_mean} people")
        total = sum(min(largest, max(0.0, value)) for value in values)
        noisy = (total + largest * self._noise(members, name)) / len(members)
        return Figure(round(min(largest, max(0.0, noisy)), decimals))

    def _noise(self, members: Iterable[UUID], name: str) -> float:
        """Laplace noise of scale 1, drawn from the members' keys and the figure's name."""
        cell = sum(self._key(member) for member in members) % _KEYS
        digest = hashlib.blake2b(f"{name} {cell}".encode(), digest_size=8, key=self.salt[:64]).digest()
        uniform = (int.from_bytes(digest) + 0.5) / _KEYS - 0.5  # in (-0.5, 0.5)
        return -copysign(log1p(-2 * abs(uniform)), uniform)

    def _key(self, member: UUID) -> int:
        digest = hashlib.blake2b(member.bytes, digest_size=8, key=self.salt[:64]).digest()
        return int.from_bytes(digest)

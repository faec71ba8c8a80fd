"""Checks of a figure before it is published: the rules of statistical disclosure control, as data.

They are those of UK secure data services (ACRO's defaults). `bench/acro.py` asks ACRO itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

THRESHOLD = 10
"""A cell is of so many people, or it is not published."""
DOMINANT, DOMINANCE = 2, 0.9
"""n and k: so many people make up no more than this share of a sum."""
PROTECTION = 0.1
"""p: all but the two largest add at least this much of the largest: the second cannot tell the first."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is asked of what each person adds to a sum; none of it is negative."""

    name: str
    why: str
    holds: Callable[[Sequence[float]], bool]


def _dominance(values: Sequence[float]) -> bool:
    return sum(sorted(values)[-DOMINANT:]) <= DOMINANCE * sum(values)


def _protection(values: Sequence[float]) -> bool:
    ordered = sorted(values)
    return sum(ordered[:-2]) >= PROTECTION * ordered[-1]


CHECKS = (
    Check("threshold", "fewer people than 10 are no group", lambda values: len(values) >= THRESHOLD),
    Check("zero", "a sum of nothing tells of everybody", any),
    Check("dominance", "two people make up nine tenths of it", _dominance),
    Check("p-ratio", "the second largest could work out the largest", _protection),
)
"""In order: the later ones are asked of what the earlier ones let pass."""


def broken(values: Sequence[float]) -> str | None:
    """The first check that does not hold of what each person adds; None: all hold."""
    return next((each.name for each in CHECKS if not each.holds(values)), None)

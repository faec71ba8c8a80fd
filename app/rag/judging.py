"""Judging: from figures of many students to colours, by rules that are data."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.rag.rows import Colour

Numbers = NDArray[np.float64]
"""One for each student; NaN where there are no data."""
Flags = NDArray[np.bool_]
Codes = NDArray[np.int8]
"""Colours, by their places in `COLOURS`."""

COLOURS = tuple(Colour)
"""From the one to look at first, to the one that says nothing."""
_GREY = COLOURS.index(Colour.GREY)
Cuts = tuple[float, float]
"""From where on something is amber, and from where on green; below the first it is red."""


@dataclass(frozen=True, slots=True)
class Rules:
    """By what an institution colours its students' weeks."""

    attendance_days: int
    """How many days before the Monday are looked at."""
    mandatory_only: bool
    """Whether only mandatory sessions count."""
    attendance_cuts: Cuts
    """Of the share of sessions attended, from 0 to 1."""
    online_days: int
    fewest_online_days: int
    """Days of them that have to count for an online status."""
    weights: Mapping[str, float]
    """By source, by name: what a unit of it adds to the online amount."""
    online_cuts: Cuts
    """Of the online amount of `online_days` days."""
    table: Mapping[tuple[Colour, Colour], Colour]
    """By attendance and online status: the combined one."""
    online_only_modes: frozenset[str]
    """Modes of study in which only the online status counts."""


@dataclass(frozen=True, slots=True)
class Statuses:
    """Three colours of each student."""

    attendance: Codes
    online: Codes
    combined: Codes
    discounted: Flags
    """Who studies online only: attendance and the combined status are grey, whatever the figures."""

    @property
    def counts(self) -> Codes:
        """The status to act on."""
        return np.where(self.discounted, self.online, self.combined)


def judge(rules: Rules, shares: Numbers, amounts: Numbers, online_only: Flags) -> Statuses:
    """The colours of students who attended these shares of their sessions, and did so much online."""
    attendance = np.where(online_only, _GREY, graded(shares, rules.attendance_cuts)).astype(np.int8)
    online = graded(amounts, rules.online_cuts)
    combined = np.where(online_only, _GREY, _table(rules)[attendance, online]).astype(np.int8)
    return Statuses(attendance, online, combined, online_only)


def graded(values: Numbers, cuts: Cuts) -> Codes:
    """Red below the first cut, amber below the second, else green; grey where there is no value."""
    return np.where(np.isnan(values), _GREY, np.searchsorted(cuts, values, side="right")).astype(np.int8)


def _table(rules: Rules) -> Codes:
    rows = [[COLOURS.index(rules.table[each, other]) for other in COLOURS] for each in COLOURS]
    return np.array(rows, np.int8)

"""Weeks: what the days before a Monday add up to, of many students at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.rag.judging import Flags, Numbers, Rules, Statuses, judge

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Days:
    """Consecutive days of some students, each [row, day]."""

    present: Whole
    """Sessions attended, of those that the rules count."""
    absent: Whole
    """Sessions missed without authorisation."""
    amounts: Numbers
    """What the sources add up to, by their weights."""
    attendance_counts: Flags
    """Whether the day's sessions count."""
    online_counts: Flags
    """Whether the day's activity counts, and every source has delivered it."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week of each student."""

    present: Whole
    expected: Whole
    amount: Numbers
    """Of the days that count; NaN where too few do."""
    days: Whole
    """How many of the online window's days count."""
    statuses: Statuses


def judge_week(rules: Rules, days: Days, monday: int, online_only: Flags) -> Week:
    """The week whose report is as of the beginning of that Monday: a place on the axis of the days.

    Days that do not count are left out, and the amount is judged as if the others stood for all of them.
    """
    window = slice(monday - rules.attendance_days, monday)
    counted = days.attendance_counts[:, window]
    present = np.where(counted, days.present[:, window], 0).sum(axis=1)
    expected = present + np.where(counted, days.absent[:, window], 0).sum(axis=1)
    window = slice(monday - rules.online_days, monday)
    counted = days.online_counts[:, window]
    number = counted.sum(axis=1)
    enough = number >= rules.fewest_online_days
    amount = np.where(enough, np.where(counted, days.amounts[:, window], 0.0).sum(axis=1), np.nan)
    whole = amount * rules.online_days / np.maximum(number, 1)
    return Week(
        present, expected, amount, number, judge(rules, _shares(present, expected), whole, online_only)
    )


def _shares(present: Whole, expected: Whole) -> Numbers:
    return np.where(expected > 0, present / np.maximum(expected, 1), np.nan)

"""Evidence: what a judgement of one student rests on, as it is kept with the signal and shown with it."""

from collections import Counter
from datetime import timedelta
from typing import Any

import numpy as np

from app.signals import fall
from app.signals.days import Days, Marks
from app.signals.findings import EXCLUSIONS
from app.signals.rules import (
    AttendanceRule,
    FallRule,
    IndicatorRule,
    Rule,
    StoppedRule,
    last_teaching_day,
)
from app.signals.words import LIMITS, OTHER_LIMITS, how_unusual

Evidence = dict[str, Any]
SATURDAY = 5
FELL = 0.5
"""A source with less than so much of its own mean is said to have fallen."""


def evidence_of(rule: Rule, days: Days, row: int) -> Evidence:
    """Of one student; numbers and dates as JSON has them."""
    mine = days.only(row)
    return _of_kind(rule, mine) | {"circumstances": _noted(mine)}


def _of_kind(rule: Rule, days: Days) -> Evidence:
    """Of the days of one student alone, as everything below."""
    match rule:
        case FallRule():
            return _fall(rule, days)
        case StoppedRule():
            return _stopped(rule, days)
        case AttendanceRule():
            return _attendance(rule, days)
        case IndicatorRule():
            return _indicator(rule, days)


def _fall(rule: FallRule, days: Days) -> Evidence:
    falls = rule.judge_weeks(days)[1]
    if falls is None:
        return {"weeks": [], "does_not_know": list(LIMITS)}
    totals, exposures, marks = rule.totals(days)
    usual, least, weeks = fall.expected_range(rule.test, totals[0], exposures[0])
    observed = float(totals[0, -1])
    return {
        "judged_from": str(days.day(days.weeks[-1])),
        "judged_to": str(days.day(days.weeks[-1] + 6)),
        "weeks": _weeks(days, marks[0], totals[0], exposures[0]),
        "baseline_weeks": weeks,
        "observed": observed,
        "usual": round(usual, 1),
        "at_least": least,
        "how_unusual": how_unusual(falls, 0, rule.test.cutoffs.get(weeks)),
        "by_source": _by_source(rule, days, marks[0], exposures[0]),
        "does_not_know": list(LIMITS),
    }


def _weeks(
    days: Days, marks: Marks, totals: "np.ndarray[Any, Any]", exposures: "np.ndarray[Any, Any]"
) -> Any:  # noqa: ANN401
    return [
        {
            "monday": str(days.day(monday)),
            "total": float(totals[at]) if exposures[at] else None,
            "counted_share": round(float(exposures[at]), 3),
            "excluded": _excluded(days, marks, monday, monday + 6),
        }
        for at, monday in enumerate(days.weeks)
    ]


def _excluded(days: Days, marks: Marks, first: int, last: int) -> list[dict[str, Any]]:
    """Why days of a stretch do not count, and how many, without the weekends of weeks that are taught."""
    some = [
        int(marks[at]) for at in range(first, last + 1) if days.day(at).weekday() < SATURDAY and marks[at]
    ]
    return [
        {"reason": str(EXCLUSIONS[each - 1]), "days": count} for each, count in sorted(Counter(some).items())
    ]


def _by_source(
    rule: FallRule, days: Days, marks: Marks, exposed: "np.ndarray[Any, Any]"
) -> list[dict[str, Any]]:
    """Each source's amount of the week, beside its own mean of the weeks that it is compared with."""
    found = []
    earlier = range(max(len(days.weeks) - 1 - fall.MOST_WEEKS, 0), len(days.weeks) - 1)
    full = float(sum(exposed[at] for at in earlier))
    for name in sorted(rule.sources):
        counted = np.where(marks == 0, days.amounts[name][0], 0.0)
        by_week = [float(counted[monday : monday + 7].sum()) for monday in days.weeks]
        own = sum(by_week[at] for at in earlier if exposed[at])
        usual = own / full * float(exposed[-1]) if full else 0.0
        observed = by_week[-1]
        found.append(
            {
                "source": name,
                "usual": round(usual, 1),
                "observed": round(observed, 1),
                "fell": usual > 0 and observed < FELL * usual,
            }
        )
    return found


def _stopped(rule: StoppedRule, days: Days) -> Evidence:
    marks = days.marks(rule.section, rule.sources, by_week=False)
    begins = int(rule.begins(days, marks)[0])
    first, last = max(begins, 0), days.length - 1
    active = [
        at
        for at in range(days.length)
        if not marks[0, at] and any(days.amounts[name][0, at] > 0 for name in rule.sources)
    ]
    return {
        "judged_from": str(days.day(first)),
        "judged_to": str(days.day(last)),
        "teaching_days": rule.teaching_days,
        "last_active_on": str(days.day(active[-1])) if active else None,
        "looked_back_to": str(days.first),
        "excluded": _excluded(days, marks[0], first, last),
        "does_not_know": list(OTHER_LIMITS),
    }


def _attendance(rule: AttendanceRule, days: Days) -> Evidence:
    present, absent, missed = (float(each[0]) for each in rule.counts(days))
    first = max(days.length - rule.window_days, 0)
    return {
        "judged_from": str(days.day(first)),
        "judged_to": str(days.day(days.length - 1)),
        "attended": int(present),
        "missed": int(absent),
        "missed_in_a_row": int(missed),
        "least_share": rule.least_share,
        "excluded": _excluded(days, days.excluded[rule.section][0], first, days.length - 1),
        "does_not_know": [
            "A session of which the register says nothing counts neither way.",
            "An authorised absence counts neither way.",
            *OTHER_LIMITS[1:],
        ],
    }


def _indicator(rule: IndicatorRule, days: Days) -> Evidence:
    if len(days.weeks) < 2 or days.scores is None:  # noqa: PLR2004 (this week and the one before)
        return {"does_not_know": list(OTHER_LIMITS)}
    bands = rule.bands(days.scores)[0]
    ends = [days.day(monday) + timedelta(days=6) for monday in days.weeks[-2:]]
    return {
        "judged_from": str(days.day(days.weeks[-1])),
        "judged_to": str(ends[1]),
        "bands": [
            {"day": str(day), "band": int(band) if band >= 0 else None, "of": len(rule.cuts) + 1}
            for day, band in zip(ends, bands, strict=True)
        ],
        "does_not_know": list(OTHER_LIMITS),
    }


def _noted(days: Days) -> list[dict[str, str]]:
    """What is on record of the student's circumstances within the days looked at."""
    return [
        {
            "reason": str(each.reason),
            "first": str(days.day(max(int(each.first[at]), 0))),
            "last": str(days.day(min(int(each.last[at]), last_teaching_day(days)))),
        }
        for each in days.noted
        for at in range(len(each.row))
        if each.last[at] >= 0 and each.first[at] < days.length
    ]

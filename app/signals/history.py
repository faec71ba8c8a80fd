"""History: which signals a rule would have raised on past nights, one after another, with nothing stored.

The rule's own judgement and `raising.step` decide, as in the nightly job. The first of the nights finds
nobody with a signal, so whoever wants the signals of a stretch begins where the academic year does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from app.signals.counts import Numbers
from app.signals.days import Days, Sessions
from app.signals.findings import Flags, Judged
from app.signals.raising import Latest, Step, following, step
from app.signals.rules import Rule


@dataclass(frozen=True, slots=True)
class Night:
    """A night on which the rules judge, and the days that they look at then: see `Days`."""

    as_of: date
    week: int
    """The number of the teaching week that its signals are counted in."""
    is_last: bool
    """Of its week: everybody is judged. Else those who have an open signal, or whom a nightly rule judges."""
    days: Days
    """Of nobody: the axis, and what is the same for everybody."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A rule as it is, or as it is tried."""

    rule: Rule
    weekly: bool
    quiet_days: int


@dataclass(frozen=True, slots=True)
class Raised:
    row: int
    week: int
    as_of: date


@dataclass(frozen=True, slots=True)
class History:
    """What a rule would have raised."""

    raised: Sequence[Raised]
    speaks: Flags
    """[week, row]: of whom the rule has enough to say anything, at the week's end."""


def history(variant: Variant, known: Days, nights: Sequence[Night], weeks: int) -> History:
    """Judge night by night. `known` holds every day that a night looks at."""
    state: dict[int, Latest] = {}
    raised: list[Raised] = []
    speaks = np.zeros((weeks, known.students), np.bool_)
    for night in nights:
        judged = variant.rule.judge(seen_on(known, night))
        if night.is_last:
            speaks[night.week] = judged.speaks
        everybody = night.is_last or not variant.weekly
        raised += [
            Raised(row, night.week, night.as_of)
            for row in _rows(judged, state, everybody=everybody)
            if _follow(variant, state, row, judged, night.as_of) is Step.RAISE
        ]
    return History(raised, speaks)


def _rows(judged: Judged, state: dict[int, Latest], *, everybody: bool) -> list[int]:
    if everybody:
        return sorted({*judged.raised.tolist(), *state})
    return sorted(row for row, latest in state.items() if latest.is_open)


def _follow(variant: Variant, state: dict[int, Latest], row: int, judged: Judged, as_of: date) -> Step:
    before = state.get(row)
    found = step(
        before,
        judged.verdict(row),
        inside=bool(judged.inside[row]),
        as_of=as_of,
        quiet_days=variant.quiet_days,
    )
    after = following(before, found, as_of)
    if after is not None:
        state[row] = after
    return found


def seen_on(known: Days, night: Night) -> Days:
    """What was to be looked at on a night, of all the days that are known."""
    off = (night.days.first - known.first).days
    here = slice(off, off + night.days.length)
    return replace(
        night.days,
        students=known.students,
        amounts={name: each[:, here] for name, each in known.amounts.items()},
        excluded={section: each[:, here] for section, each in known.excluded.items()},
        sessions=_sessions(known, here),
        scores=_scores(known, night.days),
    )


def _sessions(known: Days, here: slice) -> Sessions | None:
    if (all_of := known.sessions) is None:
        return None
    inside = (all_of.day >= here.start) & (all_of.day < here.stop)
    return Sessions(all_of.row[inside], all_of.day[inside] - here.start, all_of.present[inside])


def _scores(known: Days, night: Days) -> Numbers | None:
    """At the ends of the night's last two weeks, of those at the ends of all weeks."""
    if known.scores is None:
        return None
    ends = [known.weeks.index((night.day(each) - known.first).days) for each in night.weeks[-2:]]
    return known.scores[:, ends]

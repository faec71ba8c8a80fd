"""Features: what is known of students on a cut-off day, as data, and worked out for many students at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from app.prediction.facts import Facts, Flags, Numbers, Places, check_marks


class UnknownFeature(ValueError):
    """A name that is not among `FEATURES`."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that is known of a student."""

    name: str
    title: str
    unit: str
    meaning: str
    """In plain words, for the student."""
    modifiable: bool
    """Whether the student can still change it. Only such features are shown to students as reasons."""
    worked_out: Callable[[Facts, int], Numbers]
    """Of each student, at the end of a day; NaN where nothing is known."""
    needs: str = ""
    """Which of the optional fields of `Facts` it is made of; empty where none is needed."""


def vectors(facts: Facts, names: Sequence[str], day: int) -> Numbers:
    """(students, names): what was known of each student at the end of a day; NaN where nothing was.

    Raises `Leak` for a mark without the day on which it was returned, or one returned before it was handed
    in; `UnknownFeature` for a name that is not in `FEATURES`, or one whose facts are not there.
    """
    check_names(names)
    for name in names:
        if (needs := FEATURES[name].needs) and getattr(facts, needs) is None:
            raise UnknownFeature(f"{name!r} is made of {needs!r}, and that is not collected")
    check_marks(facts.submissions)
    columns = [FEATURES[name].worked_out(facts, day) for name in names]
    return np.column_stack(columns) if columns else np.empty((facts.students, 0))


def check_names(names: Iterable[str]) -> None:
    """Raises `UnknownFeature` for whatever a model may not be made of."""
    for name in names:
        if name not in FEATURES:
            raise UnknownFeature(f"{name!r} is no feature. There are: {', '.join(FEATURES)}")


def _count(facts: Facts, rows: Flags) -> Numbers:
    return np.bincount(facts.submissions.student[rows], minlength=facts.students).astype(np.float64)


def _mean(facts: Facts, rows: Flags, values: Numbers) -> Numbers:
    """Each student's mean over some rows of submissions; NaN without any."""
    total = _sums(facts.submissions.student[rows], values[rows], facts.students)
    return _divided(total, _count(facts, rows))


def _sums(student: Places, amounts: Numbers, students: int) -> Numbers:
    return np.bincount(student, amounts, students).astype(np.float64)


def _divided(amounts: Numbers, counts: Numbers) -> Numbers:
    shares: Numbers = np.divide(amounts, counts, out=np.full(len(amounts), np.nan), where=counts > 0)
    return shares


def _submitted_share(facts: Facts, day: int) -> Numbers:
    given = facts.submissions
    due = given.due <= day
    return _divided(_count(facts, due & (given.submitted <= day)), _count(facts, due))


def _mean_mark(facts: Facts, day: int) -> Numbers:
    known = facts.submissions.returned <= day
    return _mean(facts, known & ~np.isnan(facts.submissions.mark), facts.submissions.mark)


def _days_early(facts: Facts, day: int) -> Numbers:
    given = facts.submissions
    early = given.due - given.submitted
    return _mean(facts, (given.submitted <= day) & ~np.isnan(early), early)


def _pieces_ahead(facts: Facts, day: int) -> Numbers:
    given = facts.submissions
    return _count(facts, (given.submitted <= day) & ~(given.due <= day))


def _registered_before(facts: Facts, day: int) -> Numbers:
    return np.where(facts.registered <= day, -facts.registered, np.nan)


def _given(field: str) -> Callable[[Facts, int], Numbers]:
    """What is given as it is: it was known before the start."""

    def worked_out(facts: Facts, _: int) -> Numbers:
        values: Numbers = getattr(facts, field)
        return values

    return worked_out


def _by_day(facts: Facts, day: int) -> Numbers:
    """(students, days): interactions added up by day, from the start to the end of `day`."""
    assert facts.activity is not None
    given = facts.activity
    rows = (given.day >= 0) & (given.day <= day) & (given.amount > 0)
    keys = given.student[rows] * (day + 1) + given.day[rows].astype(np.int64)
    return _sums(keys, given.amount[rows], facts.students * (day + 1)).reshape(-1, day + 1)


def _active_days(facts: Facts, day: int) -> Numbers:
    days: Numbers = np.count_nonzero(_by_day(facts, day), axis=1) / _weeks(day)
    return days


def _weekly_amount(facts: Facts, day: int) -> Numbers:
    amounts: Numbers = _by_day(facts, day).sum(axis=1) / _weeks(day)
    return amounts


def _days_since_active(facts: Facts, day: int) -> Numbers:
    """One day more than there were, where there was nothing."""
    backwards = _by_day(facts, day)[:, ::-1] > 0
    return np.where(backwards.any(axis=1), backwards.argmax(axis=1), day + 1).astype(np.float64)


def _weeks(day: int) -> float:
    return (day + 1) / 7


def _listed(*features: Feature) -> Mapping[str, Feature]:
    return MappingProxyType({each.name: each for each in features})


FEATURES = _listed(
    Feature(
        "submitted_share", "Work handed in", "share of the pieces due so far, 0 to 1",
        "How many of the pieces of work that were due by then had been handed in.",
        modifiable=True, worked_out=_submitted_share,
    ),
    Feature(
        "mean_mark", "Marks so far", "marks of 100",
        "The plain mean of the marks that had come back by then. A mark that was not back does not count.",
        modifiable=True, worked_out=_mean_mark,
    ),
    Feature(
        "days_early", "Handed in before the day", "days before the due day; below 0 after it",
        "How many days before it was due work was handed in, on average.",
        modifiable=True, worked_out=_days_early,
    ),
    Feature(
        "pieces_ahead", "Work handed in ahead", "pieces",
        "How many pieces of work that were not yet due had been handed in.",
        modifiable=True, worked_out=_pieces_ahead,
    ),
    Feature(
        "registered_before", "Registered before the start", "days before the start; below 0 after it",
        "How long before the start the student registered.",
        modifiable=False, worked_out=_registered_before,
    ),
    Feature(
        "earlier_attempts", "Taken before", "times",
        "How often the student had taken this module before.",
        modifiable=False, worked_out=_given("earlier_attempts"), needs="earlier_attempts",
    ),
    Feature(
        "credits", "Credits at the same time", "credits",
        "How many credits the student studies at the same time, this module among them.",
        modifiable=False, worked_out=_given("credits"), needs="credits",
    ),
    Feature(
        "module_passed", "The module before", "share of its students, 0 to 1",
        "How many of the module's earlier students who were registered on that day passed it.",
        modifiable=False, worked_out=_given("module_passed"), needs="module_passed",
    ),
    Feature(
        "active_days", "Days online", "days a week",
        "On how many days a week there was any activity online, since the start.",
        modifiable=True, worked_out=_active_days, needs="activity",
    ),
    Feature(
        "weekly_amount", "Activity online", "interactions a week",
        "How much activity online there was in a week, since the start.",
        modifiable=True, worked_out=_weekly_amount, needs="activity",
    ),
    Feature(
        "days_since_active", "Since last online", "days",
        "How many days ago there was activity online for the last time.",
        modifiable=True, worked_out=_days_since_active, needs="activity",
    ),
)  # fmt: skip
"""All that a model may be made of, by name. Nothing about who somebody is, and nothing of what came later."""

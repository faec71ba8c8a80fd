"""Simulation: students who do not exist, for how often the rule of falls is wrong, and what it finds.

Everything is drawn from fixed seeds: the same figures on every machine. A synthetic student has a daily mean
(log-normal between students), a pattern of weekdays, days that vary by a negative binomial, and weeks that
drift (AR(1)); nothing else ever changes, unless a fall is simulated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from app.signals.counts import Numbers
from app.signals.fall import (
    FEWEST_WEEKS,
    LOOKED_AT,
    MOST_WEEKS,
    RARITIES,
    Cutoffs,
    FallTest,
    compare,
    compare_two,
    judge,
)
from app.signals.weeks import DAY_WEIGHTS

STUDENTS, WEEKS = 20_000, 24
"""Simulated students, and the weeks of each that are judged."""
DRIFTS = (0.0, 0.1, 0.2, 0.3)
"""Standard deviations of the week effect, on the logarithm."""
BASELINES = tuple(range(FEWEST_WEEKS, MOST_WEEKS + 2))
"""How many earlier weeks there are; of more than `MOST_WEEKS`, the latest count."""
FALLS = (100, 90, 75, 50)
"""Per cent of what a student did that is done no more."""
SEED = 20261128
CALIBRATION_SEED = 13
"""The cut-offs are made of other students than those whom they are then tried on."""
AIM = 0.0042
"""False flags per student-week that the cut-offs are set to; 0.005 is promised."""
MEDIAN, SPREAD, DAY_SIZE, AUTOCORRELATION = 12.0, 0.7, 1.0, 0.5
WEEKDAYS = np.array([1.15, 1.1, 1.1, 1.05, 0.85, 0.35, 0.4])
_PATTERN = WEEKDAYS / WEEKDAYS.mean()
_HISTORY = LOOKED_AT - 1


@dataclass(frozen=True, slots=True)
class Made:
    """Made-up students."""

    drift: float
    means: Numbers
    """[student, week]: the mean of a day."""
    days: Numbers
    """[student, week, weekday]"""

    @property
    def totals(self) -> Numbers:
        found: Numbers = self.days.sum(axis=2)
        return found


def _generator(seed: int, drift: float, *further: int) -> np.random.Generator:
    return np.random.default_rng([seed, round(1000 * drift), *further])


def make(students: int, weeks: int, drift: float, seed: int) -> Made:
    random = _generator(seed, drift)
    means = MEDIAN * np.exp(SPREAD * random.standard_normal(students))
    effect, effects = random.standard_normal(students), []
    for _ in range(weeks):
        effects.append(effect)
        shock = random.standard_normal(students)
        effect = AUTOCORRELATION * effect + np.sqrt(1 - AUTOCORRELATION**2) * shock
    by_week = means[:, np.newaxis] * np.exp(drift * np.stack(effects, axis=1) - drift * drift / 2)
    return Made(drift, by_week, _draw(random, by_week))


def _draw(random: np.random.Generator, means: Numbers) -> Numbers:
    """Days [student, week, weekday] of those daily means."""
    rates = random.gamma(DAY_SIZE, means[:, :, np.newaxis] * _PATTERN / DAY_SIZE)
    found: Numbers = random.poisson(rates).astype(np.float64)
    return found


def _windows(totals: Numbers, exposures: Numbers, baseline: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Each of the weeks after the history, with so many earlier ones."""
    for week in range(_HISTORY, totals.shape[1]):
        some = slice(week - baseline, week + 1)
        yield totals[:, some], exposures[:, some]


# --- how often it is wrong ---


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, with a 95 % interval; students are drawn, so a student's weeks count as one draw."""

    share: float
    low: float
    high: float

    @classmethod
    def of(cls, by_student: Numbers) -> "Rate":
        share = float(by_student.mean())
        error = 1.96 * float(by_student.std()) / float(np.sqrt(len(by_student)))
        return cls(share, max(share - error, 0.0), min(share + error, 1.0))


def false_rate(test: FallTest, made: Made, baseline: int, left_out: float = 0.0) -> Rate:
    """Of unchanged student-weeks, the share taken for a fall; with that share of days left out by chance."""
    random = _generator(SEED, made.drift, baseline)
    counted = random.random(made.days.shape) >= left_out
    exposures = (counted * DAY_WEIGHTS).sum(axis=2) / DAY_WEIGHTS.sum()
    totals = (made.days * counted).sum(axis=2)
    flagged = [judge(test, *each).fall for each in _windows(totals, exposures, baseline)]
    return Rate.of(np.mean(flagged, axis=0))


@dataclass(frozen=True, slots=True)
class Found:
    """Of students who fell, the share found in the first week, and in the first or the second."""

    first: Rate
    second: Rate


def found(test: FallTest, made: Made, baseline: int, per_cent: int) -> Found:
    week, random = _HISTORY, _generator(SEED, made.drift, baseline, per_cent)
    totals = made.totals[:, week - baseline : week + 2]
    left = made.means[:, week : week + 2] * (1 - per_cent / 100)
    totals[:, -2:] = _draw(random, left).sum(axis=2)
    exposures = np.ones_like(totals)
    first = judge(test, totals[:, :-1], exposures[:, :-1]).fall
    second = judge(test, totals, exposures).fall
    return Found(Rate.of(first.astype(np.float64)), Rate.of((first | second).astype(np.float64)))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the published table."""

    baseline: int
    drift: float
    wrong: Rate
    found: dict[int, Found]
    """By the per cent of the fall."""


def rows(
    test: FallTest,
    students: int = STUDENTS,
    baselines: Sequence[int] = BASELINES,
    drifts: Sequence[float] = DRIFTS,
) -> Iterator[Row]:
    for drift in drifts:
        made = make(students, _HISTORY + WEEKS, drift, SEED)
        for baseline in baselines:
            wrong = false_rate(test, made, baseline)
            yield Row(baseline, drift, wrong, {each: found(test, made, baseline, each) for each in FALLS})


def with_days_left_out(test: FallTest, students: int = STUDENTS, share: float = 0.1) -> dict[int, Rate]:
    """False flags under the worst drift where so many days are excluded by chance, by earlier weeks."""
    made = make(students, _HISTORY + WEEKS, max(DRIFTS), SEED)
    return {each: false_rate(test, made, each, share) for each in (4, 6, 8, 12)}


def fingerprint(test: FallTest) -> str:
    """A digest of what a small run does: it differs where the test, its figures or the simulation do."""
    digest = blake2b(digest_size=8)
    for row in rows(test, 300, (4, 7, 13), (0.0, 0.3)):
        shares = [row.wrong.share, *(one.second.share for one in row.found.values())]
        digest.update(repr((row.baseline, row.drift, [round(each, 9) for each in shares])).encode())
    digest.update(repr((test.dispersion, sorted(test.cutoffs.items()), test.single)).encode())
    digest.update(repr((SEED, STUDENTS, WEEKS, DRIFTS, FALLS)).encode())
    return digest.hexdigest()


# --- where the cut-offs come from ---


def calibrate(test: FallTest, students: int = STUDENTS) -> dict[int, Cutoffs]:
    """The cut-offs by which the worst drift has so many false flags, by the number of weeks compared with."""
    made = [make(students, _HISTORY + WEEKS, drift, CALIBRATION_SEED) for drift in DRIFTS]
    tails_of = {each: [_tails(test, one, each) for one in made] for each in BASELINES}
    quantiles = {
        weeks: {
            each: round(min(float(np.quantile(one, 1 / each)) for one, _ in tails_of[weeks]), 6)
            for each in RARITIES
        }
        for weeks in range(FEWEST_WEEKS, MOST_WEEKS + 1)
    }
    # Where two weeks are compared with so many, there is one week more for the second by itself.
    return {
        weeks: Cutoffs(
            of, _twice_running(tails_of[weeks + 1], quantiles[min(weeks + 1, MOST_WEEKS)][test.single])
        )
        for weeks, of in quantiles.items()
    }


def _twice_running(judged: Sequence[tuple[Numbers, Numbers]], single: float) -> float:
    low, high = 0.0, 0.2
    for _ in range(40):
        middle = (low + high) / 2
        worst = max(float(((one <= single) | (both <= middle)).mean()) for one, both in judged)
        low, high = (middle, high) if worst <= AIM else (low, middle)
    return round(low, 6)


def _tails(test: FallTest, made: Made, baseline: int) -> tuple[Numbers, Numbers]:
    """Of every judged week: its tail, and the larger of those of it and the week before."""
    totals = made.totals
    ones: list[Numbers] = []
    both: list[Numbers] = []
    for some, exposed in _windows(totals, np.ones_like(totals), baseline):
        earlier = slice(-1 - MOST_WEEKS, -1)
        ones.append(compare(test, some[:, -1], exposed[:, -1], some[:, earlier], exposed[:, earlier])[1])
        both.append(compare_two(test, some, exposed)[1])
    return np.array(ones), np.array(both)

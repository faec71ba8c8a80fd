"""A patient adversary: knows everything about everybody else, reads everything there is, and guesses one bit.

The bit is one student's, and fair: before reading anything, half of the guesses are right. What the guesses
gain on that is the adversary's advantage, from 0 (nothing was learnt) to 1. By hand:

    .venv/bin/python -m bench.disclosure
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from math import exp, floor, log1p, sqrt
from random import Random
from statistics import fmean, median
from uuid import UUID

from app.disclosure.control import BLOCK_DAYS, Control
from tests.disclosure.scales import CONSTANTS, SCALES

WEEKS = 36
YEAR_BEGINS = date(2018, 8, 1)
FIRST_MONDAY = date(2018, 9, 24)
CLASS = 62
"""Everybody else in a group, of whom the adversary knows everything: one more, and it rounds to 65."""
LARGEST = 10.0
HABIT = 5.0
"""The score of a student who is active."""
BEFORE = Control(b"", 5, 22.5, 8, LARGEST, 1.0)
"""As it was: one draw for each week and set of students."""
AFTER = replace(BEFORE, noise=2.0)
GROUPS = 8
"""That hold one student: six module runs, a programme, a college."""
PER_ASKER, TOGETHER = 3, 6
"""What is left of them by the reading budget."""
FRESH_WEEKS = BLOCK_DAYS // 7 + 1
"""Of the latest weeks, those that are made anew when they are read again."""


@dataclass(frozen=True)
class Outcome:
    name: str
    queries: int
    """Figures that were read for one guess."""
    right: int
    guesses: int

    @property
    def advantage(self) -> float:
        return 2 * self.right / self.guesses - 1

    @property
    def interval(self) -> tuple[float, float]:
        """Of the advantage, 95 % (Wilson)."""
        n, p, z = self.guesses, self.right / self.guesses, 1.96
        middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        low, high = ((middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
        return 2 * low - 1, 2 * high - 1

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"{self.name:58} {self.queries:5} figures  {self.right / self.guesses:6.1%} right"
            f"  advantage {self.advantage:+.2f} [{low:+.2f}, {high:+.2f}]"
        )


Attack = Callable[[Random, int], tuple[float, int]]
"""From chance and the bit: evidence, which is larger where the bit is set, and how many figures it took."""


def mounted(name: str, attack: Attack, guesses: int, seed: int = 1) -> Outcome:
    """The attack, as often as that, on another university each time.

    How figures are made is public, so the adversary has tried it at home: evidence above the middle of what
    the bit makes of it there, and what no bit makes of it, is for the bit.
    """
    rng = Random(seed)
    middle = fmean(median(attack(rng, bit)[0] for _ in range(max(50, guesses // 5))) for bit in (0, 1))
    right = queries = 0
    for _ in range(guesses):
        bit = rng.randrange(2)
        evidence, queries = attack(rng, bit)
        right += (evidence > middle) == bool(bit)
    return Outcome(name, queries, right, guesses)


def people(rng: Random, number: int) -> list[UUID]:
    return [UUID(int=rng.getrandbits(128)) for _ in range(number)]


def of_week(control: Control, salt: bytes, group: int, week: int, *, series: bool) -> tuple[Control, str]:
    """The control of a group's figures of a week, and what their names begin with."""
    monday = FIRST_MONDAY + timedelta(weeks=week)
    salted = replace(control, salt=salt)
    if series:
        return salted.of(f"module-runs/{group}", YEAR_BEGINS, monday), ""
    return salted, f"{monday} "


def crowds(rng: Random, weeks: int) -> list[list[UUID]]:
    """A nearly constant class: each week somebody leaves or joins, which the adversary knows."""
    now = people(rng, CLASS)
    found = []
    for _ in range(weeks):
        now = [*now[1:], *people(rng, 1)]
        found.append(now)
    return found


def always_active(
    control: Control, groups: int, rng: Random, bit: int, *, series: bool, weeks: int = WEEKS
) -> tuple[float, int]:
    """Whether the student is active: from the share and the mean score of every week, in every group."""
    salt, target, queries = rng.randbytes(16), people(rng, 1)[0], 0
    evidence = 0.0
    for group in range(groups):
        shares: list[float] = []
        means: list[float] = []
        for week, others in enumerate(crowds(rng, weeks)):
            members = [*others, target]
            on, name = of_week(control, salt, group, week, series=series)
            known = len(others) // 2
            share = on.share(members, known + bit, f"{name}active")
            scores = [HABIT] * known + [0.0] * (len(others) - known) + [HABIT * bit]
            mean = on.mean(members, scores, f"{name}score")
            queries += 2
            if share.value is not None:
                shares.append(share.value * len(members) - known - 0.5)
            if mean.value is not None:  # the same bit with half the weight: a score is HABIT of LARGEST
                means.append((mean.value * len(members) - HABIT * known) / LARGEST - 0.25)
        evidence += fmean(shares or [0.0]) + fmean(means or [0.0]) / 2
    return evidence, queries


def is_in_it(
    control: Control, rng: Random, bit: int, *, series: bool, weeks: int = WEEKS
) -> tuple[float, int]:
    """Whether the student is in a module run that hardly changes: from how many people each week has."""
    salt, target = rng.randbytes(16), people(rng, 1)
    residuals = []
    for week, others in enumerate(crowds(rng, weeks)):
        on, name = of_week(control, salt, 1, week, series=series)
        told = on.people([*others, *target] if bit else others, f"{name}people")
        assert told is not None
        residuals.append(told - len(others) - 0.5)
    return fmean(residuals), weeks


def joined(control: Control, rng: Random, bit: int, *, series: bool) -> tuple[float, int]:
    """Whether the student joined in the middle of the year: the weeks after it against those before."""
    salt, target = rng.randbytes(16), people(rng, 1)
    half = WEEKS // 2
    told: list[float] = []
    for week, others in enumerate(crowds(rng, WEEKS)):
        on, name = of_week(control, salt, 1, week, series=series)
        count = on.people([*others, *target] if bit and week >= half else others, f"{name}people")
        assert count is not None
        told.append(count - len(others))
    return fmean(told[half:]) - fmean(told[:half]) - 0.5, WEEKS


def withdrew(
    control: Control, rng: Random, bit: int, *, series: bool, weeks: int = WEEKS
) -> tuple[float, int]:
    """Whether the student was active: past weeks as they were read before she withdrew, and after it.

    Now what was told of a week that ended four weeks before stays.
    """
    salt, target = rng.randbytes(16), people(rng, 1)[0]
    told: list[float] = []
    for week, others in enumerate(crowds(rng, weeks)):
        if series and week < weeks - FRESH_WEEKS:
            continue
        on, name = of_week(control, salt, 1, week, series=series)
        known = len(others) // 2
        with_her = on.share([*others, target], known + bit, f"{name}active")
        without = on.share(others, known, f"{name}active")
        if with_her.value is not None and without.value is not None:
            told.append(with_her.value * (len(others) + 1) - without.value * len(others) - 0.5)
    return fmean(told or [0.0]), 2 * weeks


def twins(control: Control, rng: Random, bit: int, *, series: bool, weeks: int = WEEKS) -> tuple[float, int]:
    """Whether the student is active: one group that holds her, less one of the same people without her."""
    salt, target = rng.randbytes(16), people(rng, 1)[0]
    told: list[float] = []
    for week, others in enumerate(crowds(rng, weeks)):
        known = len(others) // 2
        shares = [
            on.share(members, known + here, f"{name}active").value
            for members, here, (on, name) in (
                ([*others, target], bit, of_week(control, salt, 1, week, series=series)),
                (others, 0, of_week(control, salt, 2, week, series=series)),
            )
        ]
        if shares[0] is not None and shares[1] is not None:
            told.append(shares[0] * (len(others) + 1) - shares[1] * len(others) - 0.5)
    return fmean(told or [0.0]), 2 * weeks


def ranges(control: Control, rng: Random, bit: int, *, series: bool) -> tuple[float, int]:
    """Whether the student was active in one week, asked in ranges: each held others who came or went later.

    Now who counts in a week is who was in it that week, so every range has the same figure.
    """
    salt, target = rng.randbytes(16), people(rng, 1)[0]
    first, later = people(rng, CLASS), people(rng, WEEKS)
    told: set[tuple[int, float]] = set()
    for length in range(WEEKS):
        members = [*first, target, *([] if series else later[:length])]
        on, name = of_week(control, salt, 1, 0, series=series)
        share = on.share(members, CLASS // 2 + bit, f"{name}active")
        if share.value is not None:
            told.add((len(members), share.value))
    return fmean([share * many - CLASS // 2 - 0.5 for many, share in told] or [0.0]), WEEKS


# --- statistics ---

YEARS = CONSTANTS["years"]


def geometric_difference(rng: Random, scale: float) -> int:
    return floor(-log1p(-rng.random()) * scale) - floor(-log1p(-rng.random()) * scale)


def statistics(rng: Random, bit: int, *, years: int = YEARS) -> tuple[float, int]:
    """Which of two categories the student is in: from every cell ever, as it is before rounding.

    Everything else is known, so a cell is 0 or 1 and its noise. The evidence is the best there can be: the
    logarithm of how much likelier the cells are with the bit.
    """
    evidence, queries = 0.0, 0
    for scale, groups in SCALES.values():
        for _ in range(groups * years):
            here, there = (each + geometric_difference(rng, scale) for each in (bit, 1 - bit))
            evidence += (abs(here) - abs(here - 1) - abs(there) + abs(there - 1)) / scale
            queries += 2
    return evidence, queries


def rounded_only(rng: Random, bit: int) -> tuple[float, int]:
    """The same from counts that are rounded to the nearest 5 and nothing else, one year."""
    for _, groups in SCALES.values():
        for _ in range(groups):
            others = rng.randrange(20, 400)
            told, with_it, without = (floor((others + each) / 5 + 0.5) for each in (bit, 1, 0))
            if with_it != without:
                return (1.0 if told == with_it else -1.0), 11
    return rng.random() - 0.5, 11


def most_odds(years: int = YEARS) -> float:
    """By what factor the odds of a guess can change at most: two cells of each group, and each year."""
    return exp(years * sum(2 * groups / scale for scale, groups in SCALES.values()))


Pair = tuple[str, Attack, Attack]


def pairs() -> Sequence[Pair]:
    """Each attack on weekly figures, before and now."""
    before, after = partial(always_active, BEFORE, series=False), partial(always_active, AFTER, series=True)
    return (
        (
            "a year of one module run: is she ever active?",
            lambda rng, bit: before(1, rng, bit),
            lambda rng, bit: after(1, rng, bit),
        ),
        (
            "every group that holds her; now as many as one may read",
            lambda rng, bit: before(GROUPS, rng, bit),
            lambda rng, bit: after(PER_ASKER, rng, bit),
        ),
        (
            "the same by everybody together",
            lambda rng, bit: before(GROUPS, rng, bit),
            lambda rng, bit: after(TOGETHER, rng, bit),
        ),
        (
            "people, week after week: is she on it?",
            partial(is_in_it, BEFORE, series=False),
            partial(is_in_it, AFTER, series=True),
        ),
        (
            "before against after: did she join in the middle?",
            partial(joined, BEFORE, series=False),
            partial(joined, AFTER, series=True),
        ),
        (
            "past weeks before and after she withdrew: was she active?",
            partial(withdrew, BEFORE, series=False),
            partial(withdrew, AFTER, series=True),
        ),
        (
            "two groups that differ by her alone: is she active?",
            partial(twins, BEFORE, series=False),
            partial(twins, AFTER, series=True),
        ),
        (
            "one week, cut into ranges: was she active?",
            partial(ranges, BEFORE, series=False),
            partial(ranges, AFTER, series=True),
        ),
    )

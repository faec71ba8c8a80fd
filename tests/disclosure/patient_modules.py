"""The patient adversary with a module run's insight: many figures of one class in each week.

As in `patient.py`, they know everything about everybody else and guess one bit of one student. Before,
figures were of one class for all weeks, made anew whenever they were read, each with one draw of who was in
it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random
from statistics import fmean
from uuid import UUID

from app.disclosure.control import Control, to_nearest
from tests.disclosure.patient import (
    AFTER,
    CLASS,
    FIRST_MONDAY,
    FRESH_WEEKS,
    PER_ASKER,
    YEAR_BEGINS,
    Attack,
    Pair,
    crowds,
    people,
)

KNOWN = CLASS // 2
"""How many of the others open each resource in each week."""
STEP = 0.05
SEMESTER, RESOURCES = 12, 14
"""Weeks and resources of a module run."""
RUNS = 8
"""That a student takes in a year, each with a lecturer of its own."""

Opens = Callable[[int, int], int]
"""Whether the student opened that resource in that week."""
Cells = Mapping[tuple[int, int], float]
"""By week and resource: how many more opened it than the adversary knows of, as far as is told."""


@dataclass(frozen=True)
class Module:
    """How much there is to read, and how it is kept from telling."""

    weeks: int
    resources: int
    now: bool

    def control(self, salt: bytes, run: int, week: int, resource: int) -> tuple[Control, str]:
        control, monday = replace(AFTER, salt=salt), FIRST_MONDAY + timedelta(weeks=week)
        if self.now:
            return control.of(f"module-insights/{run}", YEAR_BEGINS, monday, f"opened {resource}"), "opened"
        return control, f"module-runs/{run} opened {resource} {monday}"

    def read(
        self,
        salt: bytes,
        members: list[list[UUID]],
        opens: Opens,
        *,
        run: int = 0,
    ) -> Cells:
        """What every week tells. `members`: by week."""
        told = {}
        for week, some in enumerate(members):
            for resource in range(self.resources):
                control, name = self.control(salt, run, week, resource)
                share = to_nearest(control.share(some, KNOWN + opens(week, resource), name), STEP)
                if share.value is not None:
                    told[week, resource] = share.value * len(some) - KNOWN
        return told


def mean(cells: Cells, of: Callable[[int, int], bool]) -> float:
    return fmean([value for cell, value in cells.items() if of(*cell)] or [0.0])


def _class(rng: Random, weeks: int) -> tuple[list[list[UUID]], UUID]:
    """Everybody in each week, the student included."""
    target = people(rng, 1)[0]
    return [[*others, target] for others in crowds(rng, weeks)], target


def _contrast(opens: Callable[[int], Opens], more: Opens, less: Opens | None, module: Module) -> Attack:
    """Cells in which the bit shows, against those in which it does not."""

    def attack(rng: Random, bit: int) -> tuple[float, int]:
        members, _ = _class(rng, module.weeks)
        cells = module.read(rng.randbytes(16), members, opens(bit))
        without = mean(cells, lambda *at: bool(less(*at))) if less is not None else 0.0
        return mean(cells, lambda *at: bool(more(*at))) - without, module.weeks * module.resources

    return attack


def anything(module: Module, *, runs: int = 1) -> Attack:
    """Whether she opens everything in every week, or nothing ever."""

    def attack(rng: Random, bit: int) -> tuple[float, int]:
        salt, evidence = rng.randbytes(16), 0.0
        for run in range(runs):
            members, _ = _class(rng, module.weeks)
            evidence += mean(module.read(salt, members, lambda *_: bit, run=run), lambda *_: True)
        return evidence, runs * module.weeks * module.resources

    return attack


def one_resource(module: Module) -> Attack:
    """Whether she opens that one, week after week; the others show what they have in common."""
    return _contrast(
        lambda bit: lambda _, resource: bit * (resource == 0),
        lambda _, resource: resource == 0,
        lambda _, resource: resource > 0,
        module,
    )


def one_week(module: Module) -> Attack:
    """Whether she was there in it, against the other weeks of its four."""
    at = 6
    return _contrast(
        lambda bit: lambda week, _: bit * (week == at),
        lambda week, _: week == at,
        lambda week, _: week != at and week // 4 == at // 4,
        module,
    )


def half_of_them(module: Module) -> Attack:
    """Whether she opens these resources; never any of the others, as the adversary knows."""
    half = module.resources // 2
    return _contrast(
        lambda bit: lambda _, resource: bit * (resource < half),
        lambda _, resource: resource < half,
        lambda _, resource: resource >= half,
        module,
    )


def stopped(module: Module) -> Attack:
    """Whether she stopped in the middle."""
    half = module.weeks // 2
    return _contrast(
        lambda bit: lambda week, _: bit * (week < half),
        lambda week, _: week < half,
        lambda week, _: week >= half,
        module,
    )


def left(module: Module) -> Attack:
    """Whether she had opened anything: past weeks as they were read before she withdrew, and after it."""

    def attack(rng: Random, bit: int) -> tuple[float, int]:
        members, target = _class(rng, module.weeks)
        salt = rng.randbytes(16)
        before = module.read(salt, members, lambda *_: bit)
        without = [[each for each in some if each != target] for some in members]
        after = module.read(salt, without, lambda *_: 0)
        anew = module.weeks - FRESH_WEEKS if module.now else 0
        both = [before[at] - after[at] for at in before.keys() & after.keys() if at[0] >= anew]
        return fmean(both or [0.0]), 2 * module.weeks * module.resources

    return attack


def hardly_opened(module: Module) -> Attack:
    """Whether she is the third who opened one resource: from whether it is listed, week after week."""

    def attack(rng: Random, bit: int) -> tuple[float, int]:
        members, _ = _class(rng, module.weeks)
        salt, others = rng.randbytes(16), 2 if module.now else 0
        listed = []
        for week, some in enumerate(members):
            control, name = module.control(salt, 0, week, 0)
            if module.now:
                listed.append(control.hardly_any(some, others + bit, "so far"))
            else:
                noise = (replace(control, round_to=1).people(some, name) or 0) - len(some)
                listed.append(bit == 0 or bit + noise < STEP * len(some) / 2)
        return -sum(map(bool, listed)) + rng.random() / 2, module.weeks

    return attack


def module_pairs(weeks: int, resources: int) -> list[Pair]:
    """Each attack, before and now."""
    before, now = (Module(weeks, resources, now=each) for each in (False, True))
    return [
        (name, attack(before), attack(now))
        for name, attack in (
            ("a class, every week and resource: does she open any?", anything),
            ("the classes that one may read", partial(anything, runs=PER_ASKER)),
            ("those of all her lecturers together", partial(anything, runs=RUNS)),
            ("one resource, week after week: does she open it?", one_resource),
            ("one week, every resource: was she there?", one_week),
            ("half of the resources, against the others", half_of_them),
            ("before against after: did she stop in the middle?", stopped),
            ("past weeks before and after she withdrew", left),
            ("the list of what hardly anybody opened", hardly_opened),
        )
    ]

"""Try a scoring model: what other coefficients or thresholds would make of real days; nothing is stored."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from app.actions.engagement.compute_scores import (
    Rules,
    compute_grid,
    load_rules,
    load_subjects,
    score_grid,
    scored_year,
)
from app.actions.context import Here
from app.actions.engagement.publish_scoring_model import Coefficients, checked_coefficients
from app.actions.insight.read_cohort import disclosure_control
from app.actions.engagement.score_slice import compute_slice, read_slice
from app.auth.principal import Principal
from app.disclosure.control import Control
from app.errors import Fault, InvalidInput, ScoringModelMissing
from app.ids import ScoringModelId, StudentId
from app.scoring.models import ModelStatus, ScoringModel
from app.scoring.sources import Days
from app.store.engagement import slices
from app.store.people import students
from app.db.asking import elevated
from app.store.engagement.progress import BEFORE_ALL
from app.store.engagement.scoring_models import PublishedModel
from app.store.engagement.slices import Slice
from app.store.people.students import StudentRecord

AT_ONCE = 10_000
"""Students at a time: one day of them takes little room."""
BARS = 25
UNNAMED = ScoringModelId(UUID(int=0))


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be tried."""

    day: date
    coefficients: Coefficients | None
    """By college code, then source; None: those in force, with other thresholds."""
    thresholds: Sequence[float]
    """Ascending; a score lies in the band above the last threshold that it reaches."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How many students have a score from `above` on, and below the next bar's."""

    above: float
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Trial:
    """The distribution before and after, every count with the profile's disclosure control."""

    day: date
    in_force: PublishedModel
    people: int
    bars: Sequence[Bar]
    moves: Sequence[Sequence[int]]
    """How many move from each band (row) to each band (column)."""


@dataclass(frozen=True, slots=True)
class Movement:
    record: StudentRecord
    before: float
    after: float
    band_before: int
    band_after: int


async def try_scoring_model(here: Here, wish: Wish) -> Trial:
    """What would become of everybody's scores of one day, as figures about groups.

    Raises InvalidInput for names that are not known, a coefficient that is missing, or thresholds out of
    order, and ScoringModelMissing where no model is in force to compare with.
    """
    before, after = await _both(here, wish)
    scores: list[tuple[list[StudentId], Days, Days]] = []
    last, mine = BEFORE_ALL, here.institution.institution_id
    async with elevated(here.session, mine):
        control = await disclosure_control(here)
        while True:
            taken = await slices.take(
                here.session, mine, wish.day, wish.day, after=last, most=AT_ONCE, hold=False
            )
            if not len(taken):
                break
            scores.append(await _score(here, before, after, wish.day, taken))
            last = taken.last_student
    ids = [each for listed, _, _ in scores for each in listed]
    old = np.concatenate([each for _, each, _ in scores]) if scores else np.zeros(0)
    new = np.concatenate([each for _, _, each in scores]) if scores else np.zeros(0)
    in_force = before.models[here.profile.academic_year(wish.day)]
    return _published(control, wish, in_force, ids, old, new)


async def list_movements(
    here: Here, principal: Principal, wish: Wish, *, after: str | None, limit: int
) -> tuple[list[StudentRecord], list[Movement]]:
    """A page of the students in the principal's charge, and those of them who would change bands.

    Raises what `try_scoring_model` does.
    """
    old_rules, new_rules = await _both(here, wish)
    records = await students.list_in_charge(here.session, principal, here.today, after=after, limit=limit)
    ids = [each.student_id for each in records]
    if not ids:
        return [], []
    subjects = dict(zip(ids, await load_subjects(here, ids), strict=True))
    old = await compute_grid(here, old_rules, subjects, wish.day, wish.day)
    new = score_grid(here.profile, new_rules, subjects, old.axis, old.amounts, wish.day)
    at = old.axis.position(wish.day)
    moved = []
    for row, record in enumerate(records):
        before, now = float(old.scores[row, at]), float(new.scores[row, at])
        bands = bisect_right(wish.thresholds, before), bisect_right(wish.thresholds, now)
        if np.isfinite(before) and np.isfinite(now) and bands[0] != bands[1]:
            moved.append(Movement(record, before, now, *bands))
    return records, moved


async def _both(here: Here, wish: Wish) -> tuple[Rules, Rules]:
    """The rules in force, and those to be tried."""
    if list(wish.thresholds) != sorted(set(wish.thresholds)):
        raise InvalidInput("see `errors`", faults=[Fault("/body/thresholds", "must ascend")])
    rules = await load_rules(here, wish.day, wish.day)
    year = here.profile.academic_year(wish.day)
    if year not in rules.models:
        raise ScoringModelMissing
    if wish.coefficients is None:
        return rules, rules
    model = ScoringModel(UNNAMED, year, 0, await checked_coefficients(here, wish.coefficients))
    draft = PublishedModel(model, ModelStatus.DRAFT, "", None)
    return rules, Rules({year: draft}, {year: scored_year(here.profile, model)}, rules.outages)


async def _score(
    here: Here, before: Rules, after: Rules, day: date, taken: Slice
) -> tuple[list[StudentId], Days, Days]:
    """The slice's students who have a score of that day under both."""
    read = await read_slice(here, before, taken)
    at = read.axis.position(day)
    old, new = (compute_slice(here, rules, read).scores[:, at] for rules in (before, after))
    scored = np.flatnonzero(np.isfinite(old) & np.isfinite(new))
    return [taken.student(number) for number in scored.tolist()], old[scored], new[scored]


def _published(
    control: Control, wish: Wish, in_force: PublishedModel, ids: list[StudentId], old: Days, new: Days
) -> Trial:
    width = control.largest_value / BARS
    edges = [round(width * bar, 6) for bar in range(BARS)]
    bands = len(wish.thresholds) + 1
    from_band, to_band = (np.searchsorted(wish.thresholds, scores, "right") for scores in (old, new))
    # A score below all edges (a coefficient may be negative) comes out as bar -1, which is not shown.
    from_bar, to_bar = (np.searchsorted(edges, scores, "right") - 1 for scores in (old, new))

    def count(chosen: NDArray[np.bool_], name: str) -> int:
        return control.people([ids[at] for at in np.flatnonzero(chosen).tolist()], f"{name} {wish.day}")

    return Trial(
        day=wish.day,
        in_force=in_force,
        people=count(np.ones(len(ids), np.bool_), "trial people"),
        bars=[
            Bar(edge, count(from_bar == at, f"trial bar {at}"), count(to_bar == at, f"trial bar {at}"))
            for at, edge in enumerate(edges)
        ],
        moves=[
            [count((from_band == one) & (to_band == other), "trial move") for other in range(bands)]
            for one in range(bands)
        ],
    )

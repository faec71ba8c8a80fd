"""Try a scoring model: what other coefficients or thresholds would make of real days; nothing is stored."""

import asyncio
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from app.access.vocabulary import Audited, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import Context, RequestContext
from app.actions.engagement.publish_scoring_model import Coefficients, checked_coefficients
from app.actions.engagement.score_slice import ReadSlice, compute_slice, read_slice
from app.actions.engagement.scoring import Rules, amounts_on, rules_for, score_grid
from app.actions.insight.read_cohort import disclosure_control
from app.actions.section import STANDING_READS, Rows, standing_parameters, subjects_of
from app.db.identity import elevated
from app.disclosure.control import Control
from app.errors import Fault, InvalidInput, ScoringModelMissing
from app.ids import ScoringModelId, StudentId
from app.profiles.model import Profile
from app.scoring.models import ScoringModel
from app.scoring.months import Axis
from app.scoring.sources import Days
from app.scoring.spells import ScoredYear
from app.store.activity import amounts, freshness
from app.store.engagement import slices
from app.store.engagement.progress import BEFORE_ALL
from app.store.engagement.scoring_models import PublishedModel
from app.store.engagement.slices import Slice
from app.store.people import students
from app.store.people.students import StudentRecord, VisibleStudent

BATCH_SIZE = 10_000
"""Students at a time: one day of them takes little room."""
BARS = 25
UNNAMED = ScoringModelId(UUID(int=0))
SHOWN = (Audited.STUDENT, Audited.ENGAGEMENT)
"""What a list of movements shows of each student."""
_READS = STANDING_READS | {"amounts": amounts.STORED}


@dataclass(frozen=True, slots=True)
class TrialRequest:
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


@dataclass(frozen=True, slots=True)
class Movements:
    """A page of the students in somebody's charge: those who would change bands."""

    items: Sequence[Movement]
    next_after: str | None
    """The number of the page's last student, where there are more."""


@dataclass(frozen=True, slots=True)
class _Scores:
    """Students who have a score of the day under both models."""

    students: Sequence[StudentId]
    before: Days
    after: Days


async def try_scoring_model(context: Context, request: TrialRequest) -> Trial:
    """What would become of everybody's scores of one day, as figures about groups.

    Raises InvalidInput for names that are not known, a coefficient that is missing, or thresholds out of
    order, and ScoringModelMissing where no model is in force to compare with.
    """
    before, after = await _both(context, request)
    sources = sorted({*before.sources, *after.sources})
    scores: list[_Scores] = []
    last, day = BEFORE_ALL, request.day
    async with elevated(context.transaction):
        control = await disclosure_control(context)
        while True:
            taken = await slices.take(context.transaction, day, day, after=last, most=BATCH_SIZE, lock=False)
            if not len(taken):
                break
            read = await read_slice(context, before, taken, sources)
            scores.append(await asyncio.to_thread(_scores_of_day, before, after, day, taken, read))
            last = taken.last_student
    in_force = context.institution.models[context.profile.academic_year(day)]
    return await asyncio.to_thread(_published, control, request, in_force, scores)


async def list_movements(
    context: RequestContext, request: TrialRequest, purpose: str | None, *, after: str, limit: int
) -> Movements:
    """Of a page of the students whose engagement is open to the asker, those who would change bands.

    Raises what `try_scoring_model` does, and what `check_purpose` does.
    """
    rules = await _both(context, request)
    found = await students.list_visible(
        context.transaction, context.today, sees_all=context.user.sees_all, after=after, limit=limit + 1
    )
    page = found[:limit]
    listed = [each.record for each in page if _opens_engagement(context.profile, each)]
    ids = [each.student_id for each in listed]
    await check_purpose(context, ids, SHOWN, purpose)
    axis = Axis.covering(request.day, request.day)
    rows = await context.transaction.gather(
        _READS,
        **standing_parameters(context.profile, ids),
        amounts_from=axis.months[0],
        last_day=request.day,
    )
    moved = await asyncio.to_thread(
        _movements, context.profile, context.today, request, rules, axis, listed, rows
    )
    roles = [
        each
        for each in context.user.roles.names
        if SectionName.ENGAGEMENT in context.profile.opened((each,)).sections
    ]
    await record_access(context, {each.record.student_id: SHOWN for each in moved}, roles, purpose)
    return Movements(moved, page[-1].record.number if len(found) > limit else None)


def _opens_engagement(profile: Profile, visible: VisibleStudent) -> bool:
    return SectionName.ENGAGEMENT in profile.opened(visible.visible_by).sections


async def _both(context: Context, request: TrialRequest) -> tuple[Rules, Rules]:
    """The rules in force, and those to be tried."""
    if list(request.thresholds) != sorted(set(request.thresholds)):
        raise InvalidInput("see `errors`", faults=[Fault("/body/thresholds", "must ascend")])
    data_as_of = await freshness.data_as_of(context.transaction)
    rules = rules_for(context.institution, request.day, request.day, data_as_of)
    year = context.profile.academic_year(request.day)
    in_force = rules.years.get(year)
    if in_force is None:
        raise ScoringModelMissing
    if request.coefficients is None:
        return rules, rules
    coefficients = await checked_coefficients(context, request.coefficients)
    model = ScoringModel(UNNAMED, year, 0, context.profile.collected, coefficients)
    return rules, Rules(
        {year: ScoredYear.of(model, in_force.first, in_force.last)}, rules.outages, rules.complete
    )


def _scores_of_day(before: Rules, after: Rules, day: date, taken: Slice, read: ReadSlice) -> _Scores:
    at = read.axis.position(day)
    old, new = (compute_slice(rules, read).scores[:, at] for rules in (before, after))
    scored = np.flatnonzero(np.isfinite(old) & np.isfinite(new))
    return _Scores([taken.student(number) for number in scored.tolist()], old[scored], new[scored])


def _movements(
    profile: Profile,
    today: date,
    request: TrialRequest,
    rules: tuple[Rules, Rules],
    axis: Axis,
    listed: Sequence[StudentRecord],
    rows: Rows,
) -> list[Movement]:
    ids = [each.student_id for each in listed]
    subjects = subjects_of(rows, ids, today)
    sources = {name for each in rules for name in each.sources}
    row_of = {student_id: row for row, student_id in enumerate(ids)}
    on_axis = amounts_on(axis, sources, row_of, rows["amounts"])
    at = axis.position(request.day)
    before, after = (
        score_grid(profile, each, subjects, axis, on_axis, request.day).scores[:, at].tolist()
        for each in rules
    )
    return list(_changes(request.thresholds, listed, before, after))


def _changes(
    thresholds: Sequence[float],
    listed: Sequence[StudentRecord],
    before: Sequence[float],
    after: Sequence[float],
) -> Iterator[Movement]:
    for record, old, new in zip(listed, before, after, strict=True):
        bands = bisect_right(thresholds, old), bisect_right(thresholds, new)
        if isfinite(old) and isfinite(new) and bands[0] != bands[1]:
            yield Movement(record, old, new, *bands)


def _published(
    control: Control, request: TrialRequest, in_force: PublishedModel, scores: Sequence[_Scores]
) -> Trial:
    ids = [student for each in scores for student in each.students]
    old = np.concatenate([np.zeros(0), *(each.before for each in scores)])
    new = np.concatenate([np.zeros(0), *(each.after for each in scores)])
    width = control.largest_value / BARS
    edges = [round(width * bar, 6) for bar in range(BARS)]
    bands = len(request.thresholds) + 1
    from_band, to_band = (np.searchsorted(request.thresholds, each, "right") for each in (old, new))
    # A score below all edges (a coefficient may be negative) comes out as bar -1, which is not shown.
    from_bar, to_bar = (np.searchsorted(edges, each, "right") - 1 for each in (old, new))

    def count(chosen: NDArray[np.bool_], name: str) -> int:
        return control.people([ids[at] for at in np.flatnonzero(chosen).tolist()], f"{name} {request.day}")

    return Trial(
        day=request.day,
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

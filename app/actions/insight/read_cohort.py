"""Read a cohort: weekly figures for course improvement, in which nobody can be told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

import numpy as np

from app.actions.engagement.compute_scores import compute_grid, load_rules, load_subjects
from app.actions.context import Here
from app.disclosure.control import Control, Figure
from app.errors import NotFound
from app.ids import StudentId
from app.store.insight import cohorts
from app.db.asking import elevated
from app.store.insight.cohorts import Cohort, CohortKind

WEEK = timedelta(days=7)
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class CohortWeek:
    monday: date
    people: int
    """Students with scores in that week, rounded."""
    mean_score: Figure
    active_share: Figure
    """Percent of them with any activity."""
    attended_share: Figure
    """Percent of sessions attended, a mean over students with a register."""


@dataclass(frozen=True, slots=True)
class _Weekly:
    """What one student adds to one week's figures."""

    student: StudentId
    score: float
    active: bool


async def read_cohort(
    here: Here, kind: CohortKind, identifier: UUID, first: date, last: date
) -> tuple[Cohort, list[CohortWeek]]:
    """The whole weeks (Monday to Sunday) from `first` to `last`. Raises NotFound for no such cohort.

    Only students whose scores may be computed enter: nobody who has not consented is counted.
    """
    mine = here.institution.institution_id
    cohort = await cohorts.find(here.session, mine, kind, identifier)
    if cohort is None:
        raise NotFound("there is no such cohort")
    mondays = _mondays(first, last)
    if not mondays:
        return cohort, []
    async with elevated(here.session, mine):
        control = await disclosure_control(here)
        members = await cohorts.list_members(
            here.session, cohort, mondays[0], mondays[-1] + WEEK - timedelta(days=1)
        )
        weekly: dict[date, list[_Weekly]] = {monday: [] for monday in mondays}
        remaining = iter(members)
        while some := list(islice(remaining, AT_ONCE)):
            await _add_scores(here, some, mondays, weekly)
        attended = await _attended(here, cohort, members, mondays)
    return cohort, [
        _published(control, cohort, monday, weekly[monday], attended.get(monday, [])) for monday in mondays
    ]


def _mondays(first: date, last: date) -> list[date]:
    monday = first + timedelta(days=-first.weekday() % 7)
    mondays = []
    while monday + WEEK - timedelta(days=1) <= last:
        mondays.append(monday)
        monday += WEEK
    return mondays


async def disclosure_control(here: Here) -> Control:
    """The profile's rules with the institution's secret."""
    rules = here.profile.disclosure
    return Control(
        salt=await cohorts.disclosure_salt(here.session, here.institution.institution_id),
        round_to=rules.round_to,
        fewest_for_share=rules.fewest_for_share,
        fewest_for_mean=rules.fewest_for_mean,
        largest_value=rules.largest_score,
    )


async def _add_scores(
    here: Here,
    students: Sequence[StudentId],
    mondays: Sequence[date],
    weekly: dict[date, list[_Weekly]],
) -> None:
    first, last = mondays[0], mondays[-1] + WEEK - timedelta(days=1)
    rules = await load_rules(here, first, last)
    subjects = dict(zip(students, await load_subjects(here, students), strict=True))
    grid = await compute_grid(here, rules, subjects, first, last)
    active = sum((amounts > 0 for amounts in grid.amounts.values()), np.zeros(grid.scores.shape))
    for monday in mondays:
        start = grid.axis.position(monday)
        week = grid.scores[:, start : start + WEEK.days]
        scored = np.isfinite(week)
        totals = np.where(scored, week, 0.0).sum(axis=1)
        used = active[:, start : start + WEEK.days].sum(axis=1) > 0
        for row, student in enumerate(students):
            if days := int(scored[row].sum()):
                weekly[monday].append(_Weekly(student, float(totals[row]) / days, bool(used[row])))


async def _attended(
    here: Here, cohort: Cohort, members: list[StudentId], mondays: Sequence[date]
) -> dict[date, list[tuple[StudentId, float]]]:
    last = mondays[-1] + WEEK - timedelta(days=1)
    found = await cohorts.attended_by_week(
        here.session, cohort, members, mondays[0], last, here.profile.time_zone
    )
    shares: dict[date, list[tuple[StudentId, float]]] = {}
    for student, monday, present, absent in found:
        if present + absent:
            shares.setdefault(monday, []).append((student, present / (present + absent)))
    return shares


def _published(
    control: Control,
    cohort: Cohort,
    monday: date,
    weekly: Sequence[_Weekly],
    attended: Sequence[tuple[StudentId, float]],
) -> CohortWeek:
    scored = [each.student for each in weekly]
    registered = [student for student, _ in attended]
    # What a figure is of, not which cohort was asked for: the same people give the same figure.
    week = str(monday)
    of_attendance = f"attended {cohort.identifier if cohort.kind is CohortKind.MODULE_RUN else ''} {week}"
    return CohortWeek(
        monday,
        people=control.people(scored, f"people {week}"),
        mean_score=control.mean(scored, [each.score for each in weekly], f"score {week}"),
        active_share=control.share(scored, sum(each.active for each in weekly), f"active {week}"),
        attended_share=control.mean_share(registered, [share for _, share in attended], of_attendance),
    )

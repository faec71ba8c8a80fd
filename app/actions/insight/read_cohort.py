"""Read a cohort: weekly figures for course improvement, about groups that the institution makes."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from app.access.vocabulary import SectionName
from app.actions.context import Context, StaffContext
from app.actions.engagement.scoring import amounts_on, rules_for, score_grid
from app.actions.governance.restrict import leave_out_restricted
from app.actions.insight.kept_figures import Told, keep_figures
from app.actions.insight.reading_budget import charge_reading
from app.actions.section import STANDING_READS, Rows, standing_parameters, subjects_of
from app.calendars.calendar import WEEK
from app.db.identity import elevated
from app.disclosure.control import Control, Figure
from app.disclosure.variables import GroupKind
from app.ids import StudentId
from app.scoring.months import Axis
from app.store.activity import amounts, freshness
from app.store.insight import cohorts
from app.store.insight.cohort_readings import Reading
from app.store.insight.cohorts import (
    Cohort,
    CohortKind,
    MemberSpell,
    WeekAttended,
    WeeklyFigures,
    weekly_figures,
)
from app.store.snapshot import InstitutionSnapshot

BATCH_SIZE = 1_000
"""Students at a time."""
_READS = STANDING_READS | {"amounts": amounts.STORED, "data_as_of": freshness.DATA_AS_OF}


@dataclass(frozen=True, slots=True)
class CohortWeek:
    monday: date
    people: int | None
    """Students with scores in that week, rounded; None for too few to tell."""
    mean_score: Figure
    active_share: Figure
    """The share of them with any activity."""
    attended_share: Figure
    """The share of sessions attended, a mean over students with a register."""


@dataclass(frozen=True, slots=True)
class _Weekly:
    """What one student adds to one week's figures."""

    student: StudentId
    score: float
    active: bool


async def read_cohort(
    context: StaffContext, kind: CohortKind, identifier: UUID, first: date, last: date
) -> tuple[Cohort, list[CohortWeek]]:
    """The whole weeks (Monday to Sunday) from `first` to `last`.

    Raises NotFound for no such cohort, and GroupsUsedUp.

    Only students whose scores may be computed enter: nobody who has not consented is counted.
    """
    transaction = context.transaction
    cohort = await cohorts.get(transaction, kind, identifier)
    mondays = _mondays(first, last)
    if not mondays:
        return cohort, []
    begin, end = mondays[0], mondays[-1] + WEEK - timedelta(days=1)
    weekly: dict[date, list[_Weekly]] = {monday: [] for monday in mondays}
    figures = weekly_figures(cohort)
    async with elevated(transaction):
        await leave_out_restricted(context, SectionName.ENGAGEMENT)
        control = await disclosure_control(context)
        await charge_reading(context, Reading(figures, context.staff_id), mondays)
        spells = await cohorts.list_spells(transaction, cohort, begin, end)
        members = sorted({each.student_id for each in spells})
        for start in range(0, len(members), BATCH_SIZE):
            some = members[start : start + BATCH_SIZE]
            rows = await _read(context, some, begin, end)
            await asyncio.to_thread(
                _add_scores, context.institution, some, rows, context.today, mondays, weekly
            )
        attended = await cohorts.list_attended(
            transaction, cohort, members, begin, end, context.profile.time_zone
        )
        within = {monday: _in_it(spells, monday) for monday in mondays}
        controls = {each: weekly_control(context, control, figures, each) for each in mondays}
        made = await asyncio.to_thread(_published, controls, weekly, _shares(attended), within)
        told = await keep_figures(context, figures, _by_name(made))
    return cohort, [_as_told(each, told) for each in made]


def weekly_control(
    context: Context, control: Control, figures: WeeklyFigures, monday: date, part: str = ""
) -> Control:
    """The control of a group's figures of one week."""
    profile = context.profile
    begins = profile.first_day(profile.academic_year(monday))
    return control.of(figures.name, begins, monday, part)


def _in_it(spells: Sequence[MemberSpell], monday: date) -> set[StudentId]:
    """Who was in the cohort on some day of that week: whichever other weeks are asked for."""
    end = monday + WEEK
    return {
        each.student_id
        for each in spells
        if (each.starts_on is None or each.starts_on < end)
        and (each.ends_before is None or each.ends_before > monday)
    }


def _mondays(first: date, last: date) -> list[date]:
    monday = first + timedelta(days=-first.weekday() % 7)
    mondays = []
    while monday + WEEK - timedelta(days=1) <= last:
        mondays.append(monday)
        monday += WEEK
    return mondays


async def disclosure_control(context: Context) -> Control:
    """The profile's rules with the institution's secret."""
    rules = context.profile.disclosure
    return Control(
        salt=await cohorts.disclosure_salt(context.transaction),
        round_to=rules.round_to,
        fewest_for_share=rules.fewest_for_share,
        fewest_for_mean=rules.fewest_for_mean,
        largest_value=rules.largest_score,
        noise=rules.noise,
    )


async def _read(context: Context, students: Sequence[StudentId], first: date, last: date) -> Rows:
    return await context.transaction.gather(
        _READS,
        **standing_parameters(context.profile, students),
        amounts_from=Axis.covering(first, last).months[0],
        last_day=last,
    )


def _add_scores(
    institution: InstitutionSnapshot,
    students: Sequence[StudentId],
    rows: Rows,
    today: date,
    mondays: Sequence[date],
    weekly: dict[date, list[_Weekly]],
) -> None:
    axis = Axis.covering(mondays[0], mondays[-1] + WEEK - timedelta(days=1))
    rules = rules_for(institution, axis.scored_from, axis.last, freshness.by_source(rows["data_as_of"]))
    subjects = subjects_of(rows, students, today)
    row_of = {student: row for row, student in enumerate(students)}
    on_axis = amounts_on(axis, rules.sources, row_of, rows["amounts"])
    grid = score_grid(institution.profile, rules, subjects, axis, on_axis, axis.last)
    active = sum((each > 0 for each in grid.amounts.values()), np.zeros(grid.scores.shape))
    for monday in mondays:
        start = axis.position(monday)
        week = grid.scores[:, start : start + WEEK.days]
        scored = np.isfinite(week)
        totals = np.where(scored, week, 0.0).sum(axis=1)
        used = active[:, start : start + WEEK.days].sum(axis=1) > 0
        for row, student in enumerate(students):
            if days := int(scored[row].sum()):
                weekly[monday].append(_Weekly(student, float(totals[row]) / days, bool(used[row])))


def _shares(attended: Sequence[WeekAttended]) -> dict[date, list[tuple[StudentId, float]]]:
    """By week: each student's share of sessions attended, where there was any to attend."""
    shares: dict[date, list[tuple[StudentId, float]]] = {}
    for student, monday, present, absent in attended:
        if present + absent:
            shares.setdefault(monday, []).append((student, present / (present + absent)))
    return shares


def _published(
    controls: Mapping[date, Control],
    weekly: Mapping[date, Sequence[_Weekly]],
    shares: Mapping[date, Sequence[tuple[StudentId, float]]],
    within: Mapping[date, Collection[StudentId]],
) -> list[CohortWeek]:
    return [
        _published_week(
            controls[monday],
            monday,
            [each for each in scored if each.student in within[monday]],
            [each for each in shares.get(monday, ()) if each[0] in within[monday]],
        )
        for monday, scored in weekly.items()
    ]


def _published_week(
    control: Control,
    monday: date,
    weekly: Sequence[_Weekly],
    attended: Sequence[tuple[StudentId, float]],
) -> CohortWeek:
    scored = [each.student for each in weekly]
    registered = [student for student, _ in attended]
    return CohortWeek(
        monday=monday,
        people=control.people(scored, "people"),
        mean_score=control.mean(scored, [each.score for each in weekly], "score"),
        active_share=control.share(scored, sum(each.active for each in weekly), "active"),
        attended_share=control.mean_share(registered, [share for _, share in attended], "attended"),
    )


def _by_name(weeks: Sequence[CohortWeek]) -> Told:
    return {
        (each.monday, name): value
        for each in weeks
        for name, value in (
            ("people", each.people),
            ("score", each.mean_score.value),
            ("active", each.active_share.value),
            ("attended", each.attended_share.value),
        )
    }


def _as_told(made: CohortWeek, told: Told) -> CohortWeek:
    people = told[made.monday, "people"]
    return CohortWeek(
        made.monday,
        None if people is None else round(people),
        made.mean_score.told(told[made.monday, "score"]),
        made.active_share.told(told[made.monday, "active"]),
        made.attended_share.told(told[made.monday, "attended"]),
    )


async def find_group(context: Context, kind: GroupKind, identifier: UUID) -> str:
    """The name of a college, programme or module run. Raises NotFound."""
    return (await cohorts.get(context.transaction, CohortKind(kind), identifier)).name

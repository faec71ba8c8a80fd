"""Trends: how many students of a School had which colour, week by week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from app.access.vocabulary import Duty, SectionName
from app.actions.context import RequestContext, as_staff
from app.actions.governance.restrict import leave_out_restricted
from app.actions.insight.kept_figures import keep_figures
from app.actions.insight.read_cohort import disclosure_control, weekly_control
from app.actions.insight.reading_budget import charge_reading
from app.actions.insight.weekly_report import (
    as_reader_or_none,
    not_yours,
    opening_roles,
    school_of,
)
from app.actions.insight.weekly_status import Weeks, first_day_of, judge_weeks, rag_rules
from app.calendars.calendar import DAY
from app.db.identity import elevated
from app.ids import StudentId
from app.rag.judging import COLOURS, Codes, Flags
from app.rag.rows import Colour
from app.store.insight import weekly_reports
from app.store.insight.cohort_readings import Reading
from app.store.insight.cohorts import Cohort, CohortKind, WeeklyFigures, weekly_figures
from app.store.insight.weekly_reports import School

BATCH_SIZE = 5_000
"""Students at a time."""
KINDS = ("attendance", "online", "combined", "counts")
"""What is counted: each of the three statuses, and the one to act on."""
COLLEGE = "college"

Members = dict[tuple[str, Colour], list[StudentId]]


@dataclass(slots=True)
class TrendWeek:
    """One week: whom the report is about, and who of them has which colour."""

    monday: date
    people: list[StudentId] = field(default_factory=list)
    members: Members = field(default_factory=lambda: {(kind, each): [] for kind in KINDS for each in COLOURS})


@dataclass(frozen=True, slots=True)
class Trend:
    school: School
    weeks: Sequence[TrendWeek]
    counts: Mapping[tuple[date, str], int | None]
    """By the week's Monday, and `reported` or the name that `colour_name` gives. None: too few to tell."""
    controlled: bool
    """Whether figures are kept from being about somebody; not for whoever sees each student."""

    def count(self, week: TrendWeek, name: str) -> int | None:
        return self.counts[week.monday, name]


REPORTED = "reported"


def colour_name(kind: str, colour: Colour) -> str:
    """What the count of those who had that colour is called."""
    return f"{kind} {colour}"


async def read_trend(context: RequestContext, org_unit: str, mondays: Sequence[date]) -> Trend:
    """The weeks of those Mondays, ascending.

    For the School's own people, of the students whom they see. For analysts, of a whole college, with
    disclosure control. Raises NotFound for anybody else, and NotCollected.
    """
    rag_rules(context)
    reader = as_reader_or_none(context)
    if reader is not None:
        school = await school_of(reader, org_unit)
        if school is not None and school.granted:
            weeks = await _weeks(context, school, mondays, own=True)
            exact = {key: len(members) for key, members in _members(weeks).items()}
            return Trend(school, weeks, exact, controlled=False)
    if Duty.ANALYSE not in context.user.roles.duties:
        raise not_yours()
    school = await weekly_reports.find_school(context.transaction, org_unit, None, [], [], context.today)
    if school is None or school.kind != COLLEGE:
        raise not_yours()
    async with elevated(context.transaction):
        await leave_out_restricted(context, SectionName.ENGAGEMENT)
        figures = weekly_figures(_as_cohort(school))
        staff_id = as_staff(context, Duty.ANALYSE).staff_id
        await charge_reading(context, Reading(figures, staff_id), mondays)
        weeks = await _weeks(context, school, mondays, own=False)
        return Trend(school, weeks, await _controlled(context, figures, weeks), controlled=True)


async def _controlled(
    context: RequestContext, figures: WeeklyFigures, weeks: Sequence[TrendWeek]
) -> dict[tuple[date, str], int | None]:
    control = await disclosure_control(context)
    controls = {each.monday: weekly_control(context, control, figures, each.monday) for each in weeks}
    made = {
        (monday, name): controls[monday].people(members, name)
        for (monday, name), members in _members(weeks).items()
    }
    told = await keep_figures(context, figures, made)
    return {key: None if value is None else round(value) for key, value in told.items()}


def _members(weeks: Sequence[TrendWeek]) -> dict[tuple[date, str], list[StudentId]]:
    """Whom each figure is about."""
    found = {(each.monday, REPORTED): each.people for each in weeks}
    for each in weeks:
        found |= {(each.monday, colour_name(*key)): members for key, members in each.members.items()}
    return found


def _as_cohort(school: School) -> Cohort:
    """Reading the colours of a college is reading figures of that cohort."""
    return Cohort(CohortKind.COLLEGE, school.org_unit_id, school.name)


async def _weeks(
    context: RequestContext, school: School, mondays: Sequence[date], *, own: bool
) -> list[TrendWeek]:
    units = frozenset(await weekly_reports.list_below(context.transaction, school))
    studying = await weekly_reports.list_studying(
        context.transaction,
        school,
        first_day_of(rag_rules(context), mondays[0]),
        mondays[-1] - DAY,
        levels=context.profile.covered_levels,
        opening=opening_roles(context.profile) if own else None,
    )
    ids = [each.student_id for each in studying]
    found = [TrendWeek(each) for each in mondays]
    for start in range(0, len(ids), BATCH_SIZE):
        weeks = await judge_weeks(context, ids[start : start + BATCH_SIZE], mondays, units)
        for at, week in enumerate(found):
            _add(week, weeks, at, own=own)
    return found


def _add(week: TrendWeek, weeks: Weeks, at: int, *, own: bool) -> None:
    """Figures for analysts are about nobody of whose data there is no basis to use any."""
    counted = weeks.modes[at] >= 0
    if not own:
        counted &= weeks.based[at]
    week.people += _those(weeks, counted)
    statuses = weeks.judged[at].statuses
    for kind in KINDS:
        codes: Codes = getattr(statuses, kind)
        for code, colour in enumerate(COLOURS):
            week.members[kind, colour] += _those(weeks, counted & (codes == code))


def _those(weeks: Weeks, flags: Flags) -> list[StudentId]:
    return [weeks.students[row] for row in np.flatnonzero(flags).tolist()]

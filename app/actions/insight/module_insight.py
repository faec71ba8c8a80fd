"""Module insight: which resources the class of a module run opens, and which not; no student in it.

Who counts in a week is who was enrolled and registered in all of it, and whose data of it may be used. What
is told of a week four weeks after it stays as it was told (`kept_figures.py`): whoever joins or leaves
changes no past week. There are no filters. A reading is on record with its purpose, and counts in the reading
budget.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.access.vocabulary import Duty, Reach, SectionName
from app.actions.access_purpose import check_purpose_of_figures
from app.actions.activity.completeness import storable_until
from app.actions.context import Context, RequestContext, StaffContext, as_staff, as_staff_in
from app.actions.governance.audit_change import audit_change
from app.actions.governance.restrict import leave_out_restricted
from app.actions.insight.module_class import read_class
from app.actions.insight.module_figures import (
    Counted,
    Sort,
    ToldShares,
    figures_of,
    hand_ins,
    is_hardly_opened,
    openings,
    tell,
)
from app.actions.insight.read_cohort import disclosure_control
from app.actions.insight.reading_budget import charge_reading
from app.calendars.calendar import DAY, monday_of
from app.db.identity import elevated
from app.disclosure.control import Control, Figure
from app.errors import Forbidden, NotCollected
from app.ids import ModuleRunId
from app.profiles.module_insight import ModuleInsightEntry
from app.scoring.completeness import NEVER
from app.store.activity import module_resources
from app.store.activity.module_resources import ModuleResource
from app.store.insight import module_insight as store
from app.store.insight.cohort_readings import Reading
from app.store.insight.module_insight import Classes, Days, InTime, NamedRun

NOT_OFFERED = "this institution shows nobody which resources a class opens"


@dataclass(frozen=True, slots=True)
class ResourceInsight:
    """Shares of the class that opened a resource."""

    resource: ModuleResource
    so_far: Figure
    """In any of the weeks."""
    weeks: Mapping[date, Figure]
    """By Monday, ascending."""


@dataclass(frozen=True, slots=True)
class AssessmentInsight:
    code: str
    kind: str
    due_on: date
    in_time: Figure


@dataclass(frozen=True, slots=True)
class ModuleInsight:
    run: NamedRun
    last_day: date | None
    """The latest complete week's Sunday; None: there is none yet."""
    resources: Sequence[ResourceInsight]
    not_opened: Sequence[ModuleResource] | None
    """Opened by nobody, or by so few that no share of them is told; None: too few people to tell."""
    assessments: Sequence[AssessmentInsight]


async def read_module_insight(
    context: RequestContext, module_run_id: ModuleRunId, purpose: str | None
) -> ModuleInsight:
    """For whoever teaches the module run today, or reads figures about groups; on record.

    Raises NotCollected where the institution offers none, NotFound for no such module run, Forbidden for
    anybody else, PurposeRequired or PurposeRefused, and GroupsUsedUp.
    """
    entry = context.profile.module_insight
    if entry is None:
        raise NotCollected(NOT_OFFERED)
    reader, own = await _reader(context, module_run_id)
    check_purpose_of_figures(context.profile, purpose, entry.purposes, "what a class opens is told")
    run = await store.get(context.transaction, module_run_id)
    days = await complete_weeks(context, run)
    insight = ModuleInsight(run, None, [], None, [])
    if days is not None:
        async with elevated(context.transaction):
            await charge_reading(context, Reading(figures_of(run), reader.staff_id, own), days.mondays)
            insight = await insight_of(context, entry, run, days)
    after = {"purpose": purpose, "last_day": insight.last_day and insight.last_day.isoformat()}
    await audit_change(reader, "module insight read", f"module_run/{module_run_id}", after=after)
    return insight


async def _reader(context: RequestContext, module_run_id: ModuleRunId) -> tuple[StaffContext, bool]:
    """Who reads, and whether it is of what they teach."""
    user, rules = context.user, context.profile.role_rules
    teaching = [each for each in user.roles.names if rules[each].reach is Reach.TEACHING]
    if user.staff_id is not None and teaching:
        trained = all(rules[each].training_required for each in teaching)
        if await store.teaches(
            context.transaction, user.staff_id, module_run_id, context.today, training_required=trained
        ):
            return as_staff_in(context, user.staff_id, teaching[0]), True
    if Duty.ANALYSE in user.roles.duties:
        return as_staff(context, Duty.ANALYSE), False
    if teaching:
        raise Forbidden("you do not teach on this module run today, in a role that may be used")
    raise Forbidden("this is for whoever teaches the module run, or reads figures about groups")


async def complete_weeks(context: Context, run: NamedRun) -> Days | None:
    """Whole weeks of the module run that every source has delivered."""
    last = await storable_until(context, min(context.today, run.ends_before) - DAY)
    if last == NEVER:
        return None
    first, sunday = monday_of(run.starts_on), monday_of(last + DAY) - DAY
    years = {context.profile.academic_year(each) for each in (first, sunday)}
    return Days(first, sunday, years) if first < sunday else None


async def insight_of(context: Context, entry: ModuleInsightEntry, run: NamedRun, days: Days) -> ModuleInsight:
    """For the institution's own work: whoever asks was judged before."""
    transaction = context.transaction
    await leave_out_restricted(context, SectionName.ENGAGEMENT)
    control = await disclosure_control(context)
    people = await read_class(context, run, days)
    offered = await module_resources.list_offered(transaction, run.module_run_id)
    classes, so_far = people.weekly(SectionName.ENGAGEMENT), people.so_far(SectionName.ENGAGEMENT)
    opened = await store.list_opened(transaction, run.module_run_id, classes, so_far, entry.sources, days)
    marked = people.weekly(SectionName.GRADES)
    in_time = await _in_time(context, run, marked, days)
    counted = [*openings(offered, opened, classes, so_far), *hand_ins(in_time, marked)]
    told = await tell(context, entry, run, control, counted)
    return ModuleInsight(
        run,
        days.last,
        [_resource(each, told, days) for each in offered],
        _not_opened(context, control, run, offered, counted),
        [
            AssessmentInsight(
                each.code, each.kind, each.due_on, told[monday_of(each.due_on), Sort.IN_TIME, each.code]
            )
            for each in in_time
        ],
    )


async def _in_time(context: Context, run: NamedRun, classes: Classes, days: Days) -> list[InTime]:
    """Nothing where no submissions are kept."""
    if SectionName.GRADES not in context.profile.sections:
        return []
    return await store.list_in_time(context.transaction, run.module_run_id, classes, days)


def _resource(resource: ModuleResource, told: ToldShares, days: Days) -> ResourceInsight:
    return ResourceInsight(
        resource,
        told[days.mondays[-1], Sort.SO_FAR, resource.code],
        {monday: told[monday, Sort.OPENED, resource.code] for monday in days.mondays},
    )


def _not_opened(
    context: Context,
    control: Control,
    run: NamedRun,
    offered: Sequence[ModuleResource],
    counted: Sequence[Counted],
) -> list[ModuleResource] | None:
    hardly = {
        each.code: is_hardly_opened(context, control, run, each)
        for each in counted
        if each.sort is Sort.SO_FAR
    }
    if None in hardly.values():
        return None
    return [each for each in offered if hardly[each.code]]

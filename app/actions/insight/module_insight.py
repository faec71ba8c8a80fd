"""Module insight: which resources the class of a module run opens, and which not; no student in it.

There is one class for all weeks and figures: who is enrolled and registered in the latest complete week, and
whose data may be used on all of the days. There are no filters, so no two answers of a day are about
different people; nobody can subtract one from the other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.access.vocabulary import Duty, Reach, SectionName
from app.actions.activity.completeness import storable_until
from app.actions.context import Context, RequestContext
from app.actions.governance.restrict import leave_out_restricted
from app.actions.insight.read_cohort import disclosure_control
from app.actions.section import STANDING_READS, standing_parameters, subjects_of, usable_days_of
from app.calendars.calendar import DAY, WEEK, monday_of
from app.db.identity import elevated
from app.disclosure.control import Control, Figure, to_nearest
from app.errors import Forbidden, NotCollected
from app.ids import ModuleRunId, StudentId
from app.profiles.module_insight import ModuleInsightEntry
from app.scoring.completeness import NEVER
from app.store.activity import module_resources
from app.store.activity.module_resources import ModuleResource
from app.store.insight import module_insight as store
from app.store.insight.module_insight import Days, InTime, NamedRun, Opened

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
    """Opened by nobody, or by so few that the share rounds to nothing; None: too few people to tell."""
    assessments: Sequence[AssessmentInsight]


async def read_module_insight(context: RequestContext, module_run_id: ModuleRunId) -> ModuleInsight:
    """For whoever teaches the module run today, or reads figures about groups.

    Raises NotCollected where the institution offers none, NotFound for no such module run, Forbidden for
    anybody else.
    """
    entry = context.profile.module_insight
    if entry is None:
        raise NotCollected(NOT_OFFERED)
    await _check_may(context, module_run_id)
    run = await store.get(context.transaction, module_run_id)
    days = await complete_weeks(context, run)
    if days is None:
        return ModuleInsight(run, None, [], None, [])
    async with elevated(context.transaction):
        return await insight_of(context, entry, run, days)


async def _check_may(context: RequestContext, module_run_id: ModuleRunId) -> None:
    user, rules = context.user, context.profile.role_rules
    if Duty.ANALYSE in user.roles.duties:
        return
    teaching = [rules[each] for each in user.roles.names if rules[each].reach is Reach.TEACHING]
    if user.staff_id is None or not teaching:
        raise Forbidden("this is for whoever teaches the module run, or reads figures about groups")
    trained = all(each.training_required for each in teaching)
    if not await store.teaches(
        context.transaction, user.staff_id, module_run_id, context.today, training_required=trained
    ):
        raise Forbidden("you do not teach on this module run today, in a role that may be used")


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
    students = await store.list_class(
        transaction, run.module_run_id, days.last - WEEK + DAY, days.last, context.profile.covered_levels
    )
    engaged = await _usable(context, students, SectionName.ENGAGEMENT, days)
    opened = await store.list_opened(transaction, run.module_run_id, engaged, entry.sources, days)
    offered = await module_resources.list_offered(transaction, run.module_run_id)
    figures = _Figures(control, f"module-runs/{run.module_run_id}", entry.round_to, days)
    return ModuleInsight(
        run,
        days.last,
        figures.resources(offered, engaged, opened),
        figures.not_opened(offered, engaged, opened),
        figures.assessments(*await _handed_in(context, run, students, days)),
    )


async def _handed_in(
    context: Context, run: NamedRun, students: Sequence[StudentId], days: Days
) -> tuple[list[StudentId], list[InTime]]:
    """Whose submissions may be used, and how many of them were in time; nothing where none are kept."""
    if SectionName.GRADES not in context.profile.sections:
        return [], []
    marked = await _usable(context, students, SectionName.GRADES, days)
    return marked, await store.list_in_time(context.transaction, run.module_run_id, marked, days)


async def _usable(
    context: Context, students: Sequence[StudentId], section: SectionName, days: Days
) -> list[StudentId]:
    """Those whose data of the section may be used on every one of the days."""
    profile = context.profile
    rows = await context.transaction.gather(STANDING_READS, **standing_parameters(profile, students))
    subjects = subjects_of(rows, students, context.today)
    usable = [usable_days_of(profile, each, section) for each in subjects]
    return [
        student for student, each in zip(students, usable, strict=True) if each.covers(days.first, days.last)
    ]


@dataclass(frozen=True, slots=True)
class _Figures:
    """Figures of one module run as they are published."""

    control: Control
    group: str
    step: float
    days: Days

    @property
    def _mondays(self) -> list[date]:
        weeks = (self.days.last + timedelta(days=1) - self.days.first) // WEEK
        return [self.days.first + at * WEEK for at in range(weeks)]

    def resources(
        self, offered: Sequence[ModuleResource], students: Sequence[StudentId], opened: Collection[Opened]
    ) -> list[ResourceInsight]:
        counts = _counts(opened)
        return [
            ResourceInsight(
                each,
                self._share(students, counts.get((each.code, None), 0), f"opened {each.code}"),
                {
                    monday: self._share(
                        students, counts.get((each.code, monday), 0), f"opened {each.code} {monday}"
                    )
                    for monday in self._mondays
                },
            )
            for each in offered
        ]

    def not_opened(
        self, offered: Sequence[ModuleResource], students: Sequence[StudentId], opened: Collection[Opened]
    ) -> list[ModuleResource] | None:
        counts = _counts(opened)
        told = [
            (each, self._hardly_any(students, counts.get((each.code, None), 0), f"opened {each.code}"))
            for each in offered
        ]
        if len(students) < self.control.fewest_for_share:
            return None
        return [each for each, hardly in told if hardly]

    def assessments(
        self, students: Sequence[StudentId], found: Collection[InTime]
    ) -> list[AssessmentInsight]:
        return [
            AssessmentInsight(
                each.code,
                each.kind,
                each.due_on,
                self._share(students, each.students, f"in time {each.code}"),
            )
            for each in found
        ]

    def _share(self, students: Sequence[StudentId], positive: int, name: str) -> Figure:
        share = self.control.share(students, positive, f"{self.group} {name}")
        return to_nearest(share, self.step)

    def _hardly_any(self, students: Sequence[StudentId], positive: int, name: str) -> bool | None:
        return self.control.hardly_any(students, positive, f"{self.group} {name}", self.step)


def _counts(opened: Collection[Opened]) -> dict[tuple[str, date | None], int]:
    return {(each.code, each.monday): each.students for each in opened}

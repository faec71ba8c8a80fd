"""Figures of a module run's class: what is counted of each resource and assessment, and what is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.actions.context import Context
from app.actions.insight.kept_figures import keep_figures
from app.actions.insight.read_cohort import weekly_control
from app.calendars.calendar import monday_of
from app.disclosure.control import Control, Figure, to_nearest
from app.ids import StudentId
from app.profiles.module_insight import ModuleInsightEntry
from app.store.activity.module_resources import ModuleResource
from app.store.insight.cohorts import Cohort, CohortKind, FigureKind, WeeklyFigures
from app.store.insight.module_insight import Classes, InTime, NamedRun, Opened


class Sort(StrEnum):
    """What a share is of."""

    OPENED = "opened"
    """Those who opened a resource in a week."""
    SO_FAR = "so far"
    """Those who have opened it by the end of a week."""
    IN_TIME = "in time"
    """Those who handed in an assessment in time that was due in a week."""


Key = tuple[date, Sort, str]
"""The week's Monday, what the share is of, and the code of the resource or assessment."""
ToldShares = Mapping[Key, Figure]


@dataclass(frozen=True, slots=True)
class Counted:
    """Of whom in a week it is true."""

    monday: date
    sort: Sort
    code: str
    members: Sequence[StudentId]
    """Who counts, by identifier."""
    positive: int
    """How many of them."""

    @property
    def key(self) -> Key:
        return self.monday, self.sort, self.code

    @property
    def part(self) -> str:
        """Shares of weeks and the one so far are of the same: their lasting draws are, too."""
        return f"{'handed in' if self.sort is Sort.IN_TIME else 'opened'} {self.code}"


def figures_of(run: NamedRun) -> WeeklyFigures:
    """What is told of the class, week by week."""
    cohort = Cohort(CohortKind.MODULE_RUN, run.module_run_id, run.code)
    return WeeklyFigures(FigureKind.MODULE_INSIGHT, cohort)


def openings(
    offered: Sequence[ModuleResource],
    opened: Sequence[Opened],
    classes: Classes,
    so_far: Sequence[StudentId],
) -> Iterator[Counted]:
    """Of each resource, in each week and so far. `classes`: by Monday, ascending."""
    counts, latest = {(each.code, each.monday): each.students for each in opened}, max(classes)
    for each in offered:
        yield Counted(latest, Sort.SO_FAR, each.code, so_far, counts.get((each.code, None), 0))
        for monday, members in classes.items():
            yield Counted(monday, Sort.OPENED, each.code, members, counts.get((each.code, monday), 0))


def hand_ins(found: Sequence[InTime], classes: Classes) -> Iterator[Counted]:
    """Of each assessment, in the class of the week in which it was due."""
    for each in found:
        monday = monday_of(each.due_on)
        yield Counted(monday, Sort.IN_TIME, each.code, classes[monday], each.students)


async def tell(
    context: Context,
    entry: ModuleInsightEntry,
    run: NamedRun,
    control: Control,
    counted: Sequence[Counted],
) -> ToldShares:
    """The shares as they are told. For elevated work."""
    made = {
        each.key: to_nearest(
            _control(context, control, run, each).share(each.members, each.positive, each.sort),
            entry.round_to,
        )
        for each in counted
    }
    kept = await keep_figures(
        context, figures_of(run), {(key[0], _name(key)): figure.value for key, figure in made.items()}
    )
    return {key: figure.told(kept[key[0], _name(key)]) for key, figure in made.items()}


def is_hardly_opened(context: Context, control: Control, run: NamedRun, so_far: Counted) -> bool | None:
    """Whether nobody has opened the resource, or so few that no share is told; None: too few people."""
    control = _control(context, control, run, so_far)
    return control.hardly_any(so_far.members, so_far.positive, so_far.sort)


def _control(context: Context, control: Control, run: NamedRun, counted: Counted) -> Control:
    return weekly_control(context, control, figures_of(run), counted.monday, counted.part)


def _name(key: Key) -> str:
    _, sort, code = key
    return f"{sort} {code}"

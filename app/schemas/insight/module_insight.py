"""Module insight: what a class opens, in shares; no student in it."""

from datetime import date
from typing import Any

from app.actions.insight.module_insight import ModuleInsight, ResourceInsight
from app.ids import ModuleRunId
from app.schemas.base import Out, shown_as
from app.schemas.insight.cohorts import FigureOut, figure_out
from app.schemas.made_up import MODULE, MODULE_RUN, MODULE_RUN_CODE, MONDAY
from app.store.activity.module_resources import ModuleResource

NOTICE = (
    "Shares of a week are of students who were enrolled and registered in all of it, and whose data of it may"
    " be used. They carry noise the size of several students and are rounded, so they do not add up: compare"
    " resources with each other, and do not read them to see who joined or left. Four weeks after a week its"
    " shares stay as they were told. Staff and test accounts are never counted. A share says what a class"
    " opened, not whether it was of use."
)
_RESOURCE = {"resource": "slides-7", "title": "Slides of week 7"}
_SHARE: dict[str, Any] = {"value": 0.65, "suppressed": False, "reason": None}
_INSIGHT = {
    "module_run_id": MODULE_RUN,
    "module_run": MODULE_RUN_CODE,
    "module": MODULE,
    "last_day": "2018-11-18",
    "notice": NOTICE,
    "resources": [
        {
            **_RESOURCE,
            "opened_share": _SHARE,
            "weeks": [{"week_starting": MONDAY, "opened_share": _SHARE}],
        }
    ],
    "not_opened": [{"resource": "reading-9", "title": "Reading of week 9"}],
    "assessments": [
        {"assessment": "ESSAY", "kind": "coursework", "due_on": "2018-11-01", "in_time_share": _SHARE}
    ],
}


class ModuleResourceOut(Out):
    resource: str
    """Its code."""
    title: str
    """What the class calls it."""


class ResourceWeekOut(Out):
    week_starting: date
    """The Monday."""
    opened_share: FigureOut
    """The share of the class that opened it in the week, from 0 to 1."""


class ResourceInsightOut(ModuleResourceOut):
    opened_share: FigureOut
    """The share of the latest week's class that has opened it at all, from 0 to 1."""
    weeks: list[ResourceWeekOut]
    """The complete weeks of the module run, each from Monday to Sunday, the earliest first."""


class AssessmentInsightOut(Out):
    assessment: str
    """Its code."""
    kind: str
    """What kind of assessment it is."""
    due_on: date
    """The day by which it was due."""
    in_time_share: FigureOut
    """The share, from 0 to 1, of that week's class that handed it in by that day, or has it from an earlier
    attempt."""


class ModuleInsightOut(Out):
    model_config = shown_as(_INSIGHT)

    module_run_id: ModuleRunId
    """The module run's id."""
    module_run: str
    """The module run's code."""
    module: str
    """The module's title."""
    last_day: date | None
    """The Sunday of the latest week that every source has delivered; null: there is none yet."""
    notice: str
    """What to know before using the shares."""
    resources: list[ResourceInsightOut]
    """What the class can open, by title."""
    not_opened: list[ModuleResourceOut] | None
    """What nobody in the class has opened so far, or so few that no share of them is told: certainly fewer
    than twenty, mostly fewer than ten. Null where the class is too small to tell, or no week is complete."""
    assessments: list[AssessmentInsightOut]
    """Those that were due in the complete weeks, the earliest first."""


def module_insight_out(insight: ModuleInsight) -> ModuleInsightOut:
    not_opened = insight.not_opened
    return ModuleInsightOut(
        module_run_id=insight.run.module_run_id,
        module_run=insight.run.code,
        module=insight.run.title,
        last_day=insight.last_day,
        notice=NOTICE,
        resources=[_resource_out(each) for each in insight.resources],
        not_opened=None if not_opened is None else [_named_out(each) for each in not_opened],
        assessments=[
            AssessmentInsightOut(
                assessment=each.code,
                kind=each.kind,
                due_on=each.due_on,
                in_time_share=figure_out(each.in_time),
            )
            for each in insight.assessments
        ],
    )


def _named_out(resource: ModuleResource) -> ModuleResourceOut:
    return ModuleResourceOut(resource=resource.code, title=resource.title)


def _resource_out(insight: ResourceInsight) -> ResourceInsightOut:
    return ResourceInsightOut(
        resource=insight.resource.code,
        title=insight.resource.title,
        opened_share=figure_out(insight.so_far),
        weeks=[
            ResourceWeekOut(week_starting=monday, opened_share=figure_out(share))
            for monday, share in insight.weeks.items()
        ],
    )

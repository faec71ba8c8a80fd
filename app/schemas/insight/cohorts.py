"""Cohorts: weekly figures about groups."""

from datetime import date
from typing import Any
from uuid import UUID

from app.actions.insight.read_cohort import CohortWeek
from app.disclosure.control import Figure
from app.schemas.base import Out, shown_as
from app.schemas.made_up import MODULE, MODULE_RUN, MONDAY
from app.store.insight.cohorts import Cohort, CohortKind

NOTICE = (
    "Counts are rounded, small groups are suppressed, and every figure carries noise the size of what one"
    " student can add to it. That hides a student from whoever compares two groups that differ by that one;"
    " it hides nobody from whoever has many figures of groups whose other members are known. Four weeks after"
    " a week its figures stay as they were told. Scores and activity are those of students whose engagement"
    " may be computed."
)
_SUPPRESSED: dict[str, Any] = {"value": None, "suppressed": True, "reason": "fewer than 22.5 people"}
_WEEK = {
    "week_starting": MONDAY,
    "people": 85,
    "mean_score": {"value": 4.9, "suppressed": False, "reason": None},
    "active_share": {"value": 0.93, "suppressed": False, "reason": None},
    "attended_share": _SUPPRESSED,
}
_COHORT = {
    "kind": "module-runs",
    "cohort_id": MODULE_RUN,
    "name": MODULE,
    "method": "hesa",
    "notice": NOTICE,
    "weeks": [_WEEK],
}


class FigureOut(Out):
    value: float | None
    """The figure; null where it is suppressed."""
    suppressed: bool
    """Whether the figure is suppressed."""
    reason: str | None
    """Why it is suppressed; null where it is not."""


class CohortWeekOut(Out):
    week_starting: date
    """The Monday."""
    people: int | None
    """About how many students have scores in that week, rounded; null for too few to tell."""
    mean_score: FigureOut
    """The mean of their scores."""
    active_share: FigureOut
    """The share of them with any activity in the week, from 0 to 1."""
    attended_share: FigureOut
    """The mean share of sessions attended, from 0 to 1, of students whom the register has anything of;
    authorised absences and sessions without a record count neither for nor against."""


class CohortOut(Out):
    model_config = shown_as(_COHORT)

    kind: CohortKind
    """What kind of group it is."""
    cohort_id: UUID
    """The id of the module run, programme or college."""
    name: str
    """Its name."""
    method: str
    """The profile's method of disclosure control. `hesa` rounds, suppresses small groups and adds noise."""
    notice: str
    """What to know before using the figures."""
    weeks: list[CohortWeekOut]
    """The weeks asked for, each from Monday to Sunday."""


def cohort_out(cohort: Cohort, method: str, weeks: list[CohortWeek]) -> CohortOut:
    return CohortOut(
        kind=cohort.kind,
        cohort_id=cohort.identifier,
        name=cohort.name,
        method=method,
        notice=NOTICE,
        weeks=[
            CohortWeekOut(
                week_starting=each.monday,
                people=each.people,
                mean_score=figure_out(each.mean_score),
                active_share=figure_out(each.active_share),
                attended_share=figure_out(each.attended_share),
            )
            for each in weeks
        ],
    )


def figure_out(figure: Figure) -> FigureOut:
    return FigureOut(value=figure.value, suppressed=figure.value is None, reason=figure.reason)

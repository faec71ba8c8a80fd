"""Cohorts: weekly figures about groups."""

from datetime import date
from uuid import UUID

from app.actions.insight.read_cohort import CohortWeek
from app.disclosure.control import Figure
from app.schemas.base import Out
from app.store.insight.cohorts import Cohort, CohortKind

NOTICE = (
    "Counts are rounded, small groups are suppressed, and every figure carries noise the size of what one"
    " student can add to it: good for courses, useless for finding out about anybody. Scores and activity"
    " are those of students whose engagement may be computed."
)


class FigureOut(Out):
    value: float | None
    suppressed: bool
    reason: str | None


class CohortWeekOut(Out):
    week_starting: date
    people: int
    mean_score: FigureOut
    active_share: FigureOut
    """Percent with any activity in the week."""
    attended_share: FigureOut
    """Percent of sessions attended; authorised absences count neither for nor against."""


class CohortOut(Out):
    kind: CohortKind
    cohort_id: UUID
    name: str
    method: str
    """How the figures are kept from being figures about somebody: the profile's entry."""
    notice: str
    weeks: list[CohortWeekOut]


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
                mean_score=_figure(each.mean_score),
                active_share=_figure(each.active_share),
                attended_share=_figure(each.attended_share),
            )
            for each in weeks
        ],
    )


def _figure(figure: Figure) -> FigureOut:
    return FigureOut(value=figure.value, suppressed=figure.value is None, reason=figure.reason)

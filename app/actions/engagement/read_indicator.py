"""Read the indicator: one band of the last seven days, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.access.vocabulary import Audited, SectionName
from app.actions.engagement.read_engagement import (
    SCORE_READS,
    DayState,
    ScoredDay,
    build_engagement,
    given_for,
)
from app.actions.record.remarks import remarks_about
from app.actions.section import Rows, Section, SectionRequest
from app.ids import StudentId
from app.profiles.indicator import Band
from app.scoring.models import WINDOW_DAYS
from app.store.governance.inaccuracies import KnownInaccuracy
from app.store.people import registrations
from app.store.record import extenuating_circumstances
from app.store.record.remarks import Remark


class IndicatorState(StrEnum):
    """Whether there is an indicator."""

    SHOWN = "shown"
    """There is one."""
    NOT_MADE = "not_made"
    """None is made of studies like these; `reason` says why."""
    NO_SCORE = "no_score"
    """Its days have no score; `reason` says why."""


@dataclass(frozen=True, slots=True)
class Indicator:
    student_id: StudentId
    first_day: date
    last_day: date
    """The days that it looks at."""
    state: IndicatorState
    reason: str | None
    """Why there is none."""
    band: Band | None
    bands: Sequence[Band]
    """All that there are, the highest first."""
    scored: ScoredDay
    """The score that it rests on: of the last day, as a mean over all of them."""
    disputed: bool
    """Whether the student disputes what was counted on one of the days."""
    vacation_note: str | None
    """Where one of its days lies in a vacation."""
    in_circumstances: bool
    """Whether extenuating circumstances were approved for one of its days."""
    remarks: Sequence[Remark]
    """What the student says that these days miss."""
    known_inaccuracies: Sequence[KnownInaccuracy]
    """What is known to be wrong with the data of these days."""


WHY_NO_SCORE = {
    DayState.WITHHELD: "The student has not consented.",
    DayState.NOT_REGISTERED: "The student is not registered today.",
    DayState.NO_SCORING_MODEL: "No scoring model is in force for the student's college.",
    DayState.OUT_OF_SCOPE: "The service does not cover this student.",
    DayState.UNAVAILABLE: "No source has data for any of the days.",
    DayState.RESTRICTED: "The data are stored, and no score is made of them.",
}


def build_indicator(request: SectionRequest, facts: Rows) -> Indicator:
    """The band of today's score, for a profile that has bands."""
    entry = request.institution.profile.indicator
    assert entry is not None, "the route has checked that the profile has one"
    engagement = build_engagement(request, facts)
    (scored,) = engagement.days
    first = request.last - timedelta(days=WINDOW_DAYS - 1)
    studies = registrations.studies_on(facts["studies"], request.last)
    none = entry.reason_for_none(studies.level, studies.study_mode) if studies else None
    band, state, reason = None, IndicatorState.NOT_MADE, none
    if none is None and scored.score is not None:
        band, state = entry.band_of(scored.score), IndicatorState.SHOWN
    elif none is None:
        state, reason = IndicatorState.NO_SCORE, WHY_NO_SCORE[scored.state]
    return Indicator(
        request.student_id,
        first,
        request.last,
        state,
        reason,
        band,
        entry.bands,
        scored if none is None else scored._replace(score=None),
        any(each.touches(first, request.last) for each in engagement.disputes),
        entry.in_vacations if _touches_vacation(request, first) else None,
        any(each.touches(first, request.last) for each in facts["circumstances"]),
        remarks_about(SectionName.ENGAGEMENT, facts, first, request.last),
        request.institution.inaccuracies(first, request.last, SectionName.ENGAGEMENT),
    )


def _touches_vacation(request: SectionRequest, first: date) -> bool:
    days = (first + timedelta(days=n) for n in range(WINDOW_DAYS))
    return any(request.institution.calendar.term_of(day) is None for day in days)


def _unavailable_since(indicator: Indicator) -> date | None:
    return indicator.first_day if indicator.scored.state is DayState.UNAVAILABLE else None


INDICATOR = Section(
    SectionName.ENGAGEMENT,
    (Audited.ENGAGEMENT,),
    SCORE_READS | {"studies": registrations.STUDIES, "circumstances": extenuating_circumstances.OF_STUDENT},
    build_indicator,
    given_for,
    _unavailable_since,
)

"""Trials of a signal rule on past weeks."""

from datetime import date, datetime
from typing import Any

from app.actions.engagement.try_signal_weeks import WeeksTrial
from app.calendars.calendar import TeachingWeek
from app.schemas.base import DayInUse, Out, shown_as
from app.schemas.engagement.scoring_trials import NOTICE
from app.schemas.engagement.signal_trials import SignalTrialIn
from app.store.engagement.scoring_trials import StoredTrial

_LOAD = {"median": 0, "ninetieth_percentile": 1, "most": 1}
_WEEK: dict[str, Any] = {
    "monday": "2018-11-12",
    "tried_at": "2018-11-20T09:30:00Z",
    "people": 28_140,
    "signals_before": 255,
    "signals_after": 390,
    "both": 250,
    "only_before": None,
    "only_after": 140,
    "tutors": 650,
    "load_before": _LOAD,
    "load_after": _LOAD | {"ninetieth_percentile": 2},
}


class SignalWeeksTrialIn(SignalTrialIn):
    model_config = shown_as(
        {"rule": "fall", "once_in": 200, "first_day": "2018-10-22", "last_day": "2018-11-18"}
    )

    first_day: DayInUse | None = None
    """The teaching weeks that lie wholly in these days are tried, at most 12. Without it, the last 4."""
    last_day: DayInUse | None = None
    """The last of the days; without it, the latest that every source has completed."""


class TutorLoadOut(Out):
    model_config = shown_as(_LOAD)

    median: int | None
    """Half of the tutors have so many or fewer; null: too few tutors to tell."""
    ninetieth_percentile: int | None
    """Nine in ten tutors have so many or fewer; null: too few tutors to tell."""
    most: int | None
    """The largest load that enough tutors have to tell; null: too few tutors to tell."""


class SignalWeekOfTrialOut(Out):
    model_config = shown_as(_WEEK)

    monday: date
    """The teaching week's Monday."""
    tried_at: datetime
    """When these figures were worked out. The same week is always answered by them."""
    people: int | None
    """About how many students both could judge; null: too few to tell."""
    signals_before: int | None
    """About how many students would have had a new signal, by the rule as it is; null: too few to tell."""
    signals_after: int | None
    """The same, with the thresholds that are tried; null: too few to tell."""
    both: int | None
    """About how many students, by both; null: too few to tell."""
    only_before: int | None
    """About how many students, by the rule as it is alone; null: too few to tell."""
    only_after: int | None
    """About how many students, with the thresholds that are tried alone; null: too few to tell."""
    tutors: int
    """How many tutors the students had at the week's end."""
    load_before: TutorLoadOut
    """Students with a new signal, by tutor, by the rule as it is. Who has no tutor is in nobody's load."""
    load_after: TutorLoadOut
    """The same, with the thresholds that are tried."""


class SignalWeeksTrialOut(Out):
    model_config = shown_as({"rule": "fall", "weeks": [_WEEK], "trials_left": 6, "notice": NOTICE})

    rule: str
    """The rule that was tried."""
    weeks: list[SignalWeekOfTrialOut]
    """One for each teaching week of the range, the earliest first."""
    trials_left: int
    """How many other trials there can still be of days of this academic year, ever, by anybody."""
    notice: str
    """What the figures are good for, and what they are not."""


def signal_weeks_trial_out(trial: WeeksTrial) -> SignalWeeksTrialOut:
    return SignalWeeksTrialOut(
        rule=trial.rule,
        weeks=[_week_out(*each) for each in trial.weeks],
        trials_left=trial.left,
        notice=NOTICE,
    )


def _week_out(week: TeachingWeek, stored: StoredTrial) -> SignalWeekOfTrialOut:
    figures = stored.figures
    moves = figures["moves"]
    return SignalWeekOfTrialOut(
        monday=week.monday,
        tried_at=stored.tried_at,
        people=moves["people"],
        signals_before=moves["before"][1],
        signals_after=moves["after"][1],
        both=moves["moves"][1][1],
        only_before=moves["moves"][1][0],
        only_after=moves["moves"][0][1],
        tutors=figures["tutors"],
        load_before=_load_out(figures["before"]),
        load_after=_load_out(figures["after"]),
    )


def _load_out(load: dict[str, int | None]) -> TutorLoadOut:
    return TutorLoadOut(median=load["median"], ninetieth_percentile=load["ninetieth"], most=load["most"])

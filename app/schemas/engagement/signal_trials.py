"""Signal trials: what other thresholds of a rule would do."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.actions.engagement.try_signals import SignalTrial
from app.schemas.base import In, Name, Number, Out, Whole, shown_as
from app.schemas.engagement.scoring_trials import NOTICE

_REQUEST = {"rule": "fall", "once_in": 200}
_TRIAL = {
    "rule": "fall",
    "as_of": "2018-11-19",
    "tried_at": "2018-11-20T09:30:00Z",
    "people": 28_140,
    "flagged_before": 255,
    "flagged_after": 390,
    "no_longer": None,
    "newly": 140,
    "tutors": 650,
    "load_before": 0.39,
    "load_after": 0.6,
    "trials_left": 8,
    "notice": NOTICE,
}


class SignalTrialIn(In):
    model_config = shown_as(_REQUEST)

    rule: Name
    """One of the rules of the institution's profile."""
    once_in: Annotated[Whole, Field(ge=20, le=1_000)] | None = None
    """For a fall: how rare a week has to be among ordinary ones: once in 20, 50, 100, 200, 500 or 1,000."""
    teaching_days: Annotated[Whole, Field(ge=3, le=40)] | None = None
    """For a stop: after how many teaching days of nothing."""
    least_share: Annotated[Number, Field(ge=0, le=1, multiple_of=0.05)] | None = None
    """For attendance: the share below which the rule speaks, in steps of 0.05."""
    in_a_row: Annotated[Whole, Field(ge=2, le=100)] | None = None
    """For attendance: sessions missed in a row."""
    by: Annotated[Whole, Field(ge=1, le=9)] | None = None
    """For the indicator: bands to have gone down by."""


class SignalTrialOut(Out):
    model_config = shown_as(_TRIAL)

    rule: str
    """The rule that was tried."""
    as_of: date
    """The last of the days that were judged: the latest that every source has completed."""
    tried_at: datetime
    """When these figures were worked out. The same trial is always answered by them."""
    people: int | None
    """About how many students both could judge; null: too few to tell."""
    flagged_before: int | None
    """About how many the rule flags as it is; null: too few to tell."""
    flagged_after: int | None
    """About how many it would flag; null: too few to tell."""
    no_longer: int | None
    """About how many would be flagged no longer; null: too few to tell."""
    newly: int | None
    """About how many would be flagged as well; null: too few to tell."""
    tutors: int
    """How many tutors the students have today."""
    load_before: float | None
    """Flagged students per tutor, as it is; null: too few to tell."""
    load_after: float | None
    """The same with the thresholds that are tried; null: too few to tell."""
    trials_left: int
    """How many other trials there can still be of days of this academic year, ever, by anybody."""
    notice: str
    """What the figures are good for, and what they are not."""


def signal_trial_out(trial: SignalTrial) -> SignalTrialOut:
    figures = trial.stored.figures
    before, after = figures["before"][1], figures["after"][1]
    return SignalTrialOut(
        rule=trial.rule,
        as_of=trial.as_of,
        tried_at=trial.stored.tried_at,
        people=figures["people"],
        flagged_before=before,
        flagged_after=after,
        no_longer=figures["moves"][1][0],
        newly=figures["moves"][0][1],
        tutors=trial.tutors,
        load_before=_load(before, trial.tutors),
        load_after=_load(after, trial.tutors),
        trials_left=trial.left,
        notice=NOTICE,
    )


def _load(flagged: int | None, tutors: int) -> float | None:
    return None if flagged is None or not tutors else round(flagged / tutors, 2)

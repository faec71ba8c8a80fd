"""Scoring trials: what other coefficients or thresholds would do."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.actions.engagement.try_scoring_model import Movement, Trial, TrialRequest
from app.ids import ScoringModelId, StudentId
from app.schemas.base import Day, In, Number, Out, presented, shown_as
from app.schemas.engagement.scoring_models import COEFFICIENTS_BY_COLLEGE, Coefficients
from app.schemas.made_up import NAME, NUMBER, SCORE_YESTERDAY, SCORING_MODEL, STUDENT, YESTERDAY

NOTICE = "Nothing is stored. Counts are rounded and carry noise, so they need not add up."
_REQUEST = {"coefficients": COEFFICIENTS_BY_COLLEGE, "thresholds": [2, 5], "day": YESTERDAY}
_TRIAL = {
    "day": YESTERDAY,
    "scoring_model_id": SCORING_MODEL,
    "people": 85,
    "distribution": [
        {"above": 0.0, "before": 25, "after": 30},
        {"above": 2.0, "before": 60, "after": 55},
    ],
    "moves": [[25, 0, 0], [5, 30, 0], [0, 0, 25]],
    "notice": NOTICE,
}
_MOVEMENT = {
    "student_id": STUDENT,
    "number": NUMBER,
    "name": NAME,
    "before": SCORE_YESTERDAY,
    "after": 4.77,
    "band_before": 2,
    "band_after": 1,
}
_MOVEMENTS = {"day": YESTERDAY, "items": [_MOVEMENT], "next_cursor": None}

Threshold = Annotated[Number, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class ScoringTrialIn(In):
    model_config = shown_as(_REQUEST)

    coefficients: Coefficients | None = Field(
        default=None,
        description="By college code, then source; absent: those in force, with other thresholds.",
        examples=[COEFFICIENTS_BY_COLLEGE],
    )
    thresholds: list[Threshold] = Field(
        default=[], max_length=9, description="Ascending; they divide the scores into bands, from 0 up."
    )
    day: Day | None = Field(default=None, description="Of which scores; yesterday unless given.")


class BarOut(Out):
    above: float
    """Scores from here on, below the next bar's."""
    before: int
    """How many students have such a score with the model in force."""
    after: int
    """How many would have one with the model that is tried."""


class ScoringTrialOut(Out):
    model_config = shown_as(_TRIAL)

    day: date
    """The day of the scores."""
    scoring_model_id: ScoringModelId
    """The model in force, with which it is compared."""
    people: int
    """How many students are counted."""
    distribution: list[BarOut]
    """How the scores are spread, from the lowest up."""
    moves: list[list[int]]
    """How many would move from each band (row) to each band (column)."""
    notice: str
    """What to know before using the figures."""


class MovementOut(Out):
    student_id: StudentId
    """Who would change bands."""
    number: str
    """Their student number."""
    name: str | None
    """Their name; null if it is not known."""
    before: float
    """Their score with the model in force."""
    after: float
    """Their score with the model that is tried."""
    band_before: int
    """Their band with the model in force; the lowest is 0."""
    band_after: int
    """Their band with the model that is tried; the lowest is 0."""


class MovementsOut(Out):
    model_config = shown_as(_MOVEMENTS)

    day: date
    """The day of the scores."""
    items: list[MovementOut]
    """Of this page's students, those who would change bands."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def trial_request(trial: ScoringTrialIn, yesterday: date) -> TrialRequest:
    return TrialRequest(trial.day or yesterday, trial.coefficients, trial.thresholds)


def scoring_trial_out(trial: Trial) -> ScoringTrialOut:
    return ScoringTrialOut(
        day=trial.day,
        scoring_model_id=trial.in_force.model.scoring_model_id,
        people=trial.people,
        distribution=[BarOut(above=each.above, before=each.before, after=each.after) for each in trial.bars],
        moves=[list(row) for row in trial.moves],
        notice=NOTICE,
    )


def movement_out(movement: Movement) -> MovementOut:
    return MovementOut(
        student_id=movement.record.student_id,
        number=movement.record.number,
        name=movement.record.name,
        before=presented(movement.before),
        after=presented(movement.after),
        band_before=movement.band_before,
        band_after=movement.band_after,
    )

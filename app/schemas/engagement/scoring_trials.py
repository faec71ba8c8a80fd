"""Scoring trials: what other coefficients or thresholds would do."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.actions.engagement.try_scoring_model import Movement, Trial, TrialRequest
from app.ids import ScoringModelId, StudentId
from app.schemas.base import Day, In, Number, Out, presented
from app.schemas.engagement.scoring_models import Coefficients

Threshold = Annotated[Number, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class ScoringTrialIn(In):
    coefficients: Coefficients | None = Field(
        default=None,
        description="By college code, then source; absent: those in force, with other thresholds.",
        examples=[{"CLES": {"app": 0.068, "careers": 1.11, "vle": 0.446}}],
    )
    thresholds: list[Threshold] = Field(
        default=[], max_length=9, description="Ascending; they divide the scores into bands, from 0 up."
    )
    day: Day | None = Field(default=None, description="Of which scores; yesterday unless given.")


class BarOut(Out):
    above: float
    """Scores from here on, below the next bar's."""
    before: int
    after: int


class ScoringTrialOut(Out):
    day: date
    scoring_model_id: ScoringModelId
    """The model in force, with which it is compared."""
    people: int
    distribution: list[BarOut]
    moves: list[list[int]]
    """How many would move from each band (row) to each band (column)."""
    notice: str


class MovementOut(Out):
    student_id: StudentId
    number: str
    name: str | None
    before: float
    after: float
    band_before: int
    band_after: int


class MovementsOut(Out):
    day: date
    items: list[MovementOut]
    """Of this page's students, those who would change bands."""
    next_cursor: str | None


NOTICE = "Nothing is stored. Counts are rounded and carry noise, so they need not add up."


def trial_request(given: ScoringTrialIn, yesterday: date) -> TrialRequest:
    return TrialRequest(given.day or yesterday, given.coefficients, given.thresholds)


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

"""Scoring trials: what a draft would do."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import Field

from app.actions.engagement.list_movements import Movement
from app.actions.engagement.try_scoring_model import Trial
from app.ids import ScoringModelId, StudentId
from app.schemas.base import Day, In, Out, presented, shown_as
from app.schemas.engagement.scoring_models import COEFFICIENTS_BY_COLLEGE
from app.schemas.made_up import (
    DRAFTED_MODEL,
    NAME,
    NUMBER,
    SCORE_YESTERDAY,
    SCORING_MODEL,
    STUDENT,
    TODAY,
    YESTERDAY,
)

NOTICE = (
    "Every count is rounded and carries noise; small ones are withheld (null). The noise hides one student in"
    " all that trials tell, because their number is limited and none is worked out twice. It hides no group,"
    " and it does not reckon with what is known in other ways, such as figures of cohorts."
)
_REQUEST = {"scoring_model_id": DRAFTED_MODEL, "day": YESTERDAY}
_TRIAL = {
    "day": YESTERDAY,
    "scoring_model_id": DRAFTED_MODEL,
    "in_force_id": SCORING_MODEL,
    "coefficients": COEFFICIENTS_BY_COLLEGE,
    "tried_at": f"{TODAY}T09:30:00Z",
    "people": 8_435,
    "distribution": [
        {"above": 0.0, "before": 4_210, "after": 3_900},
        {"above": 2.0, "before": 2_905, "after": 3_015},
        {"above": 5.0, "before": 1_320, "after": 1_520},
        {"above": 10.0, "before": None, "after": None},
    ],
    "moves": [
        [3_900, 310, None, None],
        [None, 2_705, 200, None],
        [None, None, 1_320, None],
        [None, None, None, None],
    ],
    "trials_left": 9,
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


class ScoringTrialIn(In):
    model_config = shown_as(_REQUEST)

    scoring_model_id: ScoringModelId = Field(
        description="A draft. Each of its coefficients is tried as the nearest quarter of the one in force,"
        " up to twice that; where none is in force, to its first digit."
    )
    day: Day | None = Field(default=None, description="Of which scores; yesterday unless given.")


class BandOut(Out):
    above: float
    """Scores from here on, below the next band's; the lowest band holds what is below 0, too."""
    before: int | None
    """About how many students have such a score with the model in force; null: too few to tell."""
    after: int | None
    """About how many would have one with the draft; null: too few to tell."""


class ScoringTrialOut(Out):
    model_config = shown_as(_TRIAL)

    day: date
    """The day of the scores."""
    scoring_model_id: ScoringModelId
    """The draft that is tried."""
    in_force_id: ScoringModelId
    """The model in force, with which it is compared."""
    coefficients: dict[str, dict[str, float]]
    """What was tried, by college code, then source: the draft's coefficients in steps."""
    tried_at: datetime
    """When these figures were worked out. The same trial is always answered by them."""
    people: int | None
    """About how many students are counted; null: too few to tell."""
    distribution: list[BandOut]
    """How the scores are spread over the institution's bands, from the lowest up."""
    moves: list[list[int | None]]
    """About how many would move from each band (row) to each band (column); null: too few to tell."""
    trials_left: int
    """How many other trials there can still be of days of this academic year, ever, by anybody."""
    notice: str
    """What the figures are good for, and what they are not."""


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
    """Their score with the draft, as a trial computes it."""
    band_before: int
    """Their band with the model in force; the lowest is 0."""
    band_after: int
    """Their band with the draft; the lowest is 0."""


class MovementsOut(Out):
    model_config = shown_as(_MOVEMENTS)

    day: date
    """The day of the scores."""
    items: list[MovementOut]
    """Of this page's students, those who would change bands."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def scoring_trial_out(trial: Trial, thresholds: Sequence[float]) -> ScoringTrialOut:
    figures = trial.stored.figures
    return ScoringTrialOut(
        day=trial.tried.day,
        scoring_model_id=trial.tried.draft.scoring_model_id,
        in_force_id=trial.tried.in_force.model.scoring_model_id,
        coefficients={code: dict(each) for code, each in trial.tried.coefficients.items()},
        tried_at=trial.stored.tried_at,
        people=figures["people"],
        distribution=[
            BandOut(above=above, before=before, after=after)
            for above, before, after in zip(
                [0.0, *thresholds], figures["before"], figures["after"], strict=True
            )
        ],
        moves=figures["moves"],
        trials_left=trial.left,
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

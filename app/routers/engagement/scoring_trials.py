"""Scoring trials: a model or thresholds tried against real days before anything is decided."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.actions.governance.record_access import Seen, record_access
from app.actions.engagement.try_scoring_model import list_movements, try_scoring_model
from app.errors import (
    Fault,
    Forbidden,
    InvalidInput,
    NotJson,
    ScoringModelMissing,
    TooLarge,
    TooSlow,
    Unauthenticated,
)
from app.http import cursors
from app.http.deps import FIGURES, Asking, StatedPurpose, StudentsReader, Weighing
from app.http.problems import describe
from app.http.day_ranges import EARLIEST
from app.schemas.engagement.scoring_trials import (
    MovementsOut,
    ScoringTrialIn,
    ScoringTrialOut,
    movement_out,
    scoring_trial_out,
    wish,
)

router = APIRouter(
    dependencies=[FIGURES],
    prefix="/scoring-trials",
    tags=["scoring models"],
    responses=describe(Unauthenticated, Forbidden, ScoringModelMissing, NotJson, TooLarge, TooSlow),
)


def _check_day(asking: Asking, trial: ScoringTrialIn) -> None:
    if trial.day is not None and not EARLIEST <= trial.day <= asking.today:
        said = f"must be from {EARLIEST} to today"
        raise InvalidInput("see `errors`", faults=[Fault("/body/day", said)])


@router.post("", summary="Try coefficients or thresholds")
async def try_coefficients(asking: Weighing, trial: ScoringTrialIn) -> ScoringTrialOut:
    """The distribution of one day's scores before and after, and how many would change bands.

    Nothing is stored, and nobody can be told apart: every count has the profile's disclosure control.
    """
    _check_day(asking, trial)
    return scoring_trial_out(await try_scoring_model(asking, wish(trial, asking.today - timedelta(days=1))))


@router.post("/movements", summary="Which of my students would change bands")
async def list_score_movements(
    request: Request,
    response: Response,
    asking: StudentsReader,
    trial: ScoringTrialIn,
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> MovementsOut:
    """The same trial, student by student, of those in the asker's charge."""
    _check_day(asking, trial)
    tried = wish(trial, asking.today - timedelta(days=1))
    after = cursors.decode(cursor)
    records, moved = await list_movements(asking, asking.principal, tried, after=after, limit=limit)
    await record_access(
        asking,
        asking.principal,
        [each.student_id for each in records],
        (Seen.STUDENT, Seen.ENGAGEMENT),
        purpose,
    )
    more = cursors.encode(records[-1].number) if len(records) == limit else None
    cursors.next_link(request, response, more)
    return MovementsOut(day=tried.day, items=[movement_out(each) for each in moved], next_cursor=more)

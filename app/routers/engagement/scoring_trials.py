"""Scoring trials: a model or thresholds tried against real days before anything is decided."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request, Response

from app.actions.context import RequestContext
from app.actions.engagement.try_scoring_model import TrialRequest, list_movements, try_scoring_model
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
from app.http.day_ranges import EARLIEST
from app.http.deps import AnalystOrAdmin, StudentsViewer
from app.http.problems import describe
from app.http.rates import Rate
from app.http.routes import contract_router
from app.http.sections import StatedPurpose
from app.schemas.engagement.scoring_trials import (
    MovementsOut,
    ScoringTrialIn,
    ScoringTrialOut,
    movement_out,
    scoring_trial_out,
    trial_request,
)

router = contract_router(
    "/v1/scoring-trials",
    tags=["scoring models"],
    responses=describe(Unauthenticated, Forbidden, ScoringModelMissing, NotJson, TooLarge, TooSlow),
)


def _requested(context: RequestContext, trial: ScoringTrialIn) -> TrialRequest:
    """Raises InvalidInput for a day that cannot be tried."""
    if trial.day is not None and not EARLIEST <= trial.day <= context.today:
        rule = f"must be from {EARLIEST} to today"
        raise InvalidInput("see `errors`", faults=[Fault("/body/day", rule)])
    return trial_request(trial, context.today - timedelta(days=1))


@router.post("", summary="Try coefficients or thresholds")
async def try_coefficients(context: AnalystOrAdmin, trial: ScoringTrialIn) -> ScoringTrialOut:
    """The distribution of one day's scores before and after, and how many would change bands.

    Nothing is stored, and nobody can be told apart: every count has the profile's disclosure control.
    """
    return scoring_trial_out(await try_scoring_model(context, _requested(context, trial)))


@router.post("/movements", summary="Which of my students would change bands")
async def list_score_movements(
    request: Request,
    response: Response,
    context: Annotated[StudentsViewer, Rate.FIGURES],
    trial: ScoringTrialIn,
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> MovementsOut:
    """The same trial, student by student, of those in the asker's charge."""
    tried, after = _requested(context, trial), cursors.decode(cursor) or ""
    found = await list_movements(context, tried, purpose, after=after, limit=limit)
    more = None if found.next_after is None else cursors.encode(found.next_after)
    if more is not None:
        cursors.next_link(request, response, more)
    return MovementsOut(day=tried.day, items=[movement_out(each) for each in found.items], next_cursor=more)

"""Scoring trials: a draft tried against real days before anything is decided."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Request, Response

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.engagement.list_movements import list_movements
from app.actions.engagement.tried_model import TriedModel, tried_model
from app.actions.engagement.try_scoring_model import try_scoring_model
from app.errors import (
    Conflict,
    Fault,
    Forbidden,
    InvalidInput,
    NotFound,
    NotJson,
    ScoringModelMissing,
    TooLarge,
    TooSlow,
    TrialsUsedUp,
    Unauthenticated,
)
from app.http import cursors
from app.http.day_ranges import EARLIEST
from app.http.deps import AnalystOrAdmin, StudentsViewer
from app.http.problems import describe
from app.http.rates import Rate
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, used_for
from app.ids import ScoringModelId
from app.schemas.engagement.scoring_trials import (
    MovementsOut,
    ScoringTrialIn,
    ScoringTrialOut,
    movement_out,
    scoring_trial_out,
)

router = contract_router(
    "/v1/scoring-trials",
    tags=["scoring models"],
    responses=describe(Unauthenticated, Forbidden, NotFound, Conflict, ScoringModelMissing),
    dependencies=[used_for(SectionName.ENGAGEMENT)],
)


async def _tried(context: Context, draft: ScoringModelId, day: date | None, pointer: str) -> TriedModel:
    """The draft on that day, or yesterday. Raises InvalidInput for a day that cannot be tried."""
    if day is not None and not EARLIEST <= day <= context.today:
        raise InvalidInput("see `errors`", faults=[Fault(pointer, f"must be from {EARLIEST} to today")])
    return await tried_model(context, draft, day or context.today - timedelta(days=1))


@router.post(
    "",
    summary="Try a draft",
    responses=describe(Conflict, ScoringModelMissing, TrialsUsedUp, NotJson, TooLarge, TooSlow),
)
async def try_draft(context: AnalystOrAdmin, trial: ScoringTrialIn) -> ScoringTrialOut:
    """How many students a draft would move from each of the institution's bands of scores to each.

    Every trial is audited. What has been tried is answered as it was; anything else uses up one of the few
    trials that there can be of an academic year's days.
    """
    tried = await _tried(context, trial.scoring_model_id, trial.day, "/body/day")
    thresholds = context.profile.trials.thresholds
    return scoring_trial_out(await try_scoring_model(context, tried), thresholds)


@router.get("/movements", summary="Which of my students would change bands")
async def list_score_movements(
    request: Request,
    response: Response,
    context: Annotated[StudentsViewer, Rate.FIGURES],
    scoring_model_id: Annotated[ScoringModelId, Query(description="A draft, tried as by a trial of it.")],
    day: Annotated[date | None, Query(description="Of which scores; yesterday unless given.")] = None,
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> MovementsOut:
    """The same, student by student, of those in the asker's charge whose engagement is open to the asker.

    It uses up no trial. Staff say why they look, and each student on the list can read that they did.
    """
    tried, after = await _tried(context, scoring_model_id, day, "/query/day"), cursors.decode(cursor) or ""
    found = await list_movements(context, tried, purpose, after=after, limit=limit)
    more = None if found.next_after is None else cursors.encode(found.next_after)
    if more is not None:
        cursors.next_link(request, response, more)
    return MovementsOut(day=tried.day, items=[movement_out(each) for each in found.items], next_cursor=more)

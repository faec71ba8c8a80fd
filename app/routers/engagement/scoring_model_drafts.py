"""Scoring models in the making: drafts and their publication, for administrators."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.actions.engagement.administer_models import draft_model, publish_model
from app.errors import Conflict, Forbidden, NotFound, Unauthenticated
from app.http.deps import ActingAdministrator, Administrator
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import ScoringModelId
from app.schemas.engagement.scoring_models import ScoringModelIn, ScoringModelOut, scoring_model_out
from app.store.engagement import scoring_models

router = contract_router(
    "/v1/admin/scoring-models",
    route_class=RepeatableWrites,
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden),
)


@router.post("", summary="Draft a scoring model", status_code=201)
async def record_scoring_model(
    request: Request, response: Response, context: Administrator, model: ScoringModelIn
) -> ScoringModelOut:
    """A new version for an academic year; nothing is computed with it before it is published."""
    drafted = await draft_model(context, model.academic_year, model.coefficients, model.note)
    colleges = await scoring_models.colleges(context.transaction)
    set_location(request, response, "read_scoring_model", scoring_model_id=drafted.model.scoring_model_id)
    return scoring_model_out(drafted, colleges)


@router.get(
    "/{scoring_model_id}",
    summary="One scoring model, drafts too",
    responses=describe(NotFound),
)
async def read_scoring_model(
    context: Administrator, scoring_model_id: Annotated[ScoringModelId, Path()]
) -> ScoringModelOut:
    """The coefficients of a draft, or of a model that is or was in force."""
    read = await scoring_models.get(context.transaction, scoring_model_id)
    colleges = await scoring_models.colleges(context.transaction)
    return scoring_model_out(read, colleges)


@router.post(
    "/{scoring_model_id}/publication",
    summary="Put a scoring model in force",
    responses=describe(NotFound, Conflict),
)
async def record_publication(
    context: ActingAdministrator, scoring_model_id: Annotated[ScoringModelId, Path()]
) -> ScoringModelOut:
    """Publish a complete draft for its academic year; the model before it is superseded."""
    published = await publish_model(context, scoring_model_id)
    colleges = await scoring_models.colleges(context.transaction)
    return scoring_model_out(published, colleges)

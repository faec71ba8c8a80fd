"""Scoring models: open to everyone with a token, because a score that hides its weights explains nothing."""

from typing import Annotated

from fastapi import Query

from app.errors import Forbidden, NotFound, Unauthenticated
from app.http.deps import AnyUser
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.engagement.scoring_models import ScoringModelOut, ScoringModelsOut, scoring_model_out
from app.scoring.models import AcademicYear, ModelStatus
from app.store.engagement import scoring_models

router = contract_router(
    "/v1/scoring-models", tags=["scoring models"], responses=describe(Unauthenticated, Forbidden, NotFound)
)


@router.get("", summary="Every scoring model and version")
async def list_scoring_models(context: AnyUser) -> ScoringModelsOut:
    """The history of what scores were computed with, latest first; drafts are not part of it."""
    colleges = await scoring_models.colleges(context.transaction)
    found = await scoring_models.list_all(context.transaction)
    return ScoringModelsOut(
        items=[scoring_model_out(each, colleges) for each in found if each.status is not ModelStatus.DRAFT]
    )


@router.get("/in-force", summary="The scoring model in force")
async def read_scoring_model_in_force(
    context: AnyUser, academic_year: Annotated[int | None, Query(ge=1900, le=9999)] = None
) -> ScoringModelOut:
    """The published coefficients of an academic year (the current one unless given), by college."""
    today = context.profile.academic_year(context.today)
    year = AcademicYear(academic_year) if academic_year is not None else today
    found = context.institution.models.get(year)
    if found is None:
        raise NotFound(f"no scoring model is in force for the academic year {year}")
    return scoring_model_out(found, await scoring_models.colleges(context.transaction))

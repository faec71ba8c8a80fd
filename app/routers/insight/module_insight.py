"""Module insight: which resources a class opens and which not, for whoever teaches it."""

from typing import Annotated

from fastapi import Path

from app.actions.context import RequestContext
from app.actions.insight.module_insight import NOT_OFFERED, read_module_insight
from app.errors import (
    Forbidden,
    GroupsUsedUp,
    NotCollected,
    NotFound,
    PurposeRefused,
    PurposeRequired,
    Unauthenticated,
)
from app.http.deps import ACTS_AS_INSTITUTION, offered
from app.http.problems import describe
from app.http.rates import Rate
from app.http.routes import contract_router
from app.http.sections import StatedPurpose
from app.ids import ModuleRunId
from app.schemas.insight.module_insight import ModuleInsightOut, module_insight_out

router = contract_router(
    "/v1/module-runs",
    tags=["module insight"],
    responses=describe(
        Unauthenticated, Forbidden, NotFound, NotCollected, GroupsUsedUp, PurposeRequired, PurposeRefused
    ),
)

OffersInsight = Annotated[
    RequestContext, offered("module_insight", NOT_OFFERED), Rate.FIGURES, ACTS_AS_INSTITUTION
]


@router.get("/{module_run_id}/insight", summary="What the class of a module run opens")
async def read_insight_into_module_run(
    context: OffersInsight,
    module_run_id: Annotated[ModuleRunId, Path(description="The module run's id.")],
    purpose: StatedPurpose = None,
) -> ModuleInsightOut:
    """Week by week, as shares of the class; what nobody opened, by name; submissions in time.

    For whoever teaches the module run today, and for those who read figures about groups. No student can be
    told from it: there is nothing to filter by, small classes are suppressed, shares carry noise and are
    rounded, past weeks stay as they were told, and one person reads few module runs of the same students.
    That you asked is on record.
    """
    return module_insight_out(await read_module_insight(context, module_run_id, purpose))

"""Retention: the rules for everybody, and for administrators what went."""

from app.errors import Forbidden, Unauthenticated
from app.http.deps import Administrator, AnyUser
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.governance.retention import (
    RetentionRulesOut,
    RetentionRunsOut,
    retention_rules_out,
    retention_run_out,
)
from app.store.governance import retention

router = contract_router("/v1", tags=["rights"], responses=describe(Unauthenticated, Forbidden))
SHOWN = 100


@router.get("/retention", summary="How long data are kept")
async def list_retention_rules(context: AnyUser) -> RetentionRulesOut:
    """By kind of data: what for, for how long, what becomes of it, and what goes next. For everybody."""
    return retention_rules_out(context.profile, context.today)


@router.get("/admin/retention-runs", summary="What was deleted because it was due")
async def list_retention_runs(context: Administrator) -> RetentionRunsOut:
    """The latest hundred runs of `attune retention run`, with signed counts; for administrators."""
    runs = await retention.list_latest(context.transaction, SHOWN)
    return RetentionRunsOut(items=[retention_run_out(each) for each in runs])

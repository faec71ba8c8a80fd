"""Employability: careers events and career stages, and what systems deliver of them."""

from typing import Annotated

from app.actions.exchange.deliveries import DeliveryKind, deliver
from app.actions.record.employability import EMPLOYABILITY, Employability
from app.actions.record.record_career_stages import record_career_stages
from app.errors import (
    BadRequest,
    ConsentRequired,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http.day_ranges import day_range
from app.http.deps import DeliveringCareerStages, DryRun
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import shown
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out, read_items
from app.schemas.record.employability import (
    CareerStagesIn,
    EmployabilityOut,
    career_stage_item,
    employability_out,
)

router = contract_router("/v1", route_class=RepeatableWrites, tags=["employability"])


@router.get(
    "/students/{student_id}/employability",
    summary="A student's careers events and career stage",
    responses=describe(
        Unauthenticated,
        Forbidden,
        SectionRestricted,
        ConsentRequired,
        NotFound,
        NotCollected,
        OutOfScope,
    ),
)
async def read_employability_of_student(
    employability: Annotated[Employability, shown(EMPLOYABILITY, days=day_range)],
) -> EmployabilityOut:
    """Careers events booked and attended in these days, and the stage the student says they are at."""
    return employability_out(employability)


@router.post(
    "/career-stages",
    summary="Deliver career stages",
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)
async def record_stages_of_career(
    context: DeliveringCareerStages, delivery: CareerStagesIn, *, dry_run: DryRun = False
) -> DeliveryOut:
    """Record the stages that students have said they are at."""
    items = read_items(delivery.stages, career_stage_item)
    kind = DeliveryKind.CAREER_STAGES
    return delivery_out(await deliver(context, kind, items, record_career_stages, dry_run=dry_run))

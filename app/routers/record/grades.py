"""Grades: marks and credits, hidden from everyone in exam periods, and what systems deliver of them."""

from typing import Annotated

from app.actions.exchange.deliveries import DeliveryKind, deliver
from app.actions.record.grades import GRADES, Grades
from app.actions.record.record_credits import record_credits
from app.actions.record.record_marks import record_marks
from app.errors import (
    BadRequest,
    ConsentRequired,
    Forbidden,
    MarksHidden,
    NotCollected,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http.deps import DeliveringMarks, DryRun
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import shown
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out, read_items
from app.schemas.record.grades import CreditsIn, GradesOut, MarksIn, credits_item, grades_out, mark_item

router = contract_router("/v1", route_class=RepeatableWrites, tags=["grades"])


@router.get(
    "/students/{student_id}/grades",
    summary="A student's assessments and marks",
    responses=describe(
        Unauthenticated,
        Forbidden,
        SectionRestricted,
        ConsentRequired,
        MarksHidden,
        NotFound,
        NotCollected,
        OutOfScope,
    ),
)
async def list_grades(grades: Annotated[Grades, shown(GRADES)]) -> GradesOut:
    """Every assessment of the student's modules, what was handed in, marked and confirmed; and credits."""
    return grades_out(grades)


@router.post(
    "/credits",
    summary="Deliver credits achieved",
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)
async def record_achieved_credits(
    context: DeliveringMarks, delivery: CreditsIn, *, dry_run: DryRun = False
) -> DeliveryOut:
    """Record what students have achieved by module runs, as the student record system has it."""
    items = read_items(delivery.credits, credits_item)
    return delivery_out(await deliver(context, DeliveryKind.CREDITS, items, record_credits, dry_run=dry_run))


@router.post("/marks", summary="Deliver marks", responses=describe(BadRequest, Unauthenticated, Forbidden))
async def record_provisional_marks(
    context: DeliveringMarks, delivery: MarksIn, *, dry_run: DryRun = False
) -> DeliveryOut:
    """Record submissions and marks as the student record system has them.

    What is delivered replaces what was delivered before, as a whole: without `confirmed_on` a mark is not
    confirmed any more.
    """
    items = read_items(delivery.marks, mark_item)
    return delivery_out(await deliver(context, DeliveryKind.MARKS, items, record_marks, dry_run=dry_run))

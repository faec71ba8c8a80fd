"""Grades: provisional marks, hidden from everyone in exam periods, and what systems deliver of them."""

from typing import Annotated

from app.actions.record.grades import GRADES, Grades
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
from app.http.deps import DeliveringMarks
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import shown
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out
from app.schemas.record.grades import GradesOut, MarksIn, grades_out, mark_item

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
    """Every assessment of the student's module runs, with submission and provisional mark."""
    return grades_out(grades)


@router.post("/marks", summary="Deliver marks", responses=describe(BadRequest, Unauthenticated, Forbidden))
async def record_provisional_marks(context: DeliveringMarks, delivery: MarksIn) -> DeliveryOut:
    """Record submissions and marks as the student record system has them."""
    return delivery_out(await record_marks(context, [mark_item(each) for each in delivery.marks]))

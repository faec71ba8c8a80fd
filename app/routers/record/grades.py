"""Grades: provisional marks, hidden from everyone in exam periods, and what systems deliver of them."""

from typing import Annotated

from fastapi import APIRouter

from app.actions.governance.record_access import Seen
from app.actions.record.record_marks import record_marks
from app.actions.record.sections import open_section
from app.errors import (
    BadRequest,
    ConsentRequired,
    Forbidden,
    MarksHidden,
    NotCollected,
    NotFound,
    OutOfScope,
    Unauthenticated,
)
from app.profiles.model import Section
from app.http.deps import Asker, DeliveringMarks, reading
from app.http.problems import describe
from app.http.idempotency import RepeatableWrites
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out
from app.schemas.record.grades import GradesOut, MarksIn, grades_body, mark_item
from app.store.record import grades
from app.store.people.students import StudentRecord

router = APIRouter(route_class=RepeatableWrites, tags=["grades"])


@router.get(
    "/students/{student_id}/grades",
    summary="A student's assessments and marks",
    responses=describe(
        Unauthenticated,
        Forbidden,
        ConsentRequired,
        MarksHidden,
        NotFound,
        NotCollected,
        OutOfScope,
    ),
)
async def list_grades(asking: Asker, student: Annotated[StudentRecord, reading(Seen.GRADES)]) -> GradesOut:
    """Every assessment of the student's module runs, with submission and provisional mark."""
    await open_section(asking, student.student_id, Section.GRADES)
    return GradesOut.model_validate(grades_body(await grades.list_work(asking.session, student.student_id)))


@router.post("/marks", summary="Deliver marks", responses=describe(BadRequest, Unauthenticated, Forbidden))
async def record_provisional_marks(asking: DeliveringMarks, delivery: MarksIn) -> DeliveryOut:
    """Record submissions and marks as the student record system has them."""
    return delivery_out(await record_marks(asking, [mark_item(each) for each in delivery.marks]))

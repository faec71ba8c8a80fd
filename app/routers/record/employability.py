"""Employability: careers events and career stages, and what systems deliver of them."""

from typing import Annotated

from fastapi import APIRouter

from app.actions.record.read_employability import read_employability
from app.actions.governance.record_access import Seen
from app.actions.record.record_career_stages import record_career_stages
from app.actions.record.sections import open_section
from app.errors import (
    BadRequest,
    ConsentRequired,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    Unauthenticated,
)
from app.profiles.model import Section
from app.http.deps import Asker, DeliveringCareerStages, reading
from app.http.problems import describe
from app.http.day_ranges import Days
from app.http.idempotency import RepeatableWrites
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out
from app.schemas.record.employability import (
    CareerStagesIn,
    EmployabilityOut,
    career_stage_item,
    employability_body,
)
from app.store.people.students import StudentRecord

router = APIRouter(route_class=RepeatableWrites, tags=["employability"])


@router.get(
    "/students/{student_id}/employability",
    summary="A student's careers events and career stage",
    responses=describe(
        Unauthenticated,
        Forbidden,
        ConsentRequired,
        NotFound,
        NotCollected,
        OutOfScope,
    ),
)
async def read_employability_of_student(
    asking: Asker, student: Annotated[StudentRecord, reading(Seen.EMPLOYABILITY)], days: Days
) -> EmployabilityOut:
    """Careers events booked and attended in these days, and the stage the student says they are at."""
    await open_section(asking, student.student_id, Section.EMPLOYABILITY)
    view = await read_employability(asking, student.student_id, days.first, days.last)
    return EmployabilityOut.model_validate(employability_body(days.first, days.last, view))


@router.post(
    "/career-stages",
    summary="Deliver career stages",
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)
async def record_stages_of_career(asking: DeliveringCareerStages, delivery: CareerStagesIn) -> DeliveryOut:
    """Record the stages that students have said they are at."""
    return delivery_out(
        await record_career_stages(asking, [career_stage_item(each) for each in delivery.stages])
    )

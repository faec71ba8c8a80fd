"""Tutorships: who tutors whom, for administrators; it shows nothing of what a student does."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.actions.people.tutorships import begin_tutorship, end_tutorship
from app.errors import Conflict, Forbidden, NotFound, Unauthenticated
from app.http.deps import Administrator
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.base import Name
from app.schemas.people.tutorships import TutorshipEndIn, TutorshipIn, TutorshipsOut, tutorships_out
from app.store.people import tutorships

router = contract_router(
    "/v1/admin/tutorships",
    route_class=RepeatableWrites,
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden),
)


@router.get("", summary="A student's tutorships", responses=describe(NotFound))
async def list_tutorships(context: Administrator, student_number: Annotated[Name, Query()]) -> TutorshipsOut:
    """Who tutors or tutored the student with that number, as what kind of tutor, latest first."""
    student_id = await tutorships.find_student(context.transaction, student_number)
    return tutorships_out(student_number, await tutorships.list_for(context.transaction, student_id))


@router.post(
    "",
    summary="Begin a tutorship",
    status_code=201,
    responses=describe(NotFound, Conflict),
)
async def record_tutorship(
    request: Request, response: Response, context: Administrator, tutorship: TutorshipIn
) -> TutorshipsOut:
    """Make a member of staff the student's tutor from that day on; answers with all tutorships.

    `kind` says which of the institution's tutor roles it gives.
    """
    found = await begin_tutorship(
        context, tutorship.student_number, tutorship.staff_number, tutorship.kind, tutorship.starts_on
    )
    set_location(request, response, "list_tutorships", {"student_number": tutorship.student_number})
    return tutorships_out(tutorship.student_number, found)


@router.post("/endings", summary="End a tutorship", responses=describe(NotFound))
async def record_tutorship_end(context: Administrator, ending: TutorshipEndIn) -> TutorshipsOut:
    """From `ends_before` on, the tutorship opens the student to the tutor no longer.

    With today as `ends_before`, it ends now. No roster import reopens it; null as `ends_before` does.
    """
    found = await end_tutorship(
        context, ending.student_number, ending.staff_number, ending.starts_on, ending.ends_before
    )
    return tutorships_out(ending.student_number, found)

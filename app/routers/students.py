"""Students: those in the asker's charge, and nobody else."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.actions.list_caseload import list_caseload
from app.actions.record_access import Seen, record_access
from app.errors import Forbidden, NotFound, Unauthenticated
from app.routers import cursors
from app.routers.deps import Asker, StatedPurpose, StudentsReader, reading
from app.routers.problems import describe
from app.schemas.students import CaseloadOut, StudentOut, caseload_student_out, student_out
from app.store import modules, students
from app.store.students import StudentRecord

router = APIRouter(prefix="/students", tags=["students"], responses=describe(Unauthenticated, Forbidden))


@router.get("", summary="The students in my charge")
async def list_students(
    request: Request,
    response: Response,
    asking: StudentsReader,
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> CaseloadOut:
    """Every student in the asker's charge with today's score, inactive ones included.

    A personal tutor sees the students whom they tutor today, a student sees themselves.
    """
    found = await list_caseload(asking, asking.principal, after=cursors.decode(cursor), limit=limit + 1)
    shown = found[:limit]
    await record_access(
        asking,
        asking.principal,
        [each.record.student_id for each in shown],
        (Seen.STUDENT, Seen.ENGAGEMENT),
        purpose,
    )
    more = cursors.encode(shown[-1].record.number) if len(found) > limit else None
    cursors.next_link(request, response, more)
    return CaseloadOut(items=[caseload_student_out(each) for each in shown], next_cursor=more)


@router.get("/{student_id}", summary="One student", responses=describe(NotFound))
async def read_student(asking: Asker, student: Annotated[StudentRecord, reading(Seen.STUDENT)]) -> StudentOut:
    """The student's registration, personal tutors and module runs."""
    tutors = await students.list_tutors(asking.session, student.student_id, asking.today)
    runs = await modules.list_enrolled(asking.session, student.student_id)
    return student_out(student, tutors, runs)

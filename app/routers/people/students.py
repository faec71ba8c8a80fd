"""Students: those in the asker's charge, and nobody else."""

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.actions import caseload_at_once
from app.actions.answer_at_once import Familiar
from app.actions.people.list_caseload import CaseloadEntry, list_caseload
from app.actions.governance.record_access import Seen, record_access
from app.actions.remembered_answers import Made
from app.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from app.http import cursors
from app.routers.at_once import Question, ask, first_tried, made, sent
from app.http.deps import (
    OPENING,
    Asker,
    Service,
    StatedPurpose,
    StudentsReader,
    reading,
)
from app.http.problems import describe
from app.schemas.people.students import CaseloadOut, StudentOut, caseload_body, student_out
from app.store import caseload_at_once as store
from app.store.people import modules, students
from app.store.at_once import Asked, Known
from app.store.line import Row
from app.store.people.students import StudentRecord

router = APIRouter(
    prefix="/students",
    tags=["students"],
    responses=describe(Unauthenticated, Forbidden),
)


LIMIT, MOST, LONGEST = 50, 200, 300
_DIGITS = re.compile(r"[0-9]{1,3}")
SEEN = (Seen.STUDENT, Seen.ENGAGEMENT)


async def _at_once(request: Request) -> Response | None:
    asked_for = _plain_page(request)
    if asked_for is None:
        return None
    after, limit = asked_for

    def put(service: Service, asked: Asked, familiar: Familiar) -> Question | None:
        if not set(OPENING).intersection(asked.roles.split(",")):
            return None
        today = familiar.profile.day(asked.now)

        async def read() -> Row | Known | None:
            page = caseload_at_once.wanted(familiar, today, after, limit, SEEN)
            return await store.read_students(service.line, asked, page)

        def make(said: Row) -> Made:
            mine = familiar.known.institution.institution_id
            facts = store.caseload_facts(mine, familiar.consented or "", said)
            return _made(caseload_at_once.caseload(familiar, facts, today), more=facts.more)

        words = ("students", asked.issuer, asked.subject, after, limit, today)
        return Question(words, None, SEEN, read, make)

    answer = await ask(request, put)
    return None if answer is None else _answered(request, answer)


def _plain_page(request: Request) -> tuple[str | None, int] | None:
    """After whom the page begins, and how many it has, where nothing else is asked for and both can be."""
    items = request.query_params.multi_items()
    given = dict(items)
    if not given.keys() <= {"limit", "cursor"} or len(given) != len(items):
        return None
    limit, cursor = given.get("limit", str(LIMIT)), given.get("cursor")
    if not _DIGITS.fullmatch(limit) or not 1 <= int(limit) <= MOST or len(cursor or "") > LONGEST:
        return None
    try:
        return cursors.decode(cursor), int(limit)
    except InvalidInput:
        return None


def _made(shown: Sequence[CaseloadEntry], *, more: bool) -> Made:
    cursor = cursors.encode(shown[-1].record.number) if more else None
    return made(caseload_body(shown, cursor), cursor)


def _answered(request: Request, page: Made) -> Response:
    answer = sent(request, page)
    cursors.next_link(request, answer, page.cursor)
    return answer


@router.get("", summary="The students in my charge", response_model=CaseloadOut)
@first_tried(_at_once)
async def list_students(
    request: Request,
    asking: StudentsReader,
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = LIMIT,
    cursor: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> Response:
    """Every student in the asker's charge with today's score, inactive ones included.

    A personal tutor sees the students whom they tutor today, a student sees themselves.
    """
    found = await list_caseload(asking, asking.principal, after=cursors.decode(cursor), limit=limit + 1)
    shown = found[:limit]
    ids = [each.record.student_id for each in shown]
    await record_access(asking, asking.principal, ids, SEEN, purpose)
    return _answered(request, _made(shown, more=len(found) > limit))


@router.get("/{student_id}", summary="One student", responses=describe(NotFound))
async def read_student(asking: Asker, student: Annotated[StudentRecord, reading(Seen.STUDENT)]) -> StudentOut:
    """The student's registration, personal tutors and module runs."""
    tutors = await students.list_tutors(asking.session, student.student_id, asking.today)
    runs = await modules.list_enrolled(asking.session, student.student_id)
    return student_out(student, tutors, runs)

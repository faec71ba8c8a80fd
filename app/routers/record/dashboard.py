"""The dashboard: one document per student."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.actions import dashboard_at_once
from app.actions.answer_at_once import Familiar
from app.actions.record.read_dashboard import ALL, read_dashboard
from app.actions.governance.record_access import Seen, record_access
from app.actions.remembered_answers import Made
from app.errors import (
    Fault,
    Forbidden,
    InvalidInput,
    NotFound,
    OutOfScope,
    Unauthenticated,
)
from app.profiles.model import Section
from app.routers.at_once import Question, answered, ask, first_tried, made, path_student, sent
from app.http.deps import Asker, Service, StatedPurpose, VisibleStudent
from app.http.problems import describe
from app.http.day_ranges import usual_first
from app.schemas.record.dashboard import DashboardOut, dashboard_body
from app.store import dashboard_at_once as store
from app.store.at_once import Asked, Known
from app.store.line import Row

router = APIRouter(prefix="/students/{student_id}/dashboard", tags=["dashboard"])


async def _sections(
    sections: Annotated[
        str | None,
        Query(
            description="Names of sections with commas between; only these are read, sent and recorded."
            " All, unless given.",
            json_schema_extra={"pattern": "^[a-z_]+(,[a-z_]+)*$"},
            max_length=200,
            examples=["engagement,attendance"],
        ),
    ] = None,
) -> frozenset[Section]:
    if sections is None:
        return ALL
    asked = set(sections.split(","))
    if unknown := asked - _NAMES:
        named = ", ".join(sorted(Section))
        faults = [Fault("/query/sections", f"`{each}` is none of {named}") for each in sorted(unknown)]
        raise InvalidInput("see `errors`", faults=faults)
    return frozenset(Section(each) for each in asked)


_NAMES = {str(each) for each in Section}
Sections = Annotated[frozenset[Section], Depends(_sections)]

SEEN = {
    Section.ATTENDANCE: (Seen.ATTENDANCE,),
    Section.EMPLOYABILITY: (Seen.EMPLOYABILITY,),
    Section.ENGAGEMENT: (Seen.ENGAGEMENT,),
    Section.GRADES: (Seen.GRADES,),
    Section.MEETINGS: (Seen.MEETINGS, Seen.NOTES),
}


async def _at_once(request: Request) -> Response | None:
    student_id, sections = path_student(request), _plain_sections(request)
    if student_id is None or sections is None:
        return None

    def put(service: Service, asked: Asked, familiar: Familiar) -> Question | None:
        today = familiar.profile.day(asked.now)
        shown = dashboard_at_once.readable(familiar, sections, today)
        if shown is None:
            return None
        seen = [each for section in shown for each in SEEN[section]]

        async def read() -> Row | Known | None:
            wanted = dashboard_at_once.wanted(familiar.profile, shown, seen, today)
            scored = familiar.scored(usual_first(today), today)
            return await store.read_dashboard(service.line, asked, student_id, scored, wanted)

        def make(said: Row) -> Made:
            facts = store.dashboard_facts(student_id, familiar.consented or "", said)
            dashboard = dashboard_at_once.dashboard(familiar, student_id, facts, sections, asked.now)
            until = dashboard_at_once.until(facts, asked.now)
            return made(dashboard_body(student_id, familiar.profile, dashboard), until=until)

        return Question(("dashboard", student_id, sections, today), student_id, seen, read, make)

    answer = await ask(request, put)
    return None if answer is None else sent(request, answer)


def _plain_sections(request: Request) -> frozenset[Section] | None:
    """The sections asked for, where nothing else is asked for and they exist."""
    if not request.scope["query_string"]:
        return ALL
    items = request.query_params.multi_items()
    names = set(items[0][1].split(",")) if len(items) == 1 and items[0][0] == "sections" else set()
    return frozenset(Section(each) for each in names) if names and names <= _NAMES else None


@router.get(
    "",
    summary="A student's dashboard",
    responses=describe(Unauthenticated, Forbidden, NotFound, OutOfScope),
    response_model=DashboardOut,
)
@first_tried(_at_once)
async def read_dashboard_of_student(
    asking: Asker, student: VisibleStudent, sections: Sections, purpose: StatedPurpose = None
) -> Response:
    """Attendance, grades, employability, engagement and meetings, each in its state, or some of them.

    Student and personal tutor get the same, to the byte. What is recorded of a look are the sections
    that it showed.
    """
    dashboard = await read_dashboard(asking, student.student_id, sections)
    seen = [each for section in dashboard.shown for each in SEEN[section]]
    await record_access(asking, asking.principal, [student.student_id], seen, purpose)
    return answered(dashboard_body(student.student_id, asking.profile, dashboard))

"""The dashboard: one document per student."""

from typing import Annotated

from fastapi import Depends, Query

from app.access.vocabulary import SectionName
from app.actions.record.dashboard import read_dashboard
from app.errors import Fault, Forbidden, InvalidInput, NotFound, OutOfScope, Unauthenticated
from app.http.deps import AnyUser, VisibleStudent
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose
from app.schemas.record.dashboard import DashboardOut, dashboard_out

router = contract_router("/v1/students/{student_id}/dashboard", tags=["dashboard"])

ALL = frozenset(SectionName)


async def _sections(
    sections: Annotated[
        str | None,
        Query(
            description="The sections to read, with commas between; all of them unless given. Others are"
            " neither sent nor recorded as looked at.",
            json_schema_extra={"pattern": "^[a-z_]+(,[a-z_]+)*$"},
            max_length=200,
            examples=["engagement,attendance"],
        ),
    ] = None,
) -> frozenset[SectionName]:
    if sections is None:
        return ALL
    requested = set(sections.split(","))
    if unknown := requested - ALL:
        named = ", ".join(sorted(SectionName))
        faults = [Fault("/query/sections", f"`{each}` is not one of {named}") for each in sorted(unknown)]
        raise InvalidInput("see `errors`", faults=faults)
    return frozenset(SectionName(each) for each in requested)


Sections = Annotated[frozenset[SectionName], Depends(_sections)]


@router.get(
    "",
    summary="A student's dashboard",
    responses=describe(Unauthenticated, Forbidden, NotFound, OutOfScope),
)
async def read_dashboard_of_student(
    context: AnyUser, student_id: VisibleStudent, sections: Sections, purpose: StatedPurpose = None
) -> DashboardOut:
    """Attendance, grades, employability, engagement and meetings, or those asked for, each with its state.

    Everyone to whom the same sections are open gets the same answer, to the byte. The access record names the
    sections that were shown.
    """
    dashboard = await read_dashboard(context, student_id, sections, purpose)
    return dashboard_out(student_id, context.profile, dashboard)

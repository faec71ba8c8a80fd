"""The academic calendar: everybody reads it, administrators set an academic year's."""

from typing import Annotated

from fastapi import Path, Query

from app.actions.record import academic_calendar as actions
from app.errors import Forbidden, NotFound, PreconditionFailed, Unauthenticated
from app.http.deps import Administrator, AnyUser
from app.http.idempotency import RepeatableWrites
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.base import END_YEAR, FIRST_YEAR
from app.schemas.record.academic_calendar import (
    CalendarIn,
    CalendarOut,
    calendar_out,
    closure_days_in,
    terms_in,
)
from app.scoring.models import AcademicYear

router = contract_router(
    "/v1", route_class=RepeatableWrites, responses=describe(Unauthenticated, Forbidden), tags=["calendar"]
)

BOUNDS = {"ge": FIRST_YEAR, "le": END_YEAR - 1}


@router.get("/calendar", summary="Terms, closed days and teaching weeks")
async def read_academic_calendar(
    context: AnyUser, academic_year: Annotated[int | None, Query(**BOUNDS)] = None
) -> CalendarOut:
    """An academic year as the institution keeps it; today's, unless another is named."""
    year = context.profile.academic_year(context.today) if academic_year is None else academic_year
    return calendar_out(actions.academic_calendar(context.institution, AcademicYear(year)))


@router.put(
    "/admin/calendar/{academic_year}",
    summary="Set an academic year's calendar",
    responses=describe(NotFound, PreconditionFailed),
)
async def record_academic_calendar(
    context: Administrator,
    academic_year: Annotated[
        int, Path(description="The calendar year in which the academic year begins.", **BOUNDS)
    ],
    calendar: CalendarIn,
    seen: IfMatch,
) -> CalendarOut:
    """All of its terms and closure days, instead of the usual ones, from the next request on. Audited.

    A term that overlaps another, or lies outside of the academic year, is refused by its name.
    """
    year = AcademicYear(academic_year)
    seen.check(calendar_out(await actions.lock_calendar(context, year)))
    made = await actions.record_calendar(context, year, terms_in(calendar), closure_days_in(calendar))
    return calendar_out(made)

"""Weeks of reports, as a request names them: by the Monday at whose beginning the report is as of."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request

from app.calendars.calendar import WEEK, monday_of
from app.errors import Fault, InvalidInput
from app.http.day_ranges import EARLIEST
from app.http.deps import context_of

MOST_WEEKS = 26
USUAL_WEEKS = 8

Week = Annotated[
    date | None,
    Query(
        description="A Monday: the report looks at the days before it. The current week's Monday by default.",
        examples=["2018-11-19"],
    ),
]


async def report_week(request: Request, week: Week = None) -> date:
    """Raises InvalidInput for a day that is no Monday, or lies too early or too late."""
    current = monday_of(context_of(request).today)
    if week is None:
        return current
    faults = []
    if week != monday_of(week):
        faults.append(Fault("/query/week", f"must be a Monday, such as {monday_of(week)}"))
    elif week > current:
        faults.append(Fault("/query/week", f"lies in the future: the current week's Monday is {current}"))
    elif week < EARLIEST:
        faults.append(Fault("/query/week", f"lies before {EARLIEST}"))
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    return week


ReportWeek = Annotated[date, Depends(report_week)]


@dataclass(frozen=True, slots=True)
class ReportWeeks:
    mondays: tuple[date, ...]
    """Ascending."""


async def report_weeks(
    week: ReportWeek,
    weeks: Annotated[
        int,
        Query(
            ge=1, le=MOST_WEEKS, description="How many weeks: that one, and those before it.", examples=[8]
        ),
    ] = USUAL_WEEKS,
) -> ReportWeeks:
    return ReportWeeks(tuple(week - (weeks - 1 - at) * WEEK for at in range(weeks)))


Weeks = Annotated[ReportWeeks, Depends(report_weeks)]

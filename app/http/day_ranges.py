"""Ranges: days that a request asks about."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Query, Request

from app.errors import Fault, InvalidInput
from app.http.deps import context_of

USUAL_DAYS = 30
MOST_DAYS = 400
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class DayRange:
    first: date
    last: date


def default_first(last: date) -> date:
    return max(last, EARLIEST) - timedelta(days=USUAL_DAYS - 1)  # no calendar goes below the year 1


def day_faults(first: date, last: date, today: date) -> list[Fault]:
    """What is wrong with a range of days."""
    faults = []
    if last > today:
        faults.append(Fault("/query/to", "lies in the future"))
    if first > last:
        faults.append(Fault("/query/from", "lies after `to`"))
    if (last - first).days >= MOST_DAYS:
        faults.append(Fault("/query/from", f"asks for more than {MOST_DAYS} days at once"))
    if first < EARLIEST:
        faults.append(Fault("/query/from", f"lies before {EARLIEST}"))
    return faults


async def day_range(
    request: Request,
    first: Annotated[date | None, Query(alias="from", description="First day; 30 days by default.")] = None,
    last: Annotated[date | None, Query(alias="to", description="Last day; today by default.")] = None,
) -> DayRange:
    today = context_of(request).today
    end = last or today
    begin = first or default_first(end)
    faults = day_faults(begin, end, today)
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    return DayRange(begin, end)


async def past_year(
    request: Request,
    first: Annotated[
        date | None, Query(alias="from", description="First day; a year back by default.")
    ] = None,
    last: Annotated[date | None, Query(alias="to", description="Last day; today by default.")] = None,
) -> DayRange:
    """For what has to be seen over a long time."""
    end = last or context_of(request).today
    return await day_range(request, first or max(end - timedelta(days=365), EARLIEST), end)


async def only_past_year(request: Request) -> DayRange:
    """The same, where nobody is asked for other days."""
    return await past_year(request)


async def only_today(request: Request) -> DayRange:
    """For sections that are as they are now."""
    today = context_of(request).today
    return DayRange(today, today)


Days = Annotated[DayRange, Depends(day_range)]
"""From one institution-local day to another; the last 30 days unless the request names others."""

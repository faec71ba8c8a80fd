"""The calendar: one's own meetings, for a calendar application that can bring nothing but an address."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Path, Request, Response

from app.actions.context import RequestContext
from app.actions.enter import enter_request
from app.actions.exchange.write_calendar import write_calendar
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http.deps import AnyUser, service_of
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.exchange.calendar_feed import CalendarLinkOut
from app.store.exchange import calendar_links

router = contract_router("/v1", route_class=RepeatableWrites, tags=["meetings"])

CALENDAR = {
    "text/calendar": {
        "schema": {"type": "string"},
        "example": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Attune//EN\r\nEND:VCALENDAR\r\n",
    }
}


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


async def _has_meetings(context: AnyUser) -> RequestContext:
    if context.user.student_id is None and context.user.staff_id is None:
        raise Forbidden("a service has no meetings")
    return context


Person = Annotated[RequestContext, Depends(_has_meetings)]
"""A student or a member of staff, not another system."""


@router.post(
    "/me/calendar-link",
    summary="A secret address for my calendar application",
    status_code=201,
    responses=describe(Unauthenticated, Forbidden),
)
async def record_calendar_link(request: Request, response: Response, context: Person) -> CalendarLinkOut:
    """Make the address, once; an earlier one stops working. It is shown now and never again."""
    secret, user = secrets.token_urlsafe(32), context.user
    await calendar_links.replace(context.transaction, user.issuer, user.subject, _digest(secret), context.now)
    set_location(request, response, "read_calendar", secret=secret)
    return CalendarLinkOut(path=f"/v1/calendars/{secret}.ics")


@router.delete(
    "/me/calendar-link",
    summary="Revoke my calendar's address",
    status_code=204,
    responses=describe(Unauthenticated, Forbidden, NotFound),
)
async def remove_calendar_link(context: AnyUser) -> None:
    """The address opens nothing any more."""
    if not await calendar_links.remove(context.transaction, context.user.issuer, context.user.subject):
        raise NotFound("there is no calendar link")


async def _open_calendar(
    request: Request,
    secret: Annotated[str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")],
) -> AsyncIterator[RequestContext]:
    """The context of the person whose address it is, in every role that they may have."""
    service = service_of(request)
    async with service.database.transaction() as transaction:
        login = await calendar_links.find_login(transaction, _digest(secret))
        if login is None:
            raise NotFound("there is no such calendar")
        try:
            context = await enter_request(
                transaction, service.snapshots, service.logins, login, None, service.clock()
            )
        except Forbidden:
            raise NotFound("there is no such calendar") from None
        yield context


@router.get(
    "/calendars/{secret}.ics",
    summary="My meetings, for a calendar application",
    response_class=Response,
    responses=describe(NotFound) | {200: {"content": CALENDAR}},
)
async def read_calendar(
    context: Annotated[RequestContext, Depends(_open_calendar, scope="function")],
) -> Response:
    """The person's own meetings, as far as they may still see them today; needs no token."""
    calendar = await write_calendar(context, context.user.student_id, context.user.staff_id)
    return Response(calendar, media_type="text/calendar; charset=utf-8")

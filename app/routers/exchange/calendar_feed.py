"""The calendar: one's own meetings, for a calendar application that can bring nothing but an address."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Path, Request, Response

from app.actions.context import RequestContext
from app.actions.enter import enter_request
from app.actions.exchange.write_calendar import write_calendar
from app.errors import Forbidden, NotFound
from app.http.deps import service_of
from app.http.problems import describe
from app.http.routes import PublicRoute, contract_router
from app.store.exchange import calendar_links

router = contract_router("/v1/calendars/{secret}.ics", route_class=PublicRoute, tags=["meetings"])

CALENDAR = {
    "text/calendar": {
        "schema": {"type": "string"},
        "example": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Attune//EN\r\nEND:VCALENDAR\r\n",
    }
}


async def _open_calendar(
    request: Request,
    secret: Annotated[str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")],
) -> AsyncIterator[RequestContext]:
    """The context of the person whose address it is, in the roles in which they made it."""
    service = service_of(request)
    async with service.database.transaction() as transaction:
        link = await calendar_links.find(transaction, secret, service.clock())
        if link is None:
            raise NotFound("there is no such calendar, or its address is too old")
        login, roles = link
        try:
            context = await enter_request(
                transaction, service.snapshots, service.logins, login, roles, service.clock()
            )
        except Forbidden:
            raise NotFound("there is no such calendar, or its address is too old") from None
        yield context


@router.get(
    "",
    summary="My meetings, for a calendar application",
    response_class=Response,
    responses=describe(NotFound) | {200: {"content": CALENDAR}},
)
async def read_calendar(
    context: Annotated[RequestContext, Depends(_open_calendar, scope="function")],
) -> Response:
    """The person's own meetings, as far as they may still see them today; needs no token.

    It shows what the roles of the token show with which its address was made, until the address expires.
    """
    calendar = await write_calendar(context, context.user.student_id, context.user.staff_id)
    return Response(calendar, media_type="text/calendar; charset=utf-8")

"""The calendar: one's own meetings, for a calendar application that can bring nothing but an address."""

import hashlib
import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.actions.context import Here
from app.actions.exchange.write_calendar import write_calendar
from app.auth.principal import Role
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http.deps import Asker, service_of
from app.http.locations import made_at
from app.http.problems import describe
from app.http.idempotency import RepeatableWrites
from app.schemas.record.meetings import CalendarLinkOut
from app.store.exchange import calendar_links
from app.db.asking import on_behalf_of

router = APIRouter(route_class=RepeatableWrites, tags=["meetings"])

# What a person may see in it follows from who they are, as with a token of these roles.
CALENDAR_ROLES = frozenset({Role.STUDENT, Role.PERSONAL_TUTOR})

CALENDAR = {
    "text/calendar": {
        "schema": {"type": "string"},
        "example": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Attune//EN\r\nEND:VCALENDAR\r\n",
    }
}


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


@router.post(
    "/me/calendar-link",
    summary="A secret address for my calendar application",
    status_code=201,
    responses=describe(Unauthenticated, Forbidden),
)
async def record_calendar_link(request: Request, response: Response, asking: Asker) -> CalendarLinkOut:
    """Make the address, once; an earlier one stops working. It is shown now and never again."""
    if asking.principal.student_id is None and asking.principal.staff_id is None:
        raise Forbidden("a service has no meetings")
    secret = secrets.token_urlsafe(32)
    await calendar_links.replace(
        asking.session,
        asking.principal.issuer,
        asking.principal.subject,
        asking.institution.institution_id,
        _digest(secret),
        asking.now,
    )
    made_at(request, response, "read_calendar", secret=secret)
    return CalendarLinkOut(path=f"/v1/calendars/{secret}.ics")


@router.delete(
    "/me/calendar-link",
    summary="Revoke my calendar's address",
    status_code=204,
    responses=describe(Unauthenticated, Forbidden, NotFound),
)
async def remove_calendar_link(asking: Asker) -> None:
    """The address opens nothing any more."""
    if not await calendar_links.remove(asking.session, asking.principal.issuer, asking.principal.subject):
        raise NotFound("there is no calendar link")


@router.get(
    "/calendars/{secret}.ics",
    summary="My meetings, for a calendar application",
    response_class=Response,
    responses=describe(NotFound) | {200: {"content": CALENDAR}},
)
async def read_calendar(
    request: Request,
    secret: Annotated[str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")],
) -> Response:
    """The person's own meetings, as far as they may still see them today; needs no token."""
    service = service_of(request)
    login = await calendar_links.find_login(service.gate, _digest(secret))
    if login is None:
        raise NotFound("there is no such calendar")
    now = service.clock()
    async with on_behalf_of(service.gate, *login, CALENDAR_ROLES, now) as (session, person):
        if person is None:
            raise NotFound("there is no such calendar")
        here = Here(session, person.institution, service.profile_of(person.institution), now)
        body = await write_calendar(here, person.student_id, person.staff_id)
    return Response(body, media_type="text/calendar; charset=utf-8")

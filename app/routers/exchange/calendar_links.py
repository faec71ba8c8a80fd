"""Calendar links: the secret address of one's own calendar, made and revoked."""

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request, Response

from app.actions.context import RequestContext
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http.deps import AnyUser, context_of
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.exchange.calendar_links import CalendarLinkOut
from app.store.exchange import calendar_links

router = contract_router("/v1/me/calendar-link", route_class=RepeatableWrites, tags=["meetings"])


async def _has_meetings(request: Request) -> RequestContext:
    context = context_of(request)
    if context.user.student_id is None and context.user.staff_id is None:
        raise Forbidden("a service has no meetings")
    if not context.user.roles.reaches_students:
        raise Forbidden("a calendar shows what the token's roles show, and none of them shows a meeting")
    return context


Person = Annotated[RequestContext, Depends(_has_meetings)]
"""A student or a member of staff, in a role that can have meetings."""


@router.post(
    "",
    summary="A secret address for my calendar application",
    status_code=201,
    responses=describe(Unauthenticated, Forbidden),
)
async def record_calendar_link(request: Request, response: Response, context: Person) -> CalendarLinkOut:
    """Make the address, once; an earlier one stops working. It is shown now and never again.

    It opens what the token's roles open, and no more, until it expires.
    """
    secret, user = secrets.token_urlsafe(32), context.user
    expires_at = context.now + timedelta(days=context.profile.calendar_link_days)
    await calendar_links.replace(
        context.transaction, (user.issuer, user.subject), user.roles.names, secret, context.now, expires_at
    )
    set_location(request, response, "read_calendar", secret=secret)
    return CalendarLinkOut(path=f"/v1/calendars/{secret}.ics", expires_at=expires_at)


@router.delete(
    "",
    summary="Revoke my calendar's address",
    status_code=204,
    responses=describe(Unauthenticated, Forbidden, NotFound),
)
async def remove_calendar_link(context: AnyUser) -> None:
    """The address opens nothing any more."""
    if not await calendar_links.remove(context.transaction, context.user.issuer, context.user.subject):
        raise NotFound("there is no calendar link")

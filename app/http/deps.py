"""What routes may ask for in their signatures: a context on somebody's behalf, and a student.

Everything here is closed by default: no token, no context; no duty, no change; no relation, no student.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, cast, get_type_hints
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.security import HTTPBearer

from app.access.vocabulary import Duty, Scope
from app.actions.context import (
    RequestContext,
    StaffContext,
    as_any_staff,
    as_staff,
    as_staff_in_charge,
)
from app.actions.enter import Logins, enter_request
from app.actions.profile_registry import ProfileRegistry
from app.auth.claims import Claims
from app.auth.tokens import TokenVerifier
from app.clock import Clock
from app.db.identity import elevated
from app.db.transaction import Database
from app.errors import Forbidden, InsufficientScope, NotFound, Unauthenticated
from app.http.limits import address_of
from app.http.rates import Rate, Rates
from app.ids import StudentId
from app.store.snapshot import Snapshots


@dataclass(frozen=True, slots=True)
class Service:
    """What the running service holds: nothing that a second copy of it could not hold as well."""

    database: Database
    verifier: TokenVerifier
    profiles: ProfileRegistry
    snapshots: Snapshots
    logins: Logins
    clock: Clock
    rates: Rates


def service_of(request: Request) -> Service:
    return cast("Service", request.app.state.service)


# --- who asks ---

bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    description="An access token (RFC 9068) of the institution's identity provider, checked as RFC8725 asks.",
)


async def authenticate(request: Request) -> Claims:
    """Whose request it is, counted once. Raises Unauthenticated and TooManyRequests."""
    service, state = service_of(request), request.scope["state"]
    claims: Claims | None = state.get("claims")
    if claims is None:
        try:
            claims = await _verified(request, service.verifier)
        except Unauthenticated:
            # After the check: behind one address there may be a whole campus, whose tokens hold.
            service.rates.admit(Rate.FAILURES, address_of(request.scope), state)
            raise
        service.rates.admit_principal(claims, state)
        state["claims"] = claims
    return claims


async def _verified(request: Request, verifier: TokenVerifier) -> Claims:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("send an access token as Authorization: Bearer", error=None)
    return await verifier.verify(token.strip())


def _rated(rate: Rate) -> Any:  # noqa: ANN401 (what Depends returns)
    """Counted apart, too: what costs more than a look."""

    async def admit(request: Request) -> None:
        claims = await authenticate(request)
        key = (claims.issuer, claims.subject)
        service_of(request).rates.admit(rate, key, request.scope["state"])

    return Depends(admit)


FIGURES = _rated(Rate.FIGURES)
"""For a route that reads many students' data for one answer."""


@cache
def _stated_scope(endpoint: Callable[..., Any]) -> Scope | None:
    hints = get_type_hints(endpoint, include_extras=True).values()
    stated = (extra for hint in hints for extra in getattr(hint, "__metadata__", ()))
    return next((extra for extra in stated if isinstance(extra, Scope)), None)


def needed_scope(endpoint: Callable[..., Any], method: str) -> Scope:
    """What a token must be good for: what the route's signature says, or else to read, or to change."""
    return _stated_scope(endpoint) or (Scope.READ if method in {"GET", "HEAD"} else Scope.WRITE)


async def open_context(
    request: Request, _shown_in_the_contract: Annotated[object, Depends(bearer)]
) -> AsyncIterator[RequestContext]:
    """The request's one transaction: committed before the answer goes out, rolled back on a refusal."""
    claims = await authenticate(request)
    needed = needed_scope(request.scope["endpoint"], request.method)
    if needed not in claims.scopes:
        raise InsufficientScope(needed)
    service = service_of(request)
    async with service.database.transaction() as transaction:
        yield await enter_request(
            transaction,
            service.snapshots,
            service.logins,
            (claims.issuer, claims.subject),
            claims.roles,
            service.clock(),
            _student_in_path(request),
        )


def _student_in_path(request: Request) -> StudentId | None:
    """The only student whom the request can be about, where its path names one."""
    try:
        return StudentId(UUID(request.path_params["student_id"]))
    except (KeyError, ValueError):  # a malformed one is refused where the route declares it
        return None


AnyUser = Annotated[RequestContext, Depends(open_context, scope="function")]
"""Anyone with a token and a login."""


def _with_duty(*duties: Duty) -> Callable[[AnyUser], Awaitable[RequestContext]]:
    async def check(context: AnyUser) -> RequestContext:
        if context.user.roles.duties.isdisjoint(duties):
            raise Forbidden(f"this needs a role with the duty {' or '.join(duties)}")
        return context

    return check


async def _can_reach_students(context: AnyUser) -> RequestContext:
    if not context.user.roles.reaches_students:
        raise Forbidden("this needs a role that sees students")
    return context


StudentsViewer = Annotated[RequestContext, Depends(_can_reach_students)]
"""Somebody with a role that can open students at all."""

AnalystOrAdmin = Annotated[RequestContext, Depends(_with_duty(Duty.ANALYSE, Duty.ADMINISTER))]
"""Somebody who tries what other coefficients would do, and sees groups only."""

Analyst = Annotated[RequestContext, Depends(_with_duty(Duty.ANALYSE))]
"""Somebody who reads figures about groups."""


def _staff_with(duty: Duty) -> Callable[[AnyUser], Awaitable[StaffContext]]:
    async def check(context: AnyUser) -> StaffContext:
        return as_staff(context, duty)

    return check


async def _any_staff(context: AnyUser) -> StaffContext:
    return as_any_staff(context)


AnyStaff = Annotated[StaffContext, Depends(_any_staff)]
"""Any member of staff; what they change is audited."""

Administrator = Annotated[StaffContext, Depends(_staff_with(Duty.ADMINISTER))]
"""An administrator; what they change is audited."""

GrantDecider = Annotated[StaffContext, Depends(_staff_with(Duty.DECIDE_GRANTS))]
"""Somebody who decides on grants that others asked for; audited."""

InformationDesk = Annotated[StaffContext, Depends(_staff_with(Duty.REMOVE_NOTES))]
"""The student information desk; what it removes is audited."""


async def deliver(
    _counted: Annotated[None, _rated(Rate.DELIVERIES)],
    context: Annotated[RequestContext, Depends(_with_duty(Duty.DELIVER))],
) -> AsyncIterator[RequestContext]:
    async with elevated(context.transaction):
        yield context


_DELIVERY = Depends(deliver, scope="function")
# Connected systems that deliver data: they write as the institution, and read no student. Each kind of
# delivery has a scope of its own, so that the turnstiles' credentials cannot deliver marks.
DeliveringEvents = Annotated[RequestContext, _DELIVERY, Scope.EVENTS_WRITE]
DeliveringAttendance = Annotated[RequestContext, _DELIVERY, Scope.ATTENDANCE_WRITE]
DeliveringMarks = Annotated[RequestContext, _DELIVERY, Scope.MARKS_WRITE]
DeliveringCareerStages = Annotated[RequestContext, _DELIVERY, Scope.CAREER_STAGES_WRITE]


# --- students ---

StudentPath = Annotated[StudentId, Path(description="The student's id.")]


async def visible_student(context: AnyUser, student_id: StudentPath) -> StudentId:
    if context.user.opened is None:
        raise NotFound("no such student is in your charge")
    return student_id


VisibleStudent = Annotated[StudentId, Depends(visible_student)]
"""The path's student, in the asker's charge; 404 for any other, existing or not.

Only for what shows nothing of the student. Routes that show something ask for `audited(…)` or `shown(…)` of
`http/sections.py`.
"""


async def _staff_in_charge(context: AnyUser, _student_id: VisibleStudent) -> StaffContext:
    return as_staff_in_charge(context)


StaffInCharge = Annotated[StaffContext, Depends(_staff_in_charge)]
"""A member of staff who is in charge of the path's student, and does not only teach the student; audited."""


async def _self_or_in_charge(context: AnyUser, student_id: VisibleStudent) -> RequestContext:
    if context.user.student_id != student_id:
        as_staff_in_charge(context)
    return context


SelfOrInCharge = Annotated[RequestContext, Depends(_self_or_in_charge)]
"""The path's student, or a member of staff in charge of the student."""


async def the_student_self(context: AnyUser, student_id: VisibleStudent) -> StudentId:
    if context.user.student_id != student_id:
        raise Forbidden("only the student can do this")
    return student_id


OwnRecord = Annotated[StudentId, Depends(the_student_self)]
"""The path's student, who is the asker."""

"""What routes may ask for in their signatures: a context on somebody's behalf, and a student.

Everything here is closed by default: no token, no context; no duty, no change; no relation, no student.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, cast, get_type_hints

from fastapi import Depends, Path, Query, Request
from fastapi.security import HTTPBearer

from app.access.vocabulary import Duty, Scope, SectionName
from app.actions.context import (
    RequestContext,
    StaffContext,
    as_any_staff,
    as_staff,
    as_staff_in_charge,
    check_duty,
)
from app.actions.enter import Logins
from app.actions.profile_registry import ProfileRegistry
from app.auth.claims import Claims
from app.auth.launches import Launches
from app.auth.signing import SigningKey
from app.auth.tokens import TokenVerifier
from app.clock import Clock
from app.db.identity import elevate
from app.db.transaction import Database
from app.errors import (
    Forbidden,
    InsufficientScope,
    NotCollected,
    NotFound,
    ProcessingRestricted,
    SectionRestricted,
    Unauthenticated,
)
from app.http.limits import address_of
from app.http.rates import Rate, Rates
from app.ids import StudentId
from app.store.snapshot import Snapshots
from app.wire.import_kinds import ImportKind


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
    signing: SigningKey | None
    """None: it signs nothing."""
    launches: Launches | None = None
    """None: no learning platform opens a page."""


def service_of(request: Request) -> Service:
    return cast("Service", request.app.state.service)


# --- who asks ---

bearer = HTTPBearer(
    bearerFormat="JWT",
    description="An access token (RFC 9068) of the institution's identity provider, checked as RFC8725 asks.",
)


async def authenticate(request: Request) -> Claims:
    """Whose request it is, counted once. Raises Unauthenticated and TooManyRequests."""
    service, state = service_of(request), request.scope["state"]
    claims: Claims | None = state.get("claims")
    if claims is None:
        state["counted"] = True
        try:
            claims = await _verified(request, service.verifier)
        except Unauthenticated:
            # After the check: behind one address there may be a whole campus, whose tokens are valid.
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


def count_request(request: Request, claims: Claims, rate: Rate) -> None:
    """Count the request in a rate of its own, too. Raises TooManyRequests."""
    key = (claims.issuer, claims.subject)
    service_of(request).rates.admit(rate, key, request.scope["state"])


@cache
def _annotations(endpoint: Callable[..., Any]) -> tuple[object, ...]:
    """The metadata of the signature's `Annotated` types."""
    hints = get_type_hints(endpoint, include_extras=True).values()
    return tuple(each for hint in hints for each in getattr(hint, "__metadata__", ()))


def stated_rates(endpoint: Callable[..., Any]) -> list[Rate]:
    """The rates that the route's signature names."""
    return [each for each in _annotations(endpoint) if isinstance(each, Rate)]


class ActsAsInstitution:
    """Marks what does a part of its work as the institution itself (`db/identity.py`: `elevated`).

    No other request's transaction can be elevated: the database is told when it is entered.
    """


ACTS_AS_INSTITUTION = ActsAsInstitution()


def acts_as_institution(endpoint: Callable[..., Any]) -> bool:
    return any(isinstance(each, ActsAsInstitution) for each in _annotations(endpoint))


def needed_scope(endpoint: Callable[..., Any], method: str) -> Scope:
    """What a token must be good for: what the route's signature says, or else to read, or to change."""
    stated = (each for each in _annotations(endpoint) if isinstance(each, Scope))
    return next(stated, None) or (Scope.READ if method in {"GET", "HEAD"} else Scope.WRITE)


def context_of(request: Request) -> RequestContext:
    """On whose behalf the request is; its route has opened it (`routes.py`)."""
    return cast("RequestContext", request.scope["state"]["context"])


# What follows asks for the request and takes its context, not for `AnyUser`: FastAPI works out every
# dependency of a dependency anew, 15 µs each.
async def _any_user(request: Request) -> RequestContext:
    return context_of(request)


AnyUser = Annotated[RequestContext, Depends(_any_user)]
"""Anyone with a token and a login."""

ActingUser = Annotated[AnyUser, ACTS_AS_INSTITUTION]
"""The same, where what they decide has consequences that the institution itself carries out."""


async def _any_student(request: Request) -> StudentId:
    student_id = context_of(request).user.student_id
    if student_id is None:
        raise Forbidden("only students can do this")
    return student_id


AnyStudent = Annotated[StudentId, Depends(_any_student)]
"""The asker, who is a student."""


def _with_duty(*duties: Duty) -> Callable[[Request], Awaitable[RequestContext]]:
    async def check(request: Request) -> RequestContext:
        context = context_of(request)
        check_duty(context, duties)
        return context

    return check


async def _can_reach_students(request: Request) -> RequestContext:
    context = context_of(request)
    if not context.user.roles.reaches_students:
        raise Forbidden("this needs a role that sees students, and the token has none")
    return context


StudentsViewer = Annotated[RequestContext, Depends(_can_reach_students)]
"""Somebody with a role that can open students at all."""

StudentsSearcher = Annotated[StudentsViewer, Scope.READ]
"""The same, for a search: it is a POST, as the text stands in a body, and changes nothing."""


def _staff_with(*duties: Duty) -> Callable[[Request], Awaitable[StaffContext]]:
    async def check(request: Request) -> StaffContext:
        return as_staff(context_of(request), *duties)

    return check


async def _any_staff(request: Request) -> StaffContext:
    return as_any_staff(context_of(request))


AnyStaff = Annotated[StaffContext, Depends(_any_staff)]
"""Any member of staff; what they change is audited."""

Administrator = Annotated[StaffContext, Depends(_staff_with(Duty.ADMINISTER))]
"""An administrator; what they change is audited."""

AnalystOrAdmin = Annotated[
    StaffContext,
    Depends(_staff_with(Duty.ANALYSE, Duty.ADMINISTER)),
    Rate.FIGURES,
    ACTS_AS_INSTITUTION,
]
"""Somebody who tries what a draft would do, and sees groups only; audited."""

Analyst = Annotated[StaffContext, Depends(_staff_with(Duty.ANALYSE)), Rate.FIGURES, ACTS_AS_INSTITUTION]
"""Somebody who reads figures about groups."""

AnalystOnRecord = Annotated[StaffContext, Depends(_staff_with(Duty.ANALYSE)), Rate.FIGURES]
"""Somebody who reads figures about groups, on record; nothing is done as the institution itself."""

ActingAdministrator = Annotated[StaffContext, Depends(_staff_with(Duty.ADMINISTER)), ACTS_AS_INSTITUTION]
"""The same, where what they change has consequences that the institution itself writes down."""

LookingAdministrator = Annotated[RequestContext, Depends(_with_duty(Duty.ADMINISTER)), ACTS_AS_INSTITUTION]
"""An administrator who looks into the data of students whom a role of theirs shows them."""

GrantDecider = Annotated[StaffContext, Depends(_staff_with(Duty.DECIDE_GRANTS))]
"""Somebody who decides on grants that others asked for; audited."""

Board = Annotated[StaffContext, Depends(_staff_with(Duty.GOVERN))]
"""Somebody of the board that approves and reviews sources; audited."""

ActingBoard = Annotated[StaffContext, Depends(_staff_with(Duty.GOVERN)), ACTS_AS_INSTITUTION]
"""The same, where what they decide has consequences that the institution itself carries out."""

Proposer = Annotated[StaffContext, Depends(_staff_with(Duty.ADMINISTER, Duty.GOVERN))]
"""Somebody who proposes sources and says who was consulted; audited."""

ActingProposer = Annotated[
    StaffContext, Depends(_staff_with(Duty.ADMINISTER, Duty.GOVERN)), ACTS_AS_INSTITUTION
]
"""The same, where every process of the service learns of it."""

RequestAnswerer = Annotated[StaffContext, Depends(_staff_with(Duty.ANSWER_REQUESTS))]
"""Somebody who answers what students ask of their data; audited."""

Answerable = Annotated[StaffContext, Depends(_staff_with(Duty.ADMINISTER, Duty.GOVERN, Duty.ANSWER_REQUESTS))]
"""Somebody who answers for what is done with the data."""

Readmitter = Annotated[StaffContext, Depends(_staff_with(Duty.ADMINISTER, Duty.ANSWER_REQUESTS))]
"""Somebody who says that whoever was erased is a student again; audited."""

InformationDesk = Annotated[StaffContext, Depends(_staff_with(Duty.REMOVE_NOTES))]
"""The student information desk; what it removes is audited."""


async def deliver(context: Annotated[RequestContext, Depends(_with_duty(Duty.DELIVER))]) -> RequestContext:
    if context.user.staff_id is not None:
        raise Forbidden("only another system delivers data, and this login is a member of staff's")
    await elevate(context.transaction)
    return context


_DELIVERY = Depends(deliver)
# Connected systems that deliver data: they write as the institution, and read no student. Each kind of
# delivery has a scope of its own, so that the turnstiles' credentials cannot deliver marks.
_Delivering = Annotated[RequestContext, _DELIVERY, Rate.DELIVERIES, ACTS_AS_INSTITUTION]
DeliveringEvents = Annotated[_Delivering, Scope.EVENTS_WRITE]
DeliveringAttendance = Annotated[_Delivering, Scope.ATTENDANCE_WRITE]
DeliveringMarks = Annotated[_Delivering, Scope.MARKS_WRITE]
DeliveringCareerStages = Annotated[_Delivering, Scope.CAREER_STAGES_WRITE]
DeliveringCircumstances = Annotated[_Delivering, Scope.CIRCUMSTANCES_WRITE]
FILE_SCOPES: dict[ImportKind, tuple[Scope, ...]] = {
    ImportKind.EVENTS: (Scope.EVENTS_WRITE,),
    ImportKind.REPLAY: (Scope.EVENTS_WRITE,),
    ImportKind.SESSIONS: (Scope.ATTENDANCE_WRITE,),
    ImportKind.ATTENDANCE: (Scope.ATTENDANCE_WRITE,),
    ImportKind.MARKS: (Scope.MARKS_WRITE,),
    ImportKind.CAREER_STAGES: (Scope.CAREER_STAGES_WRITE,),
    ImportKind.ROSTER: (Scope.ROSTER_WRITE,),
    ImportKind.ONEROSTER: (Scope.ROSTER_WRITE,),
    ImportKind.UDD: (Scope.ROSTER_WRITE, Scope.ATTENDANCE_WRITE, Scope.MARKS_WRITE),
}
"""What a token must be good for, besides importing, to deliver a file: what is in it."""


async def _deliverable_kind(
    request: Request,
    kind: Annotated[ImportKind, Query(description="What the file is of.", examples=["events"])],
) -> ImportKind:
    claims = await authenticate(request)
    for scope in FILE_SCOPES[kind]:
        if scope not in claims.scopes:
            raise InsufficientScope(scope)
    return kind


DeliveringFiles = Annotated[_Delivering, Scope.IMPORTS_WRITE]
"""A connected system that delivers whole files."""
DeliverableKind = Annotated[ImportKind, Depends(_deliverable_kind)]
"""What the file is of, which the token is good for delivering."""
DeliveringSystem = Annotated[_Delivering, Scope.DELIVERIES_READ]
"""A connected system that reads what it has delivered itself."""

DeliveringRoster = Annotated[_Delivering, Scope.ROSTER_WRITE]
"""A connected system that delivers rosters."""
ReferringSystem = Annotated[_Delivering, Scope.READ]
"""A connected system that looks up which codes there are."""
Exporting = Annotated[RequestContext, _DELIVERY, Rate.FIGURES, ACTS_AS_INSTITUTION, Scope.EXPORTS_READ]
"""A connected system that takes data sets out. No person does: what opens them is no role."""

DryRun = Annotated[bool, Query(description="Say what would become of each item, and store nothing.")]


def offered(entry: str, otherwise: str) -> Any:  # noqa: ANN401 (what Depends returns)
    """A context, where the institution's profile has that entry; to stand first in a signature.

    Raises NotCollected, with those words, where it has none.
    """

    async def check(request: Request) -> RequestContext:
        context = context_of(request)
        if getattr(context.profile, entry) is None:
            raise NotCollected(otherwise)
        return context

    check.entry = entry  # type: ignore[attr-defined]
    return Depends(check)


# --- students ---

StudentPath = Annotated[StudentId, Path(description="The student's id.")]


def context_about_student(request: Request) -> RequestContext:
    """On whose behalf the request is. Raises NotFound unless the path's student is in the asker's charge."""
    context = context_of(request)
    if context.user.restricted:
        raise ProcessingRestricted(
            "until the restriction is lifted, nobody but the student reads or changes anything"
        )
    if context.user.opened is None:
        raise NotFound("no such student is in your charge")
    return context


async def visible_student(request: Request, student_id: StudentPath) -> StudentId:
    context_about_student(request)
    return student_id


VisibleStudent = Annotated[StudentId, Depends(visible_student)]
"""The path's student, in the asker's charge; 404 for any other, existing or not.

Only for what shows nothing of the student. Routes that show something ask for `audited(…)` or `shown(…)` of
`http/sections.py`.
"""


async def _staff_in_charge(request: Request) -> StaffContext:
    return as_staff_in_charge(context_about_student(request))


StaffInCharge = Annotated[StaffContext, Depends(_staff_in_charge)]
"""A member of staff who is in charge of the path's student, and does not only teach the student; audited."""


async def _staff_in_support(request: Request) -> StaffContext:
    context = context_about_student(request)
    staff, opened = as_staff_in_charge(context), context.user.opened
    if opened is None or SectionName.SUPPORT not in opened.sections:
        raise SectionRestricted(f"your role does not open {SectionName.SUPPORT}")
    return staff


StaffInSupport = Annotated[StaffContext, Depends(_staff_in_support)]
"""The same, in a role that opens how the student is supported (whether or not the institution shows it)."""


async def _self_or_in_charge(request: Request, student_id: StudentPath) -> RequestContext:
    context = context_about_student(request)
    if context.user.student_id != student_id:
        as_staff_in_charge(context)
    return context


SelfOrInCharge = Annotated[RequestContext, Depends(_self_or_in_charge)]
"""The path's student, or a member of staff in charge of the student."""


async def _self_or_in_support(request: Request, student_id: StudentPath) -> RequestContext:
    context = context_about_student(request)
    if context.user.student_id != student_id:
        await _staff_in_support(request)
    return context


SelfOrInSupport = Annotated[RequestContext, Depends(_self_or_in_support)]
"""The path's student, or a member of staff in charge whose role opens how the student is supported."""


async def _own_record(request: Request, student_id: StudentPath) -> StudentId:
    context = context_about_student(request)
    if context.user.student_id != student_id:
        raise Forbidden("only the student can do this")
    return student_id


OwnRecord = Annotated[StudentId, Depends(_own_record)]
"""The path's student, who is the asker."""

OwnDecision = Annotated[OwnRecord, ACTS_AS_INSTITUTION]
"""The same, where what they decide has consequences that the institution itself carries out."""

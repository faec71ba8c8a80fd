"""What routes may ask for in their signatures: a session on somebody's behalf, a student in charge.

Everything here is closed by default: no token, no session; no relationship, no student.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, cast, get_type_hints

from fastapi import Depends, Header, Path, Request
from fastapi.security import HTTPBearer

from app.actions.governance.administration import Administration
from app.actions.answer_at_once import Familiar
from app.actions.context import Here
from app.actions.profile_registry import ProfileShelf
from app.actions.governance.record_access import Seen, record_access
from app.actions.remembered_answers import RememberedAnswers
from app.auth.principal import Claims, Principal, Role, Scope
from app.auth.tokens import TokenVerifier
from app.clock import Clock
from app.errors import Forbidden, InsufficientScope, Unauthenticated
from app.ids import StudentId
from app.http.limits import address_of
from app.http.rates import Rate, Rates
from app.store.people import students
from app.db.asking import elevated, on_behalf_of
from app.db.admission import Gate
from app.store.line import Line
from app.store.people.students import StudentRecord
from app.store.together import Together


@dataclass(frozen=True, slots=True)
class Service:
    """What the running service holds: nothing that a second copy of it could not hold as well."""

    gate: Gate
    line: Line
    holding: Together
    verifier: TokenVerifier
    profile_of: ProfileShelf
    clock: Clock
    rates: Rates
    answers: RememberedAnswers
    familiar: dict[str, Familiar] = field(default_factory=dict)
    """By issuer, the institution that somebody last asked for; a guess, which the database puts right."""


@dataclass(frozen=True, slots=True)
class Asking(Here):
    """Where and when a request is answered, and who is asking."""

    principal: Principal


def service_of(request: Request) -> Service:
    return cast("Service", request.app.state.service)


bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    description="An access token (RFC 9068) of the institution's identity provider, checked as RFC8725 asks.",
)


async def verified_claims(request: Request, _documented: Annotated[object, Depends(bearer)]) -> Claims:
    return await authenticate(request)


async def authenticate(request: Request) -> Claims:
    """Whose request it is, counted once. Raises Unauthenticated and TooManyRequests."""
    service, told = service_of(request), request.scope["state"]
    claims: Claims | None = told.get("claims")
    if claims is None:
        try:
            claims = await _verified(request, service.verifier)
        except Unauthenticated:
            # After the check: behind one address there may be a whole campus, whose tokens hold.
            service.rates.admit(Rate.FAILURES, address_of(request.scope), told)
            raise
        service.rates.admit_principal(claims, told)
        told["claims"] = claims
    return claims


async def _verified(request: Request, verifier: TokenVerifier) -> Claims:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("send an access token as Authorization: Bearer", error=None)
    return await verifier.verify(token.strip())


VerifiedClaims = Annotated[Claims, Depends(verified_claims)]


def _rated(rate: Rate) -> Any:  # noqa: ANN401 (what Depends returns)
    """Counted apart, too: what costs more than a look."""

    async def admit(request: Request, claims: VerifiedClaims) -> None:
        key = (claims.issuer, claims.subject)
        service_of(request).rates.admit(rate, key, request.scope["state"])

    return Depends(admit)


FIGURES = _rated(Rate.FIGURES)
"""For a route that reads many students' data for one answer."""


@cache
def _stated_scope(endpoint: Callable[..., Any]) -> Scope | None:
    hints = get_type_hints(endpoint, include_extras=True).values()
    said = (extra for hint in hints for extra in getattr(hint, "__metadata__", ()))
    return next((extra for extra in said if isinstance(extra, Scope)), None)


def needed_scope(endpoint: Callable[..., Any], method: str) -> Scope:
    """What a token must be good for: what the route's signature says, or else to read, or to change."""
    return _stated_scope(endpoint) or (Scope.READ if method in {"GET", "HEAD"} else Scope.WRITE)


def check_scope(request: Request, claims: Claims) -> None:
    needed = needed_scope(request.scope["endpoint"], request.method)
    if needed not in claims.scopes:
        raise InsufficientScope(needed)


async def open_session(request: Request, claims: VerifiedClaims) -> AsyncIterator[Asking]:
    """The request's one transaction: committed before the answer goes out, rolled back on a refusal."""
    check_scope(request, claims)
    service = service_of(request)
    now = service.clock()
    async with on_behalf_of(service.gate, claims.issuer, claims.subject, claims.roles, now) as (
        session,
        person,
    ):
        if person is None:
            raise Forbidden("this login belongs to nobody here")
        profile = service.profile_of(person.institution)
        principal = Principal(
            claims.issuer,
            claims.subject,
            claims.roles & profile.roles,
            person.institution.institution_id,
            person.student_id,
            person.staff_id,
        )
        yield Asking(session, person.institution, profile, now, principal)


Asker = Annotated[Asking, Depends(open_session, scope="function")]
"""Anyone with a token and a login."""


def _with_role(*roles: Role) -> Callable[[Asker], Awaitable[Asking]]:
    async def check(asking: Asker) -> Asking:
        if asking.principal.roles.isdisjoint(roles):
            raise Forbidden(f"this needs the role {' or '.join(roles)}")
        return asking

    return check


OPENING = (Role.STUDENT, Role.PERSONAL_TUTOR, Role.DEPARTMENT, Role.SITE_EXPLORER)
StudentsReader = Annotated[Asking, Depends(_with_role(*OPENING))]
"""Somebody whose role can open students at all."""

Weighing = Annotated[Asking, Depends(_with_role(Role.ANALYST, Role.ADMIN))]
"""Somebody who tries what other coefficients would do, and sees groups only."""

Analysing = Annotated[Asking, Depends(_with_role(Role.ANALYST))]
"""Somebody who reads figures about groups."""


def _as_staff(role: Role) -> Callable[[Asker], Awaitable[Administration]]:
    async def check(asking: Asker) -> Administration:
        if role not in asking.principal.roles or asking.principal.staff_id is None:
            raise Forbidden(f"this needs the role {role}")
        return Administration(
            asking.session,
            asking.institution,
            asking.profile,
            asking.now,
            asking.principal.staff_id,
            role,
        )

    return check


Administering = Annotated[Administration, Depends(_as_staff(Role.ADMIN))]
"""An administrator; what they change is audited."""

AtInformationDesk = Annotated[Administration, Depends(_as_staff(Role.INFORMATION_DESK))]
"""The student information desk; what it removes is audited."""


async def deliver(
    _counted: Annotated[None, _rated(Rate.DELIVERIES)],
    asking: Annotated[Asking, Depends(_with_role(Role.SERVICE))],
) -> AsyncIterator[Asking]:
    async with elevated(asking.session, asking.institution.institution_id):
        yield asking


_DELIVERY = Depends(deliver, scope="function")
# Registered systems that deliver data: they write as the institution, and read no student. Each kind of
# delivery has a scope of its own, so that the turnstiles' credentials cannot deliver marks.
DeliveringEvents = Annotated[Asking, _DELIVERY, Scope.EVENTS_WRITE]
DeliveringAttendance = Annotated[Asking, _DELIVERY, Scope.ATTENDANCE_WRITE]
DeliveringMarks = Annotated[Asking, _DELIVERY, Scope.MARKS_WRITE]
DeliveringCareerStages = Annotated[Asking, _DELIVERY, Scope.CAREER_STAGES_WRITE]


# --- students ---


async def student_in_charge(
    asking: Asker, student_id: Annotated[StudentId, Path(description="The student's id.")]
) -> StudentRecord:
    return await students.get(asking.session, asking.principal, student_id, asking.today)


VisibleStudent = Annotated[StudentRecord, Depends(student_in_charge)]
"""The path's student, in the asker's charge; 404 for any other, existing or not.

Only for what shows nothing of the student; whoever shows something asks for `reading(…)`.
"""

LONGEST_PURPOSE = 64
StatedPurpose = Annotated[
    str | None,
    Header(
        alias="Attune-Purpose",
        max_length=LONGEST_PURPOSE,
        description="Why a member of staff looks: one of the institution's purposes.",
        examples=["tutoring"],
    ),
]


def reading(*sections: Seen) -> Any:  # noqa: ANN401 (what Depends returns)
    """The path's student, whose sections are about to be shown: staff say why, and it is recorded."""

    async def read(asking: Asker, student: VisibleStudent, purpose: StatedPurpose = None) -> StudentRecord:
        await record_access(asking, asking.principal, [student.student_id], sections, purpose)
        return student

    return Depends(read)


async def the_student_self(asking: Asker, student: VisibleStudent) -> StudentRecord:
    if asking.principal.student_id != student.student_id:
        raise Forbidden("only the student can do this")
    return student


OwnRecord = Annotated[StudentRecord, Depends(the_student_self)]
"""The path's student, who is the asker."""

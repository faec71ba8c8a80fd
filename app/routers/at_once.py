"""At once: routes whose plain answers take one round trip; everything else goes the ordinary way.

A route's own function stays the whole truth: it alone refuses, explains and knows the rare cases. What is
answered at once is what it would have answered; tests hold the two to the same bytes.
"""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Request, Response
from fastapi.routing import APIRoute

from app.auth.principal import Claims
from app.ids import StudentId
from app.profiles.model import Profile
from app.routers.deps import Service, authenticate, service_of
from app.schemas.model import Body, written
from app.store.at_once import Asked, Known

Answer = Callable[[Request], Awaitable[Response | None]]
Handler = TypeVar("Handler", bound=Callable[..., Any])
Read = TypeVar("Read")

PURPOSE = "attune-purpose"


def first_tried(answer: Answer) -> Callable[[Handler], Handler]:
    """A route's function, with what may answer in its place. None means: the ordinary way."""

    def mark(handler: Handler) -> Handler:
        handler.answer_at_once = answer  # type: ignore[attr-defined]
        return handler

    return mark


class AtOnce(APIRoute):
    """A route that first tries to answer at once."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        ordinary = super().get_route_handler()
        answer: Answer | None = getattr(self.endpoint, "answer_at_once", None)
        if answer is None:
            return ordinary

        async def handle(request: Request) -> Response:
            return await answer(request) or await ordinary(request)

        return handle


def answered(body: Body) -> Response:
    return Response(written(body), media_type="application/json")


async def ask(
    request: Request, read: Callable[[Service, Asked, Profile | None], Awaitable[Read | Known | None]]
) -> tuple[Profile, Read] | None:
    """What `read` brings for whoever asks, and their institution's profile. None: the ordinary way.

    Which institution they belong to is guessed from who came before from the same issuer, and the
    database says if the guess is wrong.
    """
    service = service_of(request)
    claims = await authenticate(request)
    for _ in range(2):
        known = service.known.get(claims.issuer)
        profile = None if known is None else service.profile_of(known.institution)
        found = await read(service, _asked(request, service, claims, known, profile), profile)
        if not isinstance(found, Known):
            return None if found is None or profile is None else (profile, found)
        service.known[claims.issuer] = found
    return None


def _asked(
    request: Request, service: Service, claims: Claims, known: Known | None, profile: Profile | None
) -> Asked:
    purpose = request.headers.get(PURPOSE)
    if profile is None:
        return Asked(claims.issuer, claims.subject, "", service.clock(), known, None)
    stated = profile.access_purposes.get(purpose) if purpose else None
    return Asked(
        claims.issuer,
        claims.subject,
        ",".join(sorted(claims.roles & profile.roles)),
        service.clock(),
        known,
        purpose if stated is not None and stated.allowed else None,
    )


def path_student(request: Request) -> StudentId | None:
    try:
        return StudentId(UUID(request.path_params["student_id"]))
    except ValueError:
        return None


def plain_days(request: Request) -> tuple[date | None, date | None] | None:
    """`from` and `to`, where nothing else is asked for and they are dates."""
    if not request.scope["query_string"]:
        return None, None
    given = dict(request.query_params)
    if not given.keys() <= {"from", "to"} or len(given) != len(request.query_params.multi_items()):
        return None
    try:
        first, last = (date.fromisoformat(given[name]) if name in given else None for name in ("from", "to"))
    except ValueError:
        return None
    return first, last

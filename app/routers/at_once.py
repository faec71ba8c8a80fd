"""At once: routes whose plain answers take one round trip; everything else goes the ordinary way.

A route's own function stays the whole truth: it alone refuses, explains and knows the rare cases. What is
answered at once is what it would have answered; tests hold the two to the same bytes.
"""

import re
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from fastapi import Request, Response
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from app.actions.answer_at_once import Familiar
from app.actions.remembered_answers import Made
from app.auth.principal import Claims, Role
from app.errors import Refusal
from app.ids import StudentId
from app.routers.deps import LONGEST_PURPOSE, Service, authenticate, check_scope, service_of
from app.routers.privacy import TAG, tag_of
from app.routers.problems import render
from app.routers.ranges import DayRange, day_faults, usual_first
from app.schemas.model import Body, written
from app.store.at_once import Asked, Known, acquaint, still_holds
from app.store.line import Row

Answer = Callable[[Request], Awaitable[Response | None]]
Handler = TypeVar("Handler", bound=Callable[..., Any])

PURPOSE = "attune-purpose"


def first_tried(answer: Answer) -> Callable[[Handler], Handler]:
    """A route's function, with what may answer in its place. None means: the ordinary way."""

    def mark(handler: Handler) -> Handler:
        handler.answer_at_once = answer  # type: ignore[attr-defined]
        return handler

    return mark


@dataclass(frozen=True, slots=True)
class Door:
    """A route that has an answer at once, and which addresses are its."""

    path: str
    fits: Callable[[str], re.Match[str] | None]
    endpoint: Callable[..., Any]
    answer: Answer


def doors(routes: Sequence[BaseRoute]) -> list[Door]:
    """Those of the routes that have one."""
    found = []
    for route in iter_route_contexts(routes):
        answer: Answer | None = getattr(route.endpoint, "answer_at_once", None)
        if answer is not None and route.path and route.endpoint:
            found.append(Door(route.path, compile_path(route.path)[0].match, route.endpoint, answer))
    return found


class AtOnce:
    """ASGI middleware, the innermost: tries to answer at once, before the route is so much as looked for.

    Finding it, and what FastAPI does around it, takes longer than all that is done here.
    """

    def __init__(self, app: ASGIApp, doors: Sequence[Door]) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            for door in self._doors:
                fitting = door.fits(scope["path"])
                if fitting is not None:
                    scope["path_params"] = fitting.groupdict()
                    scope["route"], scope["endpoint"] = door, door.endpoint
                    answer = await _answer(door, Request(scope))
                    if answer is not None:
                        await answer(scope, receive, send)
                        return
        await self._app(scope, receive, send)


async def _answer(door: Door, request: Request) -> Response | None:
    try:
        return await door.answer(request)
    except Refusal as refusal:
        return render(request, refusal)


def answered(body: Body) -> Response:
    return Response(written(body), media_type="application/json")


def made(body: Body, cursor: str | None = None, until: datetime | None = None) -> Made:
    text = written(body)
    return Made(text, tag_of(text), cursor, until)


def sent(request: Request, answer: Made) -> Response:
    request.scope["state"][TAG] = answer.tag
    return Response(answer.body, media_type="application/json")


class Question(NamedTuple):
    """What is asked of the database, and what is made of what it says."""

    words: Hashable
    """All that the answer goes by, but for the facts and what is known of the institution."""
    about: StudentId | None
    """The student; or everybody in the asker's charge."""
    seen: Sequence[str]
    """What is put on record of it."""
    read: Callable[[], Awaitable[Row | Known | None]]
    """The facts, and their version."""
    make: Callable[[Row], Made]


async def ask(request: Request, put: Callable[[Service, Asked, Familiar], Question | None]) -> Made | None:
    """The answer to the question that `put` puts for whoever asks. None: the ordinary way.

    Which institution they belong to is guessed from who came before from the same issuer; the database
    says when the guess is wrong, or what we know of it out of date.
    """
    service = service_of(request)
    claims = await authenticate(request)
    check_scope(request, claims)
    purpose = request.headers.get(PURPOSE)
    if purpose is not None and len(purpose) > LONGEST_PURPOSE:
        return None
    familiar = service.familiar.get(claims.issuer)
    for _ in range(3):  # meet, read, and read again if it has just changed
        asked = _asked(purpose, service.clock(), claims, familiar)
        if familiar is None:
            found: Made | Known | None = await acquaint(service.line, asked)
        else:
            question = put(service, asked, familiar)
            found = None if question is None else await _answered(service, question, asked, familiar)
        if not isinstance(found, Known):
            return found
        familiar = Familiar.with_(found, service.profile_of(found.institution))
        service.familiar[claims.issuer] = familiar
    return None


async def _answered(
    service: Service, question: Question, asked: Asked, familiar: Familiar
) -> Made | Known | None:
    held = service.answers.find(question.words, familiar, asked.now)
    if held is not None and await still_holds(
        service.holding, asked, question.about, held.version, question.seen
    ):
        service.answers.still_held += 1
        return held.made
    said = await question.read()
    if said is None or isinstance(said, Known):
        return said
    service.answers.made_anew += 1
    answer = question.make(said)
    if said["version"] is not None:
        service.answers.keep(question.words, said["version"], familiar, asked.now, answer)
    return answer


def _asked(purpose: str | None, now: datetime, claims: Claims, familiar: Familiar | None) -> Asked:
    if familiar is None:
        return Asked(claims.issuer, claims.subject, "", now, None, None)
    stated = familiar.profile.access_purposes.get(purpose) if purpose else None
    return Asked(
        claims.issuer,
        claims.subject,
        _named(claims.roles, familiar.profile.roles),
        now,
        familiar.known,
        purpose if stated is not None and stated.allowed else None,
    )


@lru_cache(maxsize=1024)
def _named(roles: frozenset[Role], known: frozenset[Role]) -> str:
    return ",".join(sorted(roles & known))


def path_student(request: Request) -> StudentId | None:
    try:
        return StudentId(UUID(request.path_params["student_id"]))
    except ValueError:
        return None


def plain_days(request: Request, today: date) -> DayRange | None:
    """The days asked for, where nothing else is asked for and they are in order."""
    given: dict[str, str] = {}
    if request.scope["query_string"]:
        items = request.query_params.multi_items()
        given = dict(items)
        if not given.keys() <= {"from", "to"} or len(given) != len(items):
            return None
    try:
        last = date.fromisoformat(given["to"]) if "to" in given else today
        first = date.fromisoformat(given["from"]) if "from" in given else usual_first(last)
    except ValueError:
        return None
    return None if day_faults(first, last, today) else DayRange(first, last)

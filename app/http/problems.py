"""Problems: the one place where a refusal becomes an answer (RFC 9457 problem details)."""

from collections.abc import Sequence
from http import HTTPMethod, HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as RoutingError  # noqa: TID251 (only to render it)
from starlette.routing import Match

from app.errors import (
    BadRequest,
    Fault,
    InvalidInput,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Refusal,
    TooManyRequests,
    Unavailable,
    rule_of,
)

MEDIA_TYPE = "application/problem+json"
PROBLEMS = "x-problems"
"""In what a route declares: the codes of a status."""


Described = dict[int | str, dict[str, Any]]


def describe(*refusals: type[Refusal]) -> Described:
    """The `responses` of a route: which problems of its own it may answer with, by status."""
    return add_problems({}, *refusals, Malformed, InvalidInput, TooManyRequests, Unavailable)


def add_problems(described: Described, *refusals: type[Refusal]) -> Described:
    """The same with some more; `openapi.py` makes the responses of the codes."""
    more: Described = dict(described)
    for refusal in refusals:
        codes = more.get(refusal.status, {}).get(PROBLEMS, [])
        more[refusal.status] = {PROBLEMS: [*codes, *({refusal.code} - set(codes))]}
    return more


def render(request: Request, refusal: Refusal) -> Response:
    problem: dict[str, Any] = {
        "type": f"/problems/{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "instance": request.scope["path"],
    }
    if refusal.faults:
        problem["errors"] = [{"pointer": fault.pointer, "detail": fault.detail} for fault in refusal.faults]
    return Response(
        orjson.dumps(problem | refusal.extras),
        status_code=refusal.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **refusal.headers},
    )


def install(app: FastAPI) -> None:
    """Answer every refusal, routing error and invalid request as a problem; crashes: `observation`."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return render(request, refusal)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [_fault(each) for each in error.errors()]
        unreadable = any(each["type"] == "json_invalid" for each in error.errors())
        if unreadable:
            return render(request, BadRequest("the body is not JSON", faults=faults))
        return render(request, InvalidInput("see `errors`", faults=faults))

    @app.exception_handler(RoutingError)
    async def unrouted(request: Request, error: RoutingError) -> Response:
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return render(request, MethodNotAllowed(headers={"Allow": ", ".join(_methods(request))}))
        if error.status_code == HTTPStatus.NOT_FOUND:
            return render(request, NotFound("there is no such path"))
        return render(request, BadRequest())


def _methods(request: Request) -> list[str]:
    """Every method of the path: the router itself names those of the first route that fits alone."""

    def fits(method: str) -> bool:
        scope = dict(request.scope) | {"method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    found = {str(method) for method in HTTPMethod if fits(method)}
    return sorted(found | ({"HEAD"} if "GET" in found else set()))  # whatever answers GET answers HEAD


def _fault(error: Any) -> Fault:  # noqa: ANN401 (pydantic's error dictionary)
    """Where and what, without the offending input: it may be personal."""
    where: Sequence[object] = error["loc"]
    return Fault("/" + "/".join(str(part) for part in where), rule_of(error))

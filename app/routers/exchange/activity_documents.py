"""Documents: the state, activity profile and agent profile resources of xAPI."""

from email.utils import format_datetime
from typing import Any

import orjson
from fastapi import Request, Response

from app.actions.exchange.enter_service import ServiceContext
from app.actions.exchange.keep_documents import (
    list_documents,
    put_document,
    read_document,
    remove_documents,
)
from app.errors import BadRequest, Conflict, Forbidden, NotFound, PreconditionFailed, Unauthenticated
from app.http.entity_tags import OWN_TAG
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.xapi import ReadingStatements, StatementRoute, WritingStatements, rules_in
from app.store.exchange.activity_documents import Document
from app.xapi.asking import SECOND, DocumentAsked, document_asked
from app.xapi.documents import tag_of

router = contract_router(
    "/xapi",
    route_class=StatementRoute,
    tags=["statements"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotFound),
)
OCTETS = "application/octet-stream"
_FOUND: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"schema": {}, "example": ["bookmark"]}}}
}
_CHANGED = describe(Conflict, PreconditionFailed)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}, "example": {"page": 12}}},
    }
}


def _asked(request: Request, kind: str, *, one: bool, may_list: bool = False) -> DocumentAsked:
    return document_asked(kind, request.query_params.multi_items(), one=one, may_list=may_list)


def _conditions(request: Request) -> tuple[str | None, str | None]:
    """Its If-Match and If-None-Match, of the plain answer where they name a compressed one."""
    match, none_match = (request.headers.get(name) for name in ("If-Match", "If-None-Match"))
    return (
        None if match is None else match.replace('-gzip"', '"'),
        None if none_match is None else none_match.replace('-gzip"', '"'),
    )


async def _read(request: Request, service: ServiceContext, kind: str) -> Response:
    asked = _asked(request, kind, one=False, may_list=True)
    modified = {"Last-Modified": format_datetime(service.context.now, usegmt=True)}
    if asked.document_id is None:
        ids = await list_documents(service.context, asked)
        return Response(orjson.dumps(list(ids)), media_type="application/json", headers=modified)
    request.scope["state"][OWN_TAG] = True
    found = await read_document(service.context, asked)
    if found is None:
        raise NotFound("there is no such document")
    headers = {
        "ETag": tag_of(found.content),
        "Last-Modified": format_datetime(found.updated_at, usegmt=True),
        "Content-Type": found.content_type,
    }
    return Response(found.content, headers=headers)


async def _write(request: Request, service: ServiceContext, kind: str, *, adds: bool) -> Response:
    asked = _asked(request, kind, one=True)
    content_type = request.headers.get("Content-Type", OCTETS)
    new = Document(await request.body(), content_type, service.context.now)
    conditions = _conditions(request)
    # Two states seldom meet: in 1.0 they are replaced as they come, and in 2.0 made so.
    knows = kind != "state"
    if not knows and rules_in(request) == SECOND:
        knows = await read_document(service.context, asked) is not None
    await put_document(service.context, service.sender, asked, new, *conditions, adds=adds, knows=knows)
    return Response(status_code=204)


async def _remove(request: Request, service: ServiceContext, kind: str) -> Response:
    asked = _asked(request, kind, one=kind != "state")
    await remove_documents(service.context, asked, *_conditions(request))
    return Response(status_code=204)


# --- states ---


@router.get(
    "/activities/state", summary="Read a state, or which there are", response_class=Response, responses=_FOUND
)
async def read_activity_state(request: Request, service: ReadingStatements) -> Response:
    """The document of that `stateId`, byte by byte; without one, the ids of those there are."""
    return await _read(request, service, "state")


@router.put(
    "/activities/state",
    summary="Store a state",
    response_class=Response,
    status_code=204,
    responses=_CHANGED,
    openapi_extra=_BODY,
)
async def record_activity_state(request: Request, service: WritingStatements) -> Response:
    """Make the document of that `stateId`, or replace it."""
    return await _write(request, service, "state", adds=False)


@router.post(
    "/activities/state",
    summary="Add to a state",
    response_class=Response,
    status_code=204,
    responses=_CHANGED,
    openapi_extra=_BODY,
)
async def record_activity_state_properties(request: Request, service: WritingStatements) -> Response:
    """Make the document of that `stateId`, or put the properties of this one into it."""
    return await _write(request, service, "state", adds=True)


@router.delete(
    "/activities/state",
    summary="Delete states",
    response_class=Response,
    status_code=204,
    responses=describe(PreconditionFailed),
)
async def remove_activity_state(request: Request, service: WritingStatements) -> Response:
    """The document of that `stateId`; without one, all that the agent has in the activity."""
    return await _remove(request, service, "state")


# --- profiles of activities ---


@router.get(
    "/activities/profile",
    summary="Read an activity's profile, or which there are",
    response_class=Response,
    responses=_FOUND,
)
async def read_activity_profile(request: Request, service: ReadingStatements) -> Response:
    """The document of that `profileId`, byte by byte; without one, the ids of those there are."""
    return await _read(request, service, "activity_profile")


@router.put(
    "/activities/profile",
    summary="Store an activity's profile",
    response_class=Response,
    status_code=204,
    responses=_CHANGED,
    openapi_extra=_BODY,
)
async def record_activity_profile(request: Request, service: WritingStatements) -> Response:
    """Make the document of that `profileId`; to replace it, say which one by `If-Match`."""
    return await _write(request, service, "activity_profile", adds=False)


@router.post(
    "/activities/profile",
    summary="Add to an activity's profile",
    response_class=Response,
    status_code=204,
    responses=_CHANGED,
    openapi_extra=_BODY,
)
async def record_activity_profile_properties(request: Request, service: WritingStatements) -> Response:
    """Make the document of that `profileId`, or put the properties of this one into it."""
    return await _write(request, service, "activity_profile", adds=True)


@router.delete(
    "/activities/profile",
    summary="Delete an activity's profile",
    response_class=Response,
    status_code=204,
    responses=describe(PreconditionFailed),
)
async def remove_activity_profile(request: Request, service: WritingStatements) -> Response:
    """The document of that `profileId`."""
    return await _remove(request, service, "activity_profile")


# --- profiles of agents ---


@router.get(
    "/agents/profile",
    summary="Read a person's profile, or which there are",
    response_class=Response,
    responses=_FOUND,
)
async def read_agent_profile(request: Request, service: ReadingStatements) -> Response:
    """The document of that `profileId`, byte by byte; without one, the ids of those there are."""
    return await _read(request, service, "agent_profile")


@router.put(
    "/agents/profile",
    summary="Store a person's profile",
    response_class=Response,
    status_code=204,
    responses=_CHANGED,
    openapi_extra=_BODY,
)
async def record_agent_profile(request: Request, service: WritingStatements) -> Response:
    """Make the document of that `profileId`; to replace it, say which one by `If-Match`."""
    return await _write(request, service, "agent_profile", adds=False)


@router.post(
    "/agents/profile",
    summary="Add to a person's profile",
    response_class=Response,
    status_code=204,
    responses=_CHANGED,
    openapi_extra=_BODY,
)
async def record_agent_profile_properties(request: Request, service: WritingStatements) -> Response:
    """Make the document of that `profileId`, or put the properties of this one into it."""
    return await _write(request, service, "agent_profile", adds=True)


@router.delete(
    "/agents/profile",
    summary="Delete a person's profile",
    response_class=Response,
    status_code=204,
    responses=describe(PreconditionFailed),
)
async def remove_agent_profile(request: Request, service: WritingStatements) -> Response:
    """The document of that `profileId`."""
    return await _remove(request, service, "agent_profile")

"""Statements: the statement resource of xAPI, what a record store says of itself, and what it knows."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from fastapi import Request, Response

from app.actions.context import RequestContext
from app.actions.exchange.read_statements import read_activity, read_one, read_page, read_person
from app.actions.exchange.record_statements import record_statements
from app.actions.exchange.signed_statements import check_signatures
from app.errors import BadRequest, Conflict, Forbidden, NotFound, Unauthenticated
from app.http.deps import service_of
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.xapi import ReadingStatements, StatementRoute, WritingStatements, rules_in
from app.store.exchange.statement_search import consistent_through
from app.xapi import asking
from app.xapi.asking import OneAsked, checker_of, once, statements_asked
from app.xapi.attached import Delivery, check_files, read_delivery
from app.xapi.faults import BadStatement
from app.xapi.forms import is_iri, written
from app.xapi.looks import accepted_languages
from app.xapi.multipart import Part, boundary_for
from app.xapi.multipart import written as written_parts

JSON = "application/json"
router = contract_router(
    "/xapi",
    route_class=StatementRoute,
    tags=["statements"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotFound),
)


def _shown(example: Any) -> dict[int | str, dict[str, Any]]:  # noqa: ANN401 (any JSON)
    """In the contract: an answer of whatever JSON the standard says."""
    return {200: {"content": {JSON: {"schema": {}, "example": example}}}}


_ID = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {"type": ["object", "array"], "items": {"type": "object"}},
                "example": {
                    "actor": {"account": {"homePage": "https://moodle.example.ac.uk", "name": "42"}},
                    "verb": {"id": "http://id.tincanapi.com/verb/viewed"},
                    "object": {"id": "https://moodle.example.ac.uk/mod/page/view.php?id=7"},
                    "timestamp": "2018-11-20T09:12:00.000Z",
                },
            }
        },
    }
}


@router.post(
    "/statements",
    summary="Deliver xAPI statements",
    response_class=Response,
    responses=describe(BadRequest, Conflict) | _shown([_ID]),
    openapi_extra=_BODY,
)
async def record_learning_statements(request: Request, service: WritingStatements) -> Response:
    """One statement or several, as xAPI 1.0.3 or 2.0 says; all of them are stored, or none.

    What comes again is stored once: by its id, or, without one, by its content. What counts, by the published
    table of classes, becomes events in the same moment.
    """
    once(request.query_params.multi_items(), frozenset())
    delivery = await _delivery(request)
    sent, files = delivery.statements, delivery.files
    check_signatures(sent, files)
    ids = await record_statements(service.context, service.sender, sent, files, rules_in(request))
    return Response(orjson.dumps([str(each) for each in ids]), media_type=JSON)


@router.put(
    "/statements",
    summary="Deliver an xAPI statement by its id",
    response_class=Response,
    status_code=204,
    responses=describe(BadRequest, Conflict),
    openapi_extra=_BODY,
)
async def record_learning_statement(request: Request, service: WritingStatements) -> Response:
    """The same for one statement, whose id the address says as `statementId`."""
    said = once(request.query_params.multi_items(), frozenset({"statementId"}))
    asked = statements_asked(list(said.items()))
    if not isinstance(asked, OneAsked):
        raise BadStatement("is needed", "statementId")
    delivery = await _delivery(request)
    if delivery.is_array or len(delivery.statements) != 1:
        raise BadStatement("must be one statement")
    [(value, text)] = delivery.statements
    if "id" not in value:
        value = {**value, "id": str(asked.statement_id)}
    elif UUID(value["id"]) != asked.statement_id:
        raise BadStatement("must be the statementId of the address", "id")
    sent = [delivery.statements[0]._replace(value=value, text=text)]
    check_signatures(sent, delivery.files)
    await record_statements(service.context, service.sender, sent, delivery.files, rules_in(request))
    return Response(status_code=204)


async def _delivery(request: Request) -> Delivery:
    """What came, sound by the rules of its version. Raises BadStatement."""
    delivery = read_delivery(await request.body(), request.headers.get("Content-Type", ""))
    check = checker_of(rules_in(request)).check
    for at, each in enumerate(delivery.statements):
        try:
            check(each.value)
        except BadStatement as bad:
            raise (bad.within(at) if delivery.is_array else bad) from None
    check_files(delivery.statements, delivery.files)
    return delivery


_PAGE = {"statements": [{"id": _ID}], "more": ""}


@router.get("/statements", summary="Read xAPI statements", response_class=Response, responses=_shown(_PAGE))
async def read_learning_statements(request: Request, service: ReadingStatements) -> Response:
    """One by `statementId` or `voidedStatementId`; or those that fit every filter of the specification.

    `more` leads to the next page for as long as the statements are there.
    """
    context = service.context
    asked = statements_asked(request.query_params.multi_items())
    languages = accepted_languages(request.headers.get("Accept-Language", ""))
    through = await consistent_through(context.transaction, service_of(request).clock())
    if isinstance(asked, OneAsked):
        found = await read_one(context, asked, languages)
        if found is None:
            raise NotFound("there is no such statement")
        text, stored, files = found
        return _answer(context, text, files, through, stored, attachments=asked.attachments)
    page = await read_page(context, asked, languages)
    more = ""
    if page.cursor is not None:
        kept = [each for each in request.query_params.multi_items() if each[0] != "cursor"]
        more = f"{request.scope['path']}?{urlencode([*kept, ('cursor', page.cursor)])}"
    text = f'{{"statements":[{",".join(page.statements)}],"more":{orjson.dumps(more).decode()}}}'
    return _answer(context, text, page.files, through, None, attachments=asked.attachments)


def _answer(
    context: RequestContext,
    text: str,
    files: list[Part],
    through: datetime,
    stored: datetime | None,
    *,
    attachments: bool,
) -> Response:
    headers = {
        "X-Experience-API-Consistent-Through": written(through),
        "Last-Modified": format_datetime(stored or context.now, usegmt=True),
    }
    if not attachments:
        return Response(text.encode(), media_type=JSON, headers=headers)
    parts = [Part({"Content-Type": JSON}, text.encode()), *files]
    boundary = boundary_for(parts)
    kind = f"multipart/mixed; boundary={boundary}"
    return Response(written_parts(parts, boundary), media_type=kind, headers=headers)


@router.get(
    "/activities",
    summary="Read what is known of an activity",
    response_class=Response,
    responses=_shown({"objectType": "Activity", "id": "https://moodle.example.ac.uk/mod/page/view.php?id=7"}),
)
async def read_learning_activity(request: Request, service: ReadingStatements) -> Response:
    """The activity of that `activityId`, put together of what statements say of it."""
    said = once(request.query_params.multi_items(), frozenset({"activityId"}))
    if not is_iri(said.get("activityId", "")):
        raise BadStatement("is needed, and must be an IRI", "activityId")
    return Response(orjson.dumps(await read_activity(service.context, said["activityId"])), media_type=JSON)


@router.get(
    "/agents",
    summary="Read what is known of a person",
    response_class=Response,
    responses=_shown({"objectType": "Person", "name": ["Sam Sample"]}),
)
async def read_learning_person(request: Request, service: ReadingStatements) -> Response:
    """Under the identifier of that `agent`, given as JSON; nobody is put together with anybody else."""
    said = once(request.query_params.multi_items(), frozenset({"agent"}))
    if "agent" not in said:
        raise BadStatement("is needed", "agent")
    person = await read_person(service.context, asking.read_agent(said["agent"]))
    return Response(orjson.dumps(person), media_type=JSON)

"""The contract: what the routes declare, completed into the document that clients are built from.

Routes say what is theirs: parameters, bodies, refusals. What many have in common (headers, problems that
anyone may meet, the next step) stands here once, or is derived from what each route declares.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from fastapi import FastAPI

from app.errors import (
    AddressTooLong,
    HeadersTooLarge,
    InsufficientScope,
    Internal,
    InvalidInput,
    Malformed,
    NotJson,
    PurposeRefused,
    PurposeRequired,
    Refusal,
    TooLarge,
    TooManyRequests,
    TooSlow,
    Unavailable,
    kinds,
)
from app.http.openapi_parts import (
    BY_STATUS,
    DESCRIPTIONS,
    EVERYWHERE,
    HEADERS,
    IF_NONE_MATCH,
    LINKS,
    PARAMETERS,
    Json,
)
from app.http.openapi_webhooks import webhooks
from app.http.problems import MEDIA_TYPE, PROBLEMS
from app.schemas.base import In, Out, ProblemOut
from app.schemas.made_up import STUDENT
from app.schemas.vocabularies import value_meanings

Kind = TypeVar("Kind")

DESCRIPTION = """\
Brings a student's activity and a daily engagement score into one place, explains every figure, and
shows it to exactly the people who may see it. Consent comes first.

- **Students and relationships.** Whom you may see is looked up on every request. A student who is not in your
  charge is `404`, existing or not.
- **Problems** are RFC 9457 problem details. Their `type` is stable and says what it means when it is read.
- **Reads are conditional.** Give an answer's `ETag` back as `If-None-Match`: `304` if nothing has changed.
- **Updates may be.** Give the `ETag` of what you have read as `If-Match`: `412` if it has changed meanwhile.
- **Lists page by cursor.** Follow `Link: rel="next"`, or give `next_cursor` back as `cursor`.
- **Days are the institution's**; moments carry their offset from UTC, and lie in the years 1900 to 2999.
- **Every field is always there.** What has no value is `null`. In bodies that you send, a field that is not
  described here is refused.
- **Versions.** Within `/v1` there are additions only: expect fields that you do not know.
"""
CONTACT = {"name": "The Attune maintainers"}
LICENCE = {"name": "MIT", "identifier": "MIT"}
SERVERS = [{"url": "/", "description": "The address that serves this document."}]
TAGS = {
    "me": "Who you are at this institution, by your token.",
    "students": "Those in the asker's charge.",
    "dashboard": "One document per student, every section in a state.",
    "engagement": "Daily scores, and how each came about.",
    "attendance": "What the register says, and deliveries of it.",
    "grades": "Provisional marks, hidden from everyone in exam periods, and deliveries of them.",
    "employability": "Careers events and stages, and deliveries of them.",
    "consent": "What the student is told, where consent stands, and deciding.",
    "meetings": "Meetings between students and staff, their notes, and a calendar feed.",
    "who looked at me": "Every look that somebody else took, for the student to read.",
    "public record": "What anybody may know of an institution: purposes, sources, contacts, the register.",
    "rights": "What students ask of their data, copies of it, and what they say is wrong.",
    "grants": "Roles that somebody asks for and somebody else approves, for a while.",
    "assignments": "A student's case, handed to a team until it is closed.",
    "weekly reports": "Attendance and online engagement of a School's students, by week, in four colours.",
    "visa engagement": "Gaps in the engagement of sponsored students, for the visa team alone.",
    "review lists": "Once a term, who by the register may have gone; a person decides on each.",
    "calendar": "Terms, closed days and teaching weeks.",
    "exemptions": "Days on which nothing is noticed of a student: set by staff, or approved elsewhere.",
    "remarks": "What students say that the data miss; it travels with the figures that it is about.",
    "objectives": "What is to be reached by a day, set by the student or by staff in charge.",
    "referrals": "A service learns that a student would like its help, if the student agrees.",
    "predictions": "What became of earlier students with such a record: models, their audits and cards.",
    "saved cohorts": "Filters that staff keep over their own students, and who joined and left them.",
    "group interventions": "Offered to several students, joined by those who want to.",
    "prepared messages": "Texts for students, for the institution's own mailer. The service sends nothing.",
    "outreach": "Trying to reach a student, rung by rung, until somebody has.",
    "statistics": "Counts and shares of groups, of data that no role reads of one person.",
    "module insight": "What a class opens and what nobody opens, in shares; no student in it.",
    "comparison": "In which fifth of course and year a student is: for the student who asks.",
    "cohorts": "Figures about groups: rounded, with noise, none of a few people.",
    "scoring models": "The published coefficients, and trials of drafts.",
    "signals": "Changes noticed in a student's own engagement, how they are judged, how good rules are.",
    "events": "Activity as other systems deliver it.",
    "statements": "A learning record store: xAPI 1.0.3 and 2.0, whose specification is the contract here.",
    "reference": "What a login may deliver, and which codes there are, each with what to call it.",
    "deliveries": "What a connected system has delivered, for that system to read.",
    "imports": "Whole files of connected systems: worked on outside of the request, reported on by row.",
    "exports": "Data sets for the institution's data warehouse, and the record of what went out.",
    "sources": "Which sources there are; how new ones are proposed, approved and reviewed.",
    "data quality": "What is known to be wrong with the data, and what checks of them find.",
    "launches": "A student or tutor opens a page from a learning platform: LTI 1.3.",
    "webhooks": "Which systems of the institution are told that something happened, and what became of it.",
    "administration": "The institution's settings. Every change is audited.",
    "health": "Whether the service runs, and what its problems mean. Public.",
}

ANYWHERE = (Malformed, AddressTooLong, TooManyRequests, HeadersTooLarge, Internal, Unavailable)
"""What any request may meet, whatever it asks for."""
NOT_MODIFIED = "304"
WITH_A_BODY = (TooSlow, TooLarge, NotJson)
WITH_A_TOKEN = (InsufficientScope,)
WITH_A_PURPOSE = (PurposeRequired, PurposeRefused)


def install(app: FastAPI) -> None:
    """Make the application serve the completed contract."""
    declared = app.openapi

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = completed(declared())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def completed(document: Json) -> Json:
    """The contract, of what FastAPI makes of the routes; changes the document and returns it."""
    document["webhooks"] = webhooks()
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    components = document["components"]
    components["schemas"] |= _problem_schemas()
    _restore_nulls(components["schemas"])
    _describe_values(components["schemas"])
    components["responses"] = {}
    components["headers"] = HEADERS
    components["parameters"] = {"IfNoneMatch": IF_NONE_MATCH}
    for item in document["paths"].values():
        for method, operation in item.items():
            _complete(method, operation, components["responses"])
    codes = {code for name in components["responses"] for code in name.split(".")[1:]}
    components["examples"] = {code: _problem_example(code) for code in sorted(codes)}
    return document


def _complete(method: str, operation: Json, shared: Json) -> None:
    responses = operation["responses"]
    _add_common_problems(operation)
    for status, response in responses.items():
        if PROBLEMS in response:
            responses[status] = _problem_response(status, response[PROBLEMS], shared)
    if method == "get":
        headers = _referenced(*EVERYWHERE, "ETag")
        shared[NOT_MODIFIED] = {"description": "What you have is still the answer.", "headers": headers}
        responses[NOT_MODIFIED] = {"$ref": "#/components/responses/304"}
    _complete_success(method, operation)
    operation["responses"] = dict(sorted(responses.items()))
    _complete_parameters(method, operation)


def _complete_success(method: str, operation: Json) -> None:
    pages = any(each["name"] == "cursor" for each in operation.get("parameters", []))
    replayed = () if method == "get" else ("Idempotency-Replayed",)
    for status in operation["responses"]:
        if status >= "400" or status == NOT_MODIFIED:
            continue
        tagged = ("ETag",) if method == "get" and status == "200" else ()
        names = (
            *EVERYWHERE, *BY_STATUS.get(status, ()), *tagged, *replayed, *(("Link",) if pages else ()),
        )  # fmt: skip
        success = {"description": f"{operation['summary']}.", "headers": _referenced(*names)}
        links = LINKS.get(operation["operationId"])
        if links:
            success["links"] = {
                target: {"operationId": target, "parameters": given} for target, given in links.items()
            }
        operation["responses"][status] |= success


def _complete_parameters(method: str, operation: Json) -> None:
    parameters = operation.setdefault("parameters", [])
    for each in parameters:
        each["schema"] = _without_null(each["schema"])
        if each["name"] in DESCRIPTIONS:
            each.setdefault("description", DESCRIPTIONS[each["name"]])
        if each["name"] in PARAMETERS and "examples" not in each["schema"]:
            each.setdefault("example", PARAMETERS[each["name"]])
    if method == "get":
        parameters.append({"$ref": "#/components/parameters/IfNoneMatch"})
    if not parameters:
        del operation["parameters"]


def _without_null(schema: Json) -> Json:
    """A parameter is there or absent: nobody can send null in a path, a query or a header."""
    kinds_allowed = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    if len(kinds_allowed) != 1:
        return schema
    rest: Json = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**rest, **kinds_allowed[0]}


def _referenced(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


# --- examples ---


def _restore_nulls(schemas: Json) -> None:
    """FastAPI leaves out every null, those in examples too: they are set again, as the schemas have them."""
    for kind in (*_descendants(In), *_descendants(Out)):
        extra = kind.model_config.get("json_schema_extra")
        if isinstance(extra, dict) and kind.__name__ in schemas:
            schemas[kind.__name__] |= extra


def _descendants(kind: type[Kind]) -> Iterator[type[Kind]]:
    for each in kind.__subclasses__():
        yield each
        yield from _descendants(each)


# --- values of vocabularies ---


def _describe_values(schemas: Json) -> None:
    """Say what each value of a vocabulary means, as its class says: JSON Schema has no place for it."""
    for kind in _descendants(StrEnum):
        schema = schemas.get(kind.__name__, {})
        if schema.get("enum") == [str(each) for each in kind]:
            meanings = value_meanings(kind)
            listed = [f"- `{each}`: {meanings[each.name]}" for each in kind if each.name in meanings]
            schema["description"] = "\n".join([schema.get("description", ""), "", *listed]).strip()


# --- problems ---


def _add_common_problems(operation: Json) -> None:
    """What anyone may meet; input can break a rule only where there is input."""
    responses = operation["responses"]
    for kind in _common_problems(operation):
        codes = responses.setdefault(str(kind.status), {}).setdefault(PROBLEMS, [])
        if kind.code not in codes:
            codes.append(kind.code)
    if "requestBody" not in operation and not operation.get("parameters"):
        responses.pop(str(InvalidInput.status), None)


def _common_problems(operation: Json) -> Iterator[type[Refusal]]:
    yield from ANYWHERE
    if "requestBody" in operation:
        yield from WITH_A_BODY
    if operation.get("security"):
        yield from WITH_A_TOKEN
    if any(each["name"] == "Attune-Purpose" for each in operation.get("parameters", [])):
        yield from WITH_A_PURPOSE


def _problem_response(status: str, codes: list[str], shared: Json) -> Json:
    """A reference to the response that says these problems: many operations have the same."""
    name = ".".join((status, *codes))
    shared[name] = {
        "description": " ".join(f"`{code}`: {kinds()[code].title}." for code in codes),
        "headers": _referenced(*EVERYWHERE, *BY_STATUS.get(status, ())),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/ProblemOut"},
                "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
            }
        },
    }
    return {"$ref": f"#/components/responses/{name}"}


def _problem_example(code: str) -> Json:
    kind = kinds()[code]
    problem = {
        "type": f"/problems/{code}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.title,
        "instance": f"/v1/students/{STUDENT}/engagement",
    }
    if kind is InvalidInput:
        fault = {"pointer": "/query/from", "detail": "lies after `to`"}
        problem |= {"detail": "see `errors`", "errors": [fault]}
    return {"summary": kind.title, "value": problem}


def _problem_schemas() -> Json:
    schema = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: Json = schema.pop("$defs", {})
    return parts | {"ProblemOut": schema}

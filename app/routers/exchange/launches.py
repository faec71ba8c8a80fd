"""Launches: a student or tutor opens a page from a learning platform (LTI 1.3), and the page gets a token."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.actions.exchange.launch import Here, exchange, launch
from app.auth.launches import Begun, Initiation
from app.auth.sessions import LASTS, SCOPES
from app.errors import Forbidden, LaunchRefused, NotForm, NotFound, UnknownPerson
from app.http.deps import service_of
from app.http.launching import (
    FORM_BODY,
    NOT_KEPT,
    Fields,
    Launching,
    LaunchRoute,
    form_of,
    page,
)
from app.http.limits import FORM
from app.http.problems import Described, describe
from app.http.routes import contract_router
from app.schemas.exchange.launch_pages import fetch_page, keep_page
from app.schemas.exchange.launches import LaunchCodeIn, LaunchTokenOut

router = contract_router(
    "/v1/lti", route_class=LaunchRoute, tags=["launches"], responses=describe(NotFound, LaunchRefused)
)
KEPT = "__Host-attune-launch-"
"""How the cookies are called by which a browser shows that it began a launch. Each lasts for one."""
_SECONDS = 300
_LONGEST_ANSWER = 131_072
"""Characters of what a platform answers."""
_PAGE = {"text/html": {"schema": {"type": "string"}, "example": "<!doctype html><title>One moment</title>"}}
_MOVED: Described = {200: {"content": _PAGE}, 303: {"description": "Where the browser goes."}}


def _form(example: str) -> dict[str, object]:
    content = {FORM: {"schema": FORM_BODY, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


def _told(begun: Begun) -> Response:
    """Off to the platform; where it offers to keep something for the tool, with a stop there."""
    if begun.storage_target is None:
        answer = Response(status_code=303, headers={"Location": begun.location, **NOT_KEPT})
    else:
        answer = page(
            keep_page(
                begun.location, begun.storage_target, begun.platform_origin, KEPT + begun.name, begun.secret
            )
        )
    _keep(answer, begun.name, begun.secret, _SECONDS)
    return answer


def _keep(answer: Response, name: str, value: str, seconds: int) -> None:
    # Partitioned: kept for this page within that platform's, also by browsers that keep nothing else there.
    answer.headers.append(
        "Set-Cookie",
        f"{KEPT}{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=None; Partitioned",
    )


@router.get(
    "/login",
    summary="A learning platform begins to open a page",
    status_code=303,
    response_class=Response,
    responses=_MOVED,
)
async def read_launch_login(
    launches: Launching,
    iss: Annotated[
        str, Query(max_length=1_000, description="The platform.", examples=["https://moodle.example"])
    ],
    login_hint: Annotated[
        str, Query(max_length=4_096, description="For the platform alone.", examples=["42"])
    ],
    target_link_uri: Annotated[
        str, Query(max_length=1_000, description="The page to open.", examples=["https://page.example/"])
    ],
    client_id: Annotated[
        str | None,
        Query(max_length=255, description="What it calls this tool.", examples=["a1B2c3D4e5F6g7H"]),
    ] = None,
    lti_deployment_id: Annotated[
        str | None, Query(max_length=255, description="Which deployment of the tool.", examples=["1"])
    ] = None,
    lti_message_hint: Annotated[
        str | None, Query(max_length=4_096, description="For the platform alone.", examples=["7"])
    ] = None,
    lti_storage_target: Annotated[
        str | None, Query(max_length=255, description="The frame that keeps data.", examples=["_parent"])
    ] = None,
) -> Response:
    """The browser is sent to ask the platform who it is. A platform may as well send a form here."""
    return _told(
        launches.begin(
            Initiation(
                iss,
                login_hint,
                target_link_uri,
                client_id,
                lti_deployment_id,
                lti_message_hint,
                lti_storage_target,
            )
        )
    )


@router.post(
    "/login",
    summary="A learning platform begins to open a page, by a form",
    status_code=303,
    response_class=Response,
    responses=describe(NotForm) | _MOVED,
    openapi_extra=_form(
        "iss=https%3A%2F%2Fmoodle.example&login_hint=42&target_link_uri=https%3A%2F%2Fpage.example"
    ),
)
async def record_launch_login(request: Request, launches: Launching) -> Response:
    """OpenID Connect's third-party initiated login, as LTI 1.3 has it. Only configured pages are opened."""
    return _told(launches.begin(_initiation(await form_of(request))))


def _initiation(form: Fields) -> Initiation:
    return Initiation(
        form.needed("iss"),
        form.needed("login_hint"),
        form.needed("target_link_uri"),
        form.find("client_id"),
        form.find("lti_deployment_id"),
        form.find("lti_message_hint"),
        form.find("lti_storage_target"),
    )


@router.post(
    "/launch",
    summary="A learning platform says who opens a page",
    status_code=303,
    response_class=Response,
    responses=describe(LaunchRefused, UnknownPerson, NotForm) | _MOVED,
    openapi_extra=_form("id_token=eyJhbGciOiJSUzI1NiJ9.e30.c2ln&state=kD3vJx0b7Qm5cE1tYw8zRg"),
)
async def record_launch(request: Request, launches: Launching) -> Response:
    """The browser goes to the page, with a code behind `#attune_launch=` that is good once, for a minute.

    What the platform says of roles is not looked at. Who it is must be entered here, by the login.
    """
    form = await form_of(request)
    _check_answered(form)
    kept = {name.removeprefix(KEPT): each for name, each in request.cookies.items() if name.startswith(KEPT)}
    launched = await launches.finish(form.needed("state"), form.needed("id_token", _LONGEST_ANSWER), kept)
    roles = await launch(_here(request), launched)
    location = f"{launched.page}#attune_launch={launches.code(launched, roles)}"
    if launched.is_bound or launched.storage_target is None:
        answer = Response(status_code=303, headers={"Location": location, **NOT_KEPT})
    else:
        key = KEPT + launched.name
        answer = page(fetch_page(location, launched.storage_target, launched.platform_origin, key))
    _keep(answer, launched.name, "", 0)
    return answer


def _check_answered(form: Fields) -> None:
    """Raises LaunchRefused where the platform refuses; in our own words."""
    if form.find("error") is not None:
        raise LaunchRefused("the platform did not say who you are: open the page from there once more")


@router.post(
    "/token",
    summary="A token for the page that was opened",
    responses=describe(LaunchRefused, Forbidden),
)
async def record_launch_token(
    request: Request, response: Response, launches: Launching, given: LaunchCodeIn
) -> LaunchTokenOut:
    """An access token for an hour, in exchange for the code; asked by the page's own script.

    Its `Origin` must be the page's. The token opens what a relation on record opens: a student's own data,
    and those of whom somebody tutors or teaches.
    """
    response.headers["Cache-Control"] = NOT_KEPT["Cache-Control"]
    coded = launches.read_code(given.code, request.headers.get("Origin"))
    await exchange(_here(request), coded)
    now = service_of(request).clock()
    return LaunchTokenOut(
        access_token=launches.sessions.token(coded.login, coded.platform, coded.roles, now),
        token_type="Bearer",  # noqa: S106 (how it is sent)
        expires_in=int(LASTS.total_seconds()),
        scope=" ".join(SCOPES),
    )


def _here(request: Request) -> Here:
    service = service_of(request)
    return Here(service.database, service.snapshots, service.logins, service.clock)

"""The reference page beside the demonstration's API, with people to be: one click instead of a sign-in.

Whoever tries the contract out at `/docs/try` chooses one of them, too.

The service itself serves no page. Whoever hosts it puts the page's files where they like (clients/web).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.docs import START_TRYING, page_to_try
from app.schemas.made_up import STUDENT

_WHOM = """<p><label>Look as <select id="whom"><option value="">nobody</option></select></label>
<span id="about" role="status"></span></p>"""
# Every request has the chosen person's token and purpose, and names a student whom they see in place of the
# contract's example.
_AS_SOMEBODY = """
const whom = document.getElementById("whom");
const about = document.getElementById("about");
let them = null;
let theirs = EXAMPLE;

function asThem(request) {
  request.url = request.url.replaceAll(EXAMPLE, theirs);
  if (them?.purpose) request.headers["Attune-Purpose"] ??= them.purpose;
  return request;
}

async function ask(path) {
  const purpose = them.purpose ? { "Attune-Purpose": them.purpose } : {};
  return (await fetch(path, { headers: { Authorization: `Bearer ${them.token}`, ...purpose } })).json();
}

async function become(person) {
  them = person;
  theirs = EXAMPLE;
  about.textContent = "";
  if (person === null) return void ui.authActions.logout(["HTTPBearer"]);
  ui.preauthorizeApiKey("HTTPBearer", person.token);
  const { student_id } = await ask("../v1/me");
  theirs = student_id ?? (await ask("../v1/students?limit=1")).items?.[0]?.student_id ?? EXAMPLE;
  const sent = `Where the reference says ${EXAMPLE}, it sends ${theirs}.`;
  about.textContent = theirs === EXAMPLE ? "They see no student." : sent;
}

fetch("../page/config.json").then((answer) => answer.json()).then(({ people }) => {
  const named = ({ institution, title }, at) => new Option(`${institution}: ${title}`, String(at));
  whom.append(...people.map(named));
  whom.addEventListener("change", () => void become(people[whom.value] ?? null));
});
"""
_START_AS_SOMEBODY = (
    f'const EXAMPLE = "{STUDENT}";'
    + _AS_SOMEBODY
    + START_TRYING.replace("SwaggerUIBundle({", "const ui = SwaggerUIBundle({\n  requestInterceptor: asThem,")
)


def with_page(app: ASGIApp, built: Path, people: Sequence[Mapping[str, str | None]]) -> ASGIApp:
    """The same service, which has the page at `/page/`, too; `built`: where its files are."""
    page = GZipMiddleware(_page(built, people))

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and f"{scope['path']}/".startswith(("/page/", "/docs/try/"))
        await (page if is_page else app)(scope, receive, send)

    return serve


def _page(built: Path, people: Sequence[Mapping[str, str | None]]) -> Starlette:
    async def configuration(_: Request) -> JSONResponse:
        return JSONResponse(
            {"api": "/", "people": [dict(each) for each in people]}, headers={"Cache-Control": "no-store"}
        )

    async def try_as_somebody(_: Request) -> HTMLResponse:
        return page_to_try(_START_AS_SOMEBODY, _WHOM)

    return Starlette(
        routes=[
            Route("/page/config.json", configuration),
            Route("/docs/try", try_as_somebody),
            Mount("/page", StaticFiles(directory=built, html=True, check_dir=False)),
        ]
    )

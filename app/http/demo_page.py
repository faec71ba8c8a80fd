"""The reference page beside the demonstration's API, with people to be: one click instead of a sign-in.

The service itself serves no page. Whoever hosts it puts the page's files where they like (clients/web).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send


def with_page(app: ASGIApp, built: Path, people: Sequence[Mapping[str, str | None]]) -> ASGIApp:
    """The same service, which has the page at `/page/`, too; `built`: where its files are."""
    page = _page(built, people)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and f"{scope['path']}/".startswith("/page/")
        await (page if is_page else app)(scope, receive, send)

    return serve


def _page(built: Path, people: Sequence[Mapping[str, str | None]]) -> Starlette:
    async def configuration(_: Request) -> JSONResponse:
        return JSONResponse(
            {"api": "/", "people": [dict(each) for each in people]}, headers={"Cache-Control": "no-store"}
        )

    return Starlette(
        routes=[
            Route("/page/config.json", configuration),
            Mount("/page", StaticFiles(directory=built, html=True, check_dir=False)),
        ]
    )

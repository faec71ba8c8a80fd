"""The reference page beside the demonstration's API, with people to be: one click instead of a sign-in.

The service itself serves no page. Whoever hosts it puts the page's files where they like (clients/web).
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

_Message = MutableMapping[str, Any]
_App = Callable[
    [_Message, Callable[[], Awaitable[_Message]], Callable[[_Message], Awaitable[None]]], Awaitable[None]
]


def with_page(app: _App, built: Path, people: Sequence[Mapping[str, str | None]]) -> _App:
    """The same service, which has the page at `/page/`, too; `built`: where its files are."""
    page = _page(built, people)

    async def serve(
        scope: _Message,
        receive: Callable[[], Awaitable[_Message]],
        send: Callable[[_Message], Awaitable[None]],
    ) -> None:
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

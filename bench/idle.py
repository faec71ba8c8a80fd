"""Our application with two routes that do nothing, to see what a request costs before its route begins.

Started by `bench.service` with the settings of `attune serve`.
"""

from contextlib import suppress

import uvloop
from fastapi import Response

from app import logs
from app.http import server
from app.http.deps import AnyUser
from app.http.routes import PublicRoute, contract_router
from app.http.shortcut import add_routers
from app.main import create_app
from app.settings import ServiceSettings

public = contract_router("/nothing", route_class=PublicRoute, tags=["health"])
router = contract_router("/nothing", tags=["health"])


@public.get("")
async def read_nothing() -> Response:
    """Without a token."""
    return Response(b"{}", media_type="application/json")


@router.get("/entered")
async def read_nothing_entered(_context: AnyUser) -> Response:
    """With a token, in a transaction that was told who asks."""
    return Response(b"{}", media_type="application/json")


def main() -> None:
    settings = ServiceSettings()
    logs.set_up(settings.log_level)
    app = create_app(settings)
    add_routers(app, [public, router])
    with suppress(KeyboardInterrupt):  # told to stop, it has
        uvloop.run(server.serve(settings, app, on_stop=app.state.stopping.set))


if __name__ == "__main__":
    main()

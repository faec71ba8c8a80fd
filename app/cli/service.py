"""Verbs that serve: the demonstration, and the service itself."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from socket import socket
from typing import Annotated, Any

import typer
import uvloop
from pydantic import SecretStr

from app import logs
from app.access.vocabulary import Role
from app.auth.demo_issuer import ISSUER, DemoIssuer, demonstration_signing_key
from app.cli.common import console, database_of, job_runtime
from app.clock import system_clock
from app.db.arrival import patiently
from app.db.pool import open_pool
from app.db.roles import check_application_role
from app.db.transaction import Database
from app.devtools.demo_greeting import greet, people_to_be
from app.devtools.load_demo import load_demo
from app.http import server
from app.http.demo_page import with_page
from app.http.workers import Workers, listening_socket, shared_metrics
from app.settings import PROJECT, ServiceSettings, Settings


def add_to(cli: typer.Typer) -> None:
    for verb in (demo, serve, token):
        cli.command()(verb)


def demo() -> None:
    """Start the whole service with demonstration data: database, scores, the API and ready-made tokens."""
    settings = Settings()
    issuer = DemoIssuer(settings.home / "issuer")
    key = SecretStr(demonstration_signing_key(settings.home / "issuer"))
    settings = settings.model_copy(update={"issuers": (issuer.settings(),), "signing_key": key, "workers": 1})
    settings.refuse_demonstration_issuer_in_public()
    server.check_port(settings)
    uvloop.run(_demo(settings, issuer))


async def _demo(settings: Settings, issuer: DemoIssuer) -> None:
    from app.main import create_app  # noqa: PLC0415 (no other verb needs the routes: they take seconds)

    console.print("Starting PostgreSQL and bringing it up to date …")
    try:
        async with database_of(settings) as urls:
            settings = settings.model_copy(
                update={
                    "database_url": SecretStr(urls.application),
                    "operator_database_url": SecretStr(urls.operator),
                }
            )
            async with job_runtime(settings) as runtime:
                await load_demo(runtime, PROJECT / "data" / "oulad-aaa-2013j", ISSUER)
                people = await people_to_be(runtime, issuer)
                greeting = await greet(runtime, people, settings.home, settings.address)
            looking = [each.as_listed() for each in people if each.sees_students]
            app = with_page(create_app(settings), PROJECT / "clients" / "web" / "dist", looking)
            await server.serve(settings, app, partial(console.print, greeting, soft_wrap=True, markup=False))
    finally:
        console.print("Stopped, the database too.")


def serve() -> None:
    """Serve the API on the database of ATTUNE_DATABASE_URL, for the issuers of ATTUNE_ISSUERS."""
    settings = ServiceSettings()
    logs.set_up(settings.log_level)
    settings.refuse_demonstration_issuer_in_public()
    server.check_port(settings)
    uvloop.run(_find_database(settings))
    if settings.workers == 1:
        from app.main import create_app  # noqa: PLC0415 (no other verb needs the routes: they take seconds)

        app = create_app(settings)
        _serve(settings, app, app.state.stopping.set)
        return
    with shared_metrics():
        status = _serve_by_workers(settings)
    raise SystemExit(status)


async def _find_database(settings: ServiceSettings) -> None:
    """Before anything that takes time, and once for all workers. Raises Unavailable, in words."""
    url = settings.database_url.get_secret_value()
    async with open_pool(url, size=1) as pool:
        await patiently(partial(check_application_role, Database(pool)), url)


def _serve(
    settings: Settings,
    app: Callable[..., Any],
    on_stop: Callable[[], None],
    listening: socket | None = None,
) -> None:
    with suppress(KeyboardInterrupt):  # the ordinary end, after a signal to stop
        uvloop.run(server.serve(settings, app, on_stop=on_stop, listening=listening))


def _serve_by_workers(settings: Settings) -> int:
    from app.http.gathered_metrics import forget  # noqa: PLC0415 (only now is it known where figures go)
    from app.main import create_app  # noqa: PLC0415

    app = create_app(settings)
    forget(os.getpid())
    with listening_socket(settings) as listening:
        work = partial(_serve, settings, app, app.state.stopping.set, listening)
        return Workers(work, settings.workers).run()


def token(
    login: Annotated[str, typer.Argument(help="A login of the demonstration, such as s00001.")],
    role: Annotated[list[str], typer.Option(help="May be given more than once.")],
) -> None:
    """Print an access token of the demonstration's own issuer."""
    issuer = DemoIssuer(Settings().home / "issuer")
    typer.echo(issuer.token(login, [Role(each) for each in role], system_clock()))

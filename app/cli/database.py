"""Verbs that look after the database: its roles, its migrations."""

from typing import Annotated

import typer
import uvloop

from app.db import roles
from app.db.distribute import distribute
from app.db.migrate import as_sql, migrate
from app.errors import BadRequest
from app.settings import Settings

verbs = typer.Typer(no_args_is_help=True, help="Look after the database.")


@verbs.command()
def bootstrap(
    admin_url: Annotated[str, typer.Option(envvar="ATTUNE_ADMIN_DATABASE_URL")],
    owner_password: Annotated[
        str, typer.Option(envvar="ATTUNE_OWNER_PASSWORD", prompt=True, hide_input=True)
    ],
    app_password: Annotated[str, typer.Option(envvar="ATTUNE_APP_PASSWORD", prompt=True, hide_input=True)],
    operator_password: Annotated[
        str, typer.Option(envvar="ATTUNE_OPERATOR_PASSWORD", prompt=True, hide_input=True)
    ],
    name: str = "attune",
) -> None:
    """Create the three database roles and the database. Run it once, best as a superuser."""
    passwords = roles.Passwords(owner_password, app_password, operator_password)
    uvloop.run(roles.bootstrap(admin_url, name, passwords))


@verbs.command("migrate")
def migrate_database() -> None:
    """Bring the database of ATTUNE_OWNER_DATABASE_URL to this version's migrations."""
    uvloop.run(migrate(_owner_url()))


@verbs.command("distribute")
def distribute_database(
    shards: Annotated[
        int, typer.Option(min=1, max=1_024, help="Into how many parts each table is cut.")
    ] = 32,
) -> None:
    """Spread the database of ATTUNE_OWNER_DATABASE_URL over the nodes of its Citus, by institution."""
    count = uvloop.run(distribute(_owner_url(), shards))
    typer.echo(f"{count} tables are spread by institution. A service beside each node serves what it holds.")


@verbs.command("sql")
def show_migrations(
    since: Annotated[
        str, typer.Argument(help="The last migration that the database has, such as 0005.")
    ] = "base",
) -> None:
    """Print the migrations after one as SQL, to be reviewed; nothing is run."""
    typer.echo(as_sql(since))


def _owner_url() -> str:
    owner = Settings().owner_database_url
    if owner is None:
        raise BadRequest("set ATTUNE_OWNER_DATABASE_URL: the role that owns the tables changes them")
    return owner.get_secret_value()

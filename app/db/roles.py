"""Database roles: the owner that migrates, and the application role that owns nothing.

Run once per database by somebody who may create roles. The service itself only ever connects as the
application role, which no privilege lets around row-level security.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from app.db.pool import Connection, driver_url
from app.db.query import one, query
from app.db.transaction import Database
from app.errors import Unavailable

OWNER = "attune_owner"
APPLICATION = "attune_app"


@dataclass(frozen=True, slots=True)
class Urls:
    owner: str
    application: str


async def bootstrap(admin_url: str, database: str, owner_password: str, app_password: str) -> Urls:
    """Make the two roles and the database, or bring them up to date; returns how to reach them.

    `admin_url` leads to any database of the server, as a role that may create roles and databases.
    """
    connection = await asyncpg.connect(driver_url(admin_url))
    try:
        await _ensure_role(connection, OWNER, owner_password)
        await _ensure_role(connection, APPLICATION, app_password)
        await _ensure_database(connection, database)
    finally:
        await connection.close()
    return Urls(
        owner=_url(admin_url, database, OWNER, owner_password),
        application=_url(admin_url, database, APPLICATION, app_password),
    )


async def _ensure_role(connection: Connection, role: str, password: str) -> None:
    exists = await connection.fetchval("select exists (select from pg_roles where rolname = $1)", role)
    quoted = await connection.fetchval("select quote_literal($1::text)", password)
    await connection.execute(
        f"{'alter' if exists else 'create'} role {role} login nosuperuser nocreatedb nocreaterole"
        f" nobypassrls noreplication password {quoted}"
    )


async def _ensure_database(connection: Connection, database: str) -> None:
    exists = await connection.fetchval("select exists (select from pg_database where datname = $1)", database)
    quoted = await connection.fetchval("select quote_ident($1)", database)
    if not exists:
        # The creator must belong to the owner to hand the database over; a superuser does anyway.
        await connection.execute(f"grant {OWNER} to current_user")
        await connection.execute(f"create database {quoted} owner {OWNER} encoding 'UTF8'")
    await connection.execute(f"revoke all on database {quoted} from public")
    await connection.execute(f"grant connect, temporary on database {quoted} to {APPLICATION}")


def _url(admin_url: str, database: str, role: str, password: str) -> str:
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{role}:{quote(password, safe='')}@{host}"
    return urlunsplit((parts.scheme, netloc, "/" + quote(database), parts.query, ""))


_IS_TOO_POWERFUL = query(
    "select r.rolsuper or r.rolbypassrls or exists ("
    "   select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    "   where n.nspname = 'public' and pg_has_role(current_user, c.relowner, 'usage'))"
    " from pg_roles r where r.rolname = current_user",
    one,
)


async def check_application_role(database: Database) -> None:
    """Refuse a service whose database role could get around row-level security."""
    async with database.transaction() as transaction:
        too_powerful = await transaction.fetch_one(_IS_TOO_POWERFUL)
    if too_powerful:
        raise Unavailable(
            "ATTUNE_DATABASE_URL must name a role that owns no table and cannot bypass row-level"
            f" security (such as {APPLICATION})"
        )


async def drop_database(admin_url: str, database: str) -> None:
    """Remove a database and everything in it; the roles stay."""
    connection = await asyncpg.connect(driver_url(admin_url))
    try:
        quoted = await connection.fetchval("select quote_ident($1)", database)
        await connection.execute(f"drop database if exists {quoted} with (force)")
    finally:
        await connection.close()

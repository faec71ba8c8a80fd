"""Database roles: the owner that migrates, and the application role that owns nothing.

Run once per database by somebody who may create roles. The service itself only ever connects as the
application role, which no privilege lets around row-level security.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.errors import Unavailable
from app.db.session import driver_url

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
    engine = create_async_engine(driver_url(admin_url), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await _ensure_role(connection, OWNER, owner_password)
            await _ensure_role(connection, APPLICATION, app_password)
            await _ensure_database(connection, database)
    finally:
        await engine.dispose()
    return Urls(
        owner=_url(admin_url, database, OWNER, owner_password),
        application=_url(admin_url, database, APPLICATION, app_password),
    )


async def _ensure_role(connection: AsyncConnection, role: str, password: str) -> None:
    found = await connection.execute(text("select 1 from pg_roles where rolname = :role"), {"role": role})
    verb = "create" if found.one_or_none() is None else "alter"
    quoted = await connection.execute(text("select quote_literal(:password)"), {"password": password})
    await connection.exec_driver_sql(
        f"{verb} role {role} login nosuperuser nocreatedb nocreaterole nobypassrls noreplication"
        f" password {quoted.scalar_one()}"
    )


async def _ensure_database(connection: AsyncConnection, database: str) -> None:
    found = await connection.execute(
        text("select 1 from pg_database where datname = :database"), {"database": database}
    )
    name = await connection.execute(text("select quote_ident(:database)"), {"database": database})
    quoted = name.scalar_one()
    if found.one_or_none() is None:
        # The creator must belong to the owner to hand the database over; a superuser does anyway.
        await connection.exec_driver_sql(f"grant {OWNER} to current_user")
        await connection.exec_driver_sql(f"create database {quoted} owner {OWNER} encoding 'UTF8'")
    await connection.exec_driver_sql(f"revoke all on database {quoted} from public")
    await connection.exec_driver_sql(f"grant connect, temporary on database {quoted} to {APPLICATION}")


def _url(admin_url: str, database: str, role: str, password: str) -> str:
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{role}:{quote(password, safe='')}@{host}"
    return urlunsplit((parts.scheme, netloc, "/" + quote(database), parts.query, ""))


async def check_application_role(engine: AsyncEngine) -> None:
    """Refuse a service whose database role could get around row-level security."""
    async with engine.connect() as connection:
        found = await connection.execute(
            text(
                "select r.rolsuper or r.rolbypassrls or exists ("
                "   select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                "   where n.nspname = 'public' and pg_has_role(current_user, c.relowner, 'usage'))"
                " from pg_roles r where r.rolname = current_user"
            )
        )
        if found.scalar_one():
            raise Unavailable(
                "ATTUNE_DATABASE_URL must name a role that owns no table and cannot bypass row-level"
                f" security (such as {APPLICATION})"
            )


async def drop_database(admin_url: str, database: str) -> None:
    """Remove a database and everything in it; the roles stay."""
    engine = create_async_engine(driver_url(admin_url), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            name = await connection.execute(text("select quote_ident(:database)"), {"database": database})
            await connection.exec_driver_sql(f"drop database if exists {name.scalar_one()} with (force)")
    finally:
        await engine.dispose()

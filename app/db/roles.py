"""Database roles: the owner that migrates, the application's, and the operator's.

Run once per database by somebody who may create roles. The service's requests only ever connect as the
application role, which no privilege lets around row-level security. Jobs connect as the operator's, which may
act as an institution itself; row-level security keeps it to one.
"""

import logging
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from app.db.pool import Connection, connected
from app.db.query import one, query
from app.db.transaction import Database
from app.errors import Unavailable

OWNER = "attune_owner"
APPLICATION = "attune_app"
OPERATOR = "attune_operator"
_IS_OWNED = "select pg_get_userbyid(datdba) = $2 from pg_database where datname = $1"
_SET_CONFIG = "pg_catalog.set_config(text, text, boolean)"
_log = logging.getLogger("attune")


@dataclass(frozen=True, slots=True)
class Urls:
    owner: str
    application: str
    operator: str


@dataclass(frozen=True, slots=True)
class Passwords:
    """What the roles are to have."""

    owner: str
    application: str
    operator: str


async def bootstrap(admin_url: str, database: str, passwords: Passwords) -> Urls:
    """Make the three roles and the database, or bring them up to date; returns how to reach them.

    `admin_url` leads to any database of the server, as a role that may create roles and databases. Only a
    superuser can keep settings to the owner's functions as well (`_keep_settings`).
    """
    async with connected(admin_url) as connection:
        # Roles belong to the server, whichever database is prepared: one bootstrap at a time.
        await connection.execute("select pg_advisory_lock(hashtext('attune bootstrap'))")
        await _ensure_role(connection, OWNER, passwords.owner)
        await _ensure_role(connection, APPLICATION, passwords.application)
        await _ensure_role(connection, OPERATOR, passwords.operator)
        await connection.execute(f"grant {APPLICATION} to {OPERATOR}")
        await _ensure_database(connection, database)
    await _keep_settings(_at(admin_url, database))
    return Urls(
        owner=_url(admin_url, database, OWNER, passwords.owner),
        application=_url(admin_url, database, APPLICATION, passwords.application),
        operator=_url(admin_url, database, OPERATOR, passwords.operator),
    )


async def _keep_settings(url: str) -> None:
    """Let nobody but the owner's functions change a setting by an expression: there, SQL could be injected.

    Who asks, and for whom the transaction acts, are settings that these functions make.
    """
    async with connected(url) as connection:
        if await connection.fetchval("select rolsuper from pg_roles where rolname = current_user"):
            await connection.execute(
                f"grant execute on function {_SET_CONFIG} to {OWNER};"
                f" revoke execute on function {_SET_CONFIG} from public"
            )


async def _ensure_role(connection: Connection, role: str, password: str) -> None:
    exists = await connection.fetchval("select exists (select 1 from pg_roles where rolname = $1)", role)
    quoted = await connection.fetchval("select quote_literal($1::text)", password)
    await connection.execute(
        f"{'alter' if exists else 'create'} role {role} login nosuperuser nocreatedb nocreaterole"
        f" nobypassrls noreplication password {quoted}"
    )


async def _ensure_database(connection: Connection, database: str) -> None:
    exists = await connection.fetchval(
        "select exists (select 1 from pg_database where datname = $1)", database
    )
    quoted = await connection.fetchval("select quote_ident($1)", database)
    # Whoever makes a database must belong to the owner to hand it over; a superuser does anyway.
    if not exists:
        await connection.execute(f"grant {OWNER} to current_user")
        await connection.execute(f"create database {quoted} owner {OWNER} encoding 'UTF8'")
    elif not await connection.fetchval(_IS_OWNED, database, OWNER):
        # A restored backup may be somebody else's: then the owner's functions do not find each other.
        await connection.execute(f"grant {OWNER} to current_user")
        await connection.execute(f"alter database {quoted} owner to {OWNER}")
    await connection.execute(f"revoke all on database {quoted} from public")
    await connection.execute(f"grant connect, temporary on database {quoted} to {APPLICATION}")


def _url(admin_url: str, database: str, role: str, password: str) -> str:
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    return _at(parts._replace(netloc=f"{role}:{quote(password, safe='')}@{host}").geturl(), database)


def _at(url: str, database: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/" + quote(database), parts.query, ""))


_IS_TOO_POWERFUL = query(
    "select r.rolsuper or r.rolbypassrls or exists ("
    "   select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    "   where n.nspname = 'public' and pg_has_role(current_user, c.relowner, 'usage'))"
    f" or exists (select 1 from pg_roles o where o.rolname = '{OPERATOR}' and pg_has_role(o.oid, 'member'))"
    " from pg_roles r where r.rolname = current_user",
    one,
)
_KEEPS_SETTINGS = query(f"select not has_function_privilege('{_SET_CONFIG}', 'execute')", one)


async def check_application_role(database: Database) -> None:
    """Refuse a service whose database role could get around row-level security, or act as the operator.

    Warns where that role could change settings by an expression (docs/security.md).
    """
    async with database.transaction() as transaction:
        too_powerful = await transaction.fetch_one(_IS_TOO_POWERFUL)
        keeps_settings = await transaction.fetch_one(_KEEPS_SETTINGS)
    if too_powerful:
        raise Unavailable(
            "ATTUNE_DATABASE_URL must name a role that owns no table, cannot bypass row-level security and"
            f" is not the operator's (such as {APPLICATION})"
        )
    if not keeps_settings:
        _log.warning(
            "the database lets its roles call set_config(): see docs/security.md, and run"
            " `attune db bootstrap` as a superuser"
        )


async def drop_database(admin_url: str, database: str) -> None:
    """Remove a database and everything in it; the roles stay."""
    async with connected(admin_url) as connection:
        quoted = await connection.fetchval("select quote_ident($1)", database)
        await connection.execute(f"drop database if exists {quoted} with (force)")

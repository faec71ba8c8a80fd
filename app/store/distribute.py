"""Distributing: the same tables on Citus, where one machine no longer carries them.

What a student owns is spread over the nodes by `student_id` and stays together; everything else is
small and stands whole on every node (a reference table), and so do two of the student's own tables, whose
rules span students: that no two students of an institution share a number, or another system's
identifier, no node could see for itself. Everything here that differs from plain PostgreSQL:

- Policies. Citus refuses a policy with a sub-select, on reference tables too. They are read from the
  catalogue and said again over the row's own columns, phrase by phrase; a sub-select that no phrase here
  names is an error. On one machine the sub-selects stay: they are worked out once instead of for each row.
- Who is asking. `set_config()` stays on the coordinator; `SET LOCAL` reaches the nodes. The functions that
  tell who is asking are made to tell it that way. Nothing in the application changes, and `asking.elevated`
  goes back by `SET LOCAL` everywhere: a node that was not told would go on as the operator.
- The trigger under which published models stand names its table, which on a node carries a shard's number.
- Versions. Their triggers would run on the nodes, shard by shard, and raise what stands on every node: there
  are none, `attune_version` knows none, and processes remember no answers.

What has been run, on Citus 13.2 with PostgreSQL 15: distributing by student, such policies with such
functions under the role's settings below, and `SET LOCAL` sent by a client. What has not, for want of a
server: this module as a whole, `SET LOCAL` within a function (by Citus's source it is sent likewise),
triggers on reference tables, and the application's own statements (see docs/scaling.md).
The tests hold the new phrases equal to the old ones, on plain PostgreSQL.
"""

import re
from dataclasses import dataclass

from sqlalchemy import Table as Relation
from sqlalchemy import UniqueConstraint, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from app.errors import Conflict
from app.store.migrate import is_migrated
from app.store.roles import APPLICATION
from app.store.session import Engine, driver_url
from app.store.tables import Registration, Table

KEY = "student_id"
OLDEST_CITUS = 13
OLDEST_SERVER = 15
ROLE_SETTINGS = {
    # What SET LOCAL says of who is asking must reach the nodes.
    "citus.propagate_set_commands": "local",
    # A policy may ask a function that reads a table.
    "citus.allow_nested_distributed_execution": "on",
    # Rows that refer to reference tables want one connection to each node within a transaction.
    "citus.multi_shard_modify_mode": "sequential",
}
_WITH = Registration.__tablename__
"""Distributed first; what is distributed later joins it, row by row of the same student."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which tables are spread over the nodes, and which stand whole on each."""

    distributed: tuple[str, ...]
    reference: tuple[str, ...]


def layout() -> Layout:
    """By the tables' own keys; in an order in which whatever is referred to comes first."""
    relations = Table.metadata.sorted_tables
    return Layout(
        distributed=tuple(each.name for each in relations if _can_be_spread(each)),
        reference=tuple(each.name for each in relations if not _can_be_spread(each)),
    )


def is_a_students_own(relation: Relation) -> bool:
    return next(iter(relation.primary_key)).name == KEY


def _can_be_spread(relation: Relation) -> bool:
    """A node vouches for what is unique among its own students, and for nothing else."""
    rules = [each.columns for each in relation.constraints if isinstance(each, UniqueConstraint)]
    indexes = [each.columns for each in relation.indexes if each.unique]
    return is_a_students_own(relation) and all(KEY in columns for columns in (*rules, *indexes))


# --- what is said differently there ------------------------------------------------------------------

# With set_config's own signature, so that a function told by the one is told by the other.
_TELL = """
create or replace function attune_tell(p_name text, p_value text, p_local boolean) returns text
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    execute format('set local attune.%I = %L', split_part(p_name, '.', 2), coalesce(p_value, ''));
    return p_value;
end $$
"""

# As whoever asks: the policies of what they read remain the one place that says who sees it.
_MAY_SEE_LOGIN = """
create or replace function attune_may_see_login(p_issuer text, p_subject text) returns boolean
language sql stable parallel safe set search_path = pg_catalog, public, pg_temp as $$
    select exists (select from logins l where l.issuer = p_issuer and l.subject = p_subject)
$$
"""
_MAY_SEE_MODEL = """
create or replace function attune_may_see_model(p_model uuid) returns boolean
language sql stable parallel safe set search_path = pg_catalog, public, pg_temp as $$
    select exists (select from scoring_models m where m.scoring_model_id = p_model)
$$
"""

_RETOLD = {
    "attune_enter(text, text, text, timestamptz, uuid)": ("set_config(", "attune_tell("),
    "attune_enter_as_operator(uuid)": ("set_config(", "attune_tell("),
    "attune_claim(text, bigint)": ("set_config(", "attune_tell("),
    "attune_published_models_stand()": (
        "tg_table_name = 'scoring_models'",
        "tg_table_name ~ '^scoring_models(_[0-9]+)?$'",
    ),
}
"""Functions as the migrations made them: what stands there, and what takes its place."""

_NO_VERSION = """
create or replace function attune_version(p_student uuid) returns bytea
language sql stable set search_path = pg_catalog, public, pg_temp as $$ select null::bytea $$
"""
_RAISING = text(
    "select t.tgname, t.tgrelid::regclass::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid"
    " where p.proname in ('attune_student_changed', 'attune_institution_changed') and not t.tgisinternal"
)


async def remember_nothing(connection: AsyncConnection) -> None:
    """No versions, and nobody told of any."""
    await connection.exec_driver_sql(_NO_VERSION)
    for name, table in (await connection.execute(_RAISING)).all():
        await connection.exec_driver_sql(f"drop trigger {name} on {table}")


# A setting asked once, and asked of each row: the same answer.
_ASKED_ONCE = re.compile(r"\( SELECT (attune_\w+\((?:'\w+'::text)?\)) AS attune_\w+\)")
_IN_CHARGE = "(student_id IN ( SELECT unnest(attune_charge()) AS unnest))"
_WHOSE_MODEL = (
    "EXISTS ( SELECT FROM scoring_models m WHERE {}(m.scoring_model_id ="
    " scoring_coefficients.scoring_model_id)"
)
_WRITERS = "(attune_operator() OR attune_may('admin'::text))"


_EVERYONES = "(attune_everyone() AND attune_is_here(student_id))"
_LINKED = (
    "(EXISTS ( SELECT FROM logins l WHERE ((l.issuer = calendar_links.issuer)"
    " AND (l.subject = calendar_links.subject))))"
)
_PHRASES = (
    (f"({_IN_CHARGE} OR {_EVERYONES})", "attune_may_see(student_id)"),
    (_IN_CHARGE, "(student_id = ANY (attune_charge()))"),
    (_LINKED, "attune_may_see_login(issuer, subject)"),
    (f"({_WHOSE_MODEL.format('')}))", "attune_may_see_model(scoring_model_id)"),
    (
        f"({_WHOSE_MODEL.format('(')} AND {_WRITERS})))",
        f"(attune_may_see_model(scoring_model_id) AND {_WRITERS})",
    ),
)
"""What policies say by a sub-select, as PostgreSQL writes it out, and how it is said without."""


def without_subselects(table: str, rule: str) -> str:
    """A policy's rule, over the row's own columns; raises Conflict where a sub-select remains."""
    said = _ASKED_ONCE.sub(r"\1", re.sub(r"\s*\n\s*", " ", rule))
    for subselect, phrase in _PHRASES:
        said = said.replace(subselect, phrase)
    if re.search(r"\bselect\b", said, re.IGNORECASE):
        raise Conflict(f"a policy of {table} has a sub-select that nothing here can say otherwise: {said}")
    return said


_POLICIES = text(
    "select tablename, quote_ident(policyname) as name, qual, with_check from pg_policies"
    " where schemaname = 'public' order by tablename, policyname"
)


async def say_without_subselects(connection: AsyncConnection) -> None:
    """The same rules, and the same telling of who is asking, in the words that Citus takes."""
    for function in (_TELL, _MAY_SEE_LOGIN, _MAY_SEE_MODEL):
        await connection.exec_driver_sql(function)
    for signature, (old, new) in _RETOLD.items():
        await _retell(connection, signature, old, new)
    await _grant(connection)
    for table, name, *rules in (await connection.execute(_POLICIES)).all():
        said = [without_subselects(table, rule) if rule else None for rule in rules]
        if said != rules:
            await _alter(connection, table, name, *said)


async def _retell(connection: AsyncConnection, signature: str, old: str, new: str) -> None:
    found = await connection.execute(
        text("select pg_get_functiondef(cast(:signature as regprocedure))"), {"signature": signature}
    )
    definition = found.scalar_one()
    if new in definition:
        return
    if old not in definition:
        raise Conflict(f"{signature} is not the function that is known here; nothing was changed")
    await connection.exec_driver_sql(definition.replace(old, new))


async def _alter(
    connection: AsyncConnection, table: str, name: str, using: str | None, check: str | None
) -> None:
    rule = (f" using ({using})" if using else "") + (f" with check ({check})" if check else "")
    await connection.exec_driver_sql(f"alter policy {name} on {table}{rule}")


_FUNCTIONS = text(
    "select p.oid::regprocedure::text from pg_proc p"
    " where p.pronamespace = 'public'::regnamespace and p.proname like 'attune\\_%' order by 1"
)


async def _functions(connection: AsyncConnection) -> list[str]:
    return list((await connection.execute(_FUNCTIONS)).scalars())


async def _grant(connection: AsyncConnection) -> None:
    """To the service and nobody else, on whichever node the functions are by then."""
    listed = ", ".join(await _functions(connection))
    await connection.exec_driver_sql(f"revoke all on function {listed} from public")
    await connection.exec_driver_sql(f"grant execute on function {listed} to {APPLICATION}")


# --- doing it ----------------------------------------------------------------------------------------


async def distribute(owner_url: str) -> Layout:
    """Distribute what is not distributed yet, in one transaction; raises Conflict before touching anything.

    To be run again after a migration: what is there already stays, and what is new joins it.
    """
    engine = create_async_engine(driver_url(owner_url))
    try:
        await _check(engine)
        await spread(engine)
    finally:
        await engine.dispose()
    return layout()


async def spread(engine: Engine) -> None:
    """All the steps, once nothing stands in their way."""
    async with engine.begin() as connection:
        await _prepare(connection)
        await say_without_subselects(connection)
        await remember_nothing(connection)
        await _distribute_functions(connection)
        await _distribute_tables(connection)
    async with engine.begin() as connection:
        await _drop_local_copies(connection)


async def _check(engine: Engine) -> None:
    """Everything that would stand in the way, found before anything is touched."""
    async with engine.connect() as connection:
        await _check_extension(connection)
        await _check_role(connection)
    if not await is_migrated(engine):
        raise Conflict("the database is not at this version's migrations (`attune db migrate`)" + _UNCHANGED)


_UNCHANGED = "; nothing was changed"
_CITUS = text(
    "select exists (select from pg_available_extensions where name = 'citus') as available,"
    " (select extversion from pg_extension where extname = 'citus') as installed,"
    " current_setting('server_version_num')::int / 10000 as server"
)


async def _check_extension(connection: AsyncConnection) -> None:
    found = (await connection.execute(_CITUS)).one()
    if not found.available:
        raise Conflict("the citus extension is not installed on this server" + _UNCHANGED)
    if found.installed is None:
        raise Conflict(
            "the citus extension is not created in this database (`create extension citus`)" + _UNCHANGED
        )
    check_versions(found.installed, found.server)


def check_versions(citus: str, server: int) -> None:
    """Refuse versions on which none of this has ever been tried."""
    if int(citus.partition(".")[0]) < OLDEST_CITUS or server < OLDEST_SERVER:
        raise Conflict(
            f"Citus {OLDEST_CITUS} and PostgreSQL {OLDEST_SERVER} or later are wanted,"
            f" not Citus {citus} on PostgreSQL {server}{_UNCHANGED}"
        )


_SETTINGS_OF_ROLE = text(
    "select each from pg_db_role_setting s join pg_roles r on r.oid = s.setrole"
    " cross join unnest(s.setconfig) as each"
    " join pg_database d on d.datname = current_database() and s.setdatabase in (0, d.oid)"
    " where r.rolname = :role"
)


async def _check_role(connection: AsyncConnection) -> None:
    """The owner may not alter the application's role: whoever makes roles must have done it."""
    found = set((await connection.execute(_SETTINGS_OF_ROLE, {"role": APPLICATION})).scalars())
    missing = [
        f"alter role {APPLICATION} set {name} = '{value}'"
        for name, value in ROLE_SETTINGS.items()
        if f"{name}={value}" not in found
    ]
    if missing:
        raise Conflict(f"as an administrator, first: {'; '.join(missing)}{_UNCHANGED}")


async def _prepare(connection: AsyncConnection) -> None:
    """One connection to each node, or what one step made would be unknown to the next."""
    for setting in (
        "citus.multi_shard_modify_mode = 'sequential'",
        "citus.propagate_set_commands = 'local'",
        # On the nodes functions come before the tables they read, which need them for their policies.
        "check_function_bodies = off",
        # Both triggers of ours only refuse, by their row and by a table that stands whole beside it.
        "citus.enable_unsafe_triggers = on",
    ):
        await connection.exec_driver_sql(f"set local {setting}")


async def _distribute_functions(connection: AsyncConnection) -> None:
    for function in await _functions(connection):
        await connection.execute(
            text("select create_distributed_function(cast(:function as regprocedure))"),
            {"function": function},
        )
    await _grant(connection)


async def _distribute_tables(connection: AsyncConnection) -> None:
    """Partitions follow the table that they are partitions of, and policies and rights follow theirs."""
    known = await connection.execute(text("select logicalrelid::text from pg_dist_partition"))
    done = set(known.scalars())
    tables = layout()
    for table in tables.reference:
        if table not in done:
            await connection.execute(
                text("select create_reference_table(cast(:table as regclass))"), {"table": table}
            )
    for table in sorted(tables.distributed, key=lambda each: each != _WITH):
        if table not in done:
            await connection.execute(
                text(
                    "select create_distributed_table(cast(:table as regclass), :key,"
                    " colocate_with => :companion)"
                ),
                {"table": table, "key": KEY, "companion": "none" if table == _WITH else _WITH},
            )


async def _drop_local_copies(connection: AsyncConnection) -> None:
    """What was copied to the nodes stays behind unseen, and would outlive the erasure of a student."""
    tables = layout()
    for table in (*tables.distributed, *reversed(tables.reference)):
        await connection.execute(
            text("select truncate_local_data_after_distributing_table(cast(:table as regclass))"),
            {"table": table},
        )

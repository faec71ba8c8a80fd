"""Distributing: over the nodes of Citus, by institution, with all of an institution's rows on one node.

A service stands beside each node that holds rows, and is asked about the institutions of that node alone
(docs/scaling.md). Its statements run where its connection is: what the transaction was told, and what its
functions wrote, is there. Nothing of the service knows the difference but what is replaced here.
"""

from collections.abc import Iterator, Mapping

from app.db.distributed_policies import said_over_settings
from app.db.migrate import is_migrated, statements_of
from app.db.pool import Connection, connected, open_pool
from app.db.transaction import Database
from app.errors import Unavailable

WHOLE = (
    "alembic_version",
    "institutions",
    "logins",
    "calendar_links",
    "launch_marks",
    "service_credentials",
    "statistics.codes",
    "statistics.group_kinds",
)
"""What is looked up before the institution is known, or belongs to none: it stands whole on every node."""
LEAST_VERSION = (14, 0)

# Shards are hidden from PostgreSQL's catalogues, row by row, and to read a type takes ten seconds. Of a
# temporary and a spread table that are joined, the temporary one travels. A function within a statement may
# ask the same node's shards again. A migration changes tables and functions in one transaction. A function is
# told to nodes before others that it calls.
_SETTINGS = {
    "citus.propagate_set_commands": "local",
    "citus.override_table_visibility": "off",
    "citus.local_table_join_policy": "prefer-local",
    "citus.allow_nested_distributed_execution": "on",
    "citus.multi_shard_modify_mode": "sequential",
    "check_function_bodies": "off",
}

_TABLES = """
    select format(case n.nspname when 'public' then '%2$I' else '%1$I.%2$I' end, n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'statistics') and c.relkind in ('r', 'p') and not c.relispartition
      and c.oid not in (select logicalrelid from pg_dist_partition)
      and relation_is_a_known_shard(c.oid) is not true
    order by 1
"""
_REFERENCES = """
    select conname, conrelid::regclass::text as of, confrelid::regclass::text as to
    from pg_constraint where contype = 'f' and conparentid = 0
"""
_POLICIES = """
    select polname, polrelid::regclass::text as of, pg_get_expr(polqual, polrelid) as seen,
           pg_get_expr(polwithcheck, polrelid) as written
    from pg_policy where polrelid not in (select logicalrelid from pg_dist_partition)
      and relation_is_a_known_shard(polrelid) is not true
      and not exists (select 1 from pg_inherits where inhrelid = polrelid)
"""
# Each function, also those that were made before there was another node.
_FUNCTIONS = """
    select create_distributed_function(p.oid::regprocedure)
    from pg_proc p
    where (p.pronamespace = 'public'::regnamespace and p.proname like 'attune\\_%'
           or p.pronamespace = 'statistics'::regnamespace)
      and p.oid not in (select o.objid from pg_dist_object o where o.classid = 'pg_proc'::regclass)
"""
# PostgreSQL writes an SQL function of one expression into each statement and parses it for that, and Citus
# plans each statement twice, every time. A function in PL/pgSQL is called instead.
_AS_PLPGSQL = r"""
    select format('create or replace function %s(%s) returns %s language plpgsql %s %s as %L',
        p.oid::regproc, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),
        case p.provolatile when 'i' then 'immutable' else 'stable' end,
        case p.proparallel when 's' then 'parallel safe' else 'parallel unsafe' end,
        regexp_replace(rtrim(p.prosrc, E' \n;'), '^\s*select (.*)$', 'begin return (\1); end'))
    from pg_proc p join pg_language l on l.oid = p.prolang
    where p.pronamespace = 'public'::regnamespace and p.proname like 'attune\_%' and l.lanname = 'sql'
      and p.provolatile <> 'v' and p.prokind = 'f' and not p.proretset and not p.prosecdef
      and p.proconfig is null and p.proallargtypes is null and p.prosrc !~ '\mfrom\M'
"""
# Nodes are told a function without who may call it: then everybody might.
_CALLERS = """
    with ours as (
        select p.oid::regprocedure as called, p.proowner as owner, x.grantee
        from pg_proc p cross join aclexplode(p.proacl) x
        where p.pronamespace in ('public'::regnamespace, 'statistics'::regnamespace)
          and p.oid in (select o.objid from pg_dist_object o where o.classid = 'pg_proc'::regclass))
    select format('revoke all on function %s from public', called)
    from ours group by called having 0 <> all (array_agg(grantee))
    union all
    select format('grant execute on function %s to %I', called, grantee::regrole)
    from ours where grantee not in (0, owner)
"""
# Each table that is spread; its partitions go with it.
_SPREAD = """
    from pg_dist_partition d join pg_class c on c.oid = d.logicalrelid
    where d.partmethod = 'h' and not c.relispartition
"""
# What stood in a table before it was spread stands in its shards now, and unseen where it was.
_LEFT_BEHIND = f"select truncate_local_data_after_distributing_table(c.oid) {_SPREAD}"
_ON_PLACEMENTS = """
    select result from run_command_on_placements($1::text::regclass, $2) where not success
"""
_COUNT = f"select count(*) {_SPREAD}"
# A node can make no partition and drops none: whatever year has none yet shares one.
_OTHER_YEARS = "create table if not exists public.events_of_other_years partition of public.events default"
# Citus gives shards the privileges of a table, and not those of its columns. The coordinator and the nodes
# still ask for the columns' own, of whoever asks them. A shard that moves is without until this has
# run again: what writes those columns is refused.
_COLUMN_GRANTS = """
    select a.attrelid::regclass::text, format('grant %s on %%s to %I', string_agg(
        distinct lower(x.privilege_type), ', '), x.grantee::regrole)
    from pg_attribute a cross join aclexplode(a.attacl) x
    where a.attacl is not null and a.attrelid in (select logicalrelid from pg_dist_partition)
    group by a.attrelid, x.grantee
"""
# Of rows that are copied into a shard, by COPY or by INSERT of what a SELECT found, Citus asks no policy. So
# what the policies say of a row that is written is a constraint, too, of whoever is subject to policies.
_PERMITTED = f"""
    select format('alter table %s drop constraint if exists permitted', c.oid::regclass),
        format('alter table %s add constraint permitted'
            ' check ((%snot row_security_active(%L)) is true) not valid',
            c.oid::regclass, string_agg(p.written || ' or ', '' order by p.name), c.oid::regclass::text)
    from (select c.oid {_SPREAD}) c
    left join lateral (
        select polname as name,
            coalesce(pg_get_expr(polwithcheck, c.oid), pg_get_expr(polqual, c.oid)) as written
        from pg_policy where polrelid = c.oid and polcmd in ('a', 'w', '*')) p on true
    group by c.oid
"""


async def distribute(owner_url: str, shards: int) -> int:
    """Spread the database over the coordinator's workers, each table by `shards`; returns how many tables.

    Does what is left to do, so it may be run again: after a migration, and after an institution has moved.
    Raises Unavailable, in words, where the server cannot.
    """
    async with open_pool(owner_url, size=1) as pool:
        if not await is_migrated(Database(pool)):
            raise Unavailable("the database lacks migrations: run `attune db migrate` first")
    async with connected(owner_url) as connection:
        await _check(connection)
        await _set_everywhere(connection)
    async with connected(owner_url) as connection:
        await connection.execute(f"set citus.shard_count = {shards:d}")
        await connection.execute("set citus.enable_local_reference_table_foreign_keys = off")
        await connection.execute("set client_min_messages = warning")
        await connection.execute(_FUNCTIONS)
        for (privilege,) in await connection.fetch(_CALLERS):
            await connection.execute(privilege)
        await _say_policies(connection)
        count = await _spread(connection)
        await connection.execute(_LEFT_BEHIND)
        await connection.execute(_OTHER_YEARS)
        for statement in statements_of("distributed"):
            await connection.execute(statement)
        for (function,) in await connection.fetch(_AS_PLPGSQL):
            await connection.execute(function)
        await _grant_on_shards(connection)
        for statements in await connection.fetch(_PERMITTED):
            for statement in statements:
                await connection.execute(statement)
    return count


async def _check(connection: Connection) -> None:
    version = await connection.fetchval("select extversion from pg_extension where extname = 'citus'")
    if version is None:
        raise Unavailable(
            "this database has no Citus: one server is all it has. Add the extension to it and to the same"
            " database of each node, or stay on one server (docs/scaling.md)"
        )
    if tuple(int(part) for part in version.split("-")[0].split(".")) < LEAST_VERSION:
        least = ".".join(map(str, LEAST_VERSION))
        raise Unavailable(
            f"this is Citus {version}, and {least} is the oldest that was tried: bring it up to date"
        )
    if await connection.fetchval("select groupid from pg_dist_local_group") != 0:
        raise Unavailable(
            "this node is no coordinator: let ATTUNE_OWNER_DATABASE_URL lead to the coordinator"
        )
    if not await connection.fetchval("select count(*) from citus_get_active_worker_nodes()"):
        raise Unavailable("the coordinator knows no other node: add one with citus_add_node()")
    if await connection.fetchval("show wal_level") != "logical":
        raise Unavailable("no institution could move to another node: set wal_level = logical on every node")


async def _say_policies(connection: Connection) -> None:
    """The policies of tables that are still whole, over settings alone."""
    for policy in await connection.fetch(_POLICIES):
        for clause, expression in (("using", policy["seen"]), ("with check", policy["written"])):
            if expression is not None:
                said = said_over_settings(expression)
                await connection.execute(
                    f'alter policy "{policy["polname"]}" on {policy["of"]} {clause} ({said})'
                )


async def _spread(connection: Connection) -> int:
    """Every table that is still whole, those first that others refer to; returns how many are spread."""
    tables = [row[0] for row in await connection.fetch(_TABLES)]
    needs: dict[str, set[str]] = {table: set() for table in tables}
    for name, of, to in await connection.fetch(_REFERENCES):
        if of in WHOLE and to not in WHOLE:
            # A table that stands whole cannot refer to a spread one; whoever deletes a person deletes logins.
            await connection.execute(f'alter table {of} drop constraint "{name}"')
        elif of in needs and to in needs and of != to:
            needs[of].add(to)
    for table in _in_order(needs):
        if table in WHOLE:
            await connection.execute("select create_reference_table($1::text::regclass)", table)
        else:
            await connection.execute(
                "select create_distributed_table($1::text::regclass, 'institution_id',"
                " colocate_with => coalesce((select 'public.students'::text from pg_dist_partition"
                " where logicalrelid = 'public.students'::regclass), 'default'))",
                table,
            )
    count: int = await connection.fetchval(_COUNT)
    return count


def _in_order(needs: Mapping[str, set[str]]) -> Iterator[str]:
    """Those without needs first. `students` before any other that is spread: the rest goes where it goes."""
    done = {table for table in needs if table in WHOLE}
    yield from (table for table in WHOLE if table in needs)
    left = sorted(set(needs) - done, key=lambda table: (table != "students", table))
    while left:
        ready = next(table for table in left if needs[table] <= done)
        left.remove(ready)
        done.add(ready)
        yield ready


async def _grant_on_shards(connection: Connection) -> None:
    """To each shard of a table, what its columns grant. Raises Unavailable where one refuses."""
    for table, grant in await connection.fetch(_COLUMN_GRANTS):
        for (refused,) in await connection.fetch(_ON_PLACEMENTS, table, grant):
            raise Unavailable(f"a shard of {table} refuses `{grant}`: {refused}")


async def _set_everywhere(connection: Connection) -> None:
    """For whoever connects from now on, to any node."""
    database = await connection.fetchval("select quote_ident(current_database())")
    for name, value in _SETTINGS.items():
        await connection.execute(f"alter database {database} set {name} = '{value}'")

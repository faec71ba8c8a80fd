"""Distributing: the same rules in the words that Citus takes, and nothing touched where it is not there.

There is no Citus under these tests. What Citus would be asked for is taken down by stand-ins for its
functions; what the re-phrased policies show is asked of PostgreSQL itself.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app import cli
from app.auth.demo_issuer import ISSUER
from app.auth.principal import Role
from app.errors import Conflict
from app.store import distribute as subject
from app.store import roles
from app.store.asking import elevated, enter
from app.store.distribute import (
    ROLE_SETTINGS,
    check_versions,
    distribute,
    is_a_students_own,
    layout,
    remember_nothing,
    say_without_subselects,
    spread,
    without_subselects,
)
from app.store.migrate import migrate
from app.store.roles import Urls
from app.store.session import driver_url
from app.store.tables import Table
from tests.world import Person, World, event, mark, note, register, session

pytestmark = pytest.mark.anyio

TABLES = Table.metadata.tables
SETTINGS = ("roles", "today", "institution_id", "student_id", "staff_id", "everyone", "charge")
REFUSAL = "the citus extension is not installed on this server; nothing was changed"
CATALOGUE = (
    "select tablename, policyname, qual, with_check from pg_policies order by 1, 2",
    "select oid, proname, prosrc, proacl::text from pg_proc order by 1",
    "select oid, relname, relkind, relacl::text from pg_class where relpersistence = 'p' order by 1",
    "select conname, pg_get_constraintdef(oid) from pg_constraint order by 1, 2",
)


async def everything(connection: AsyncConnection) -> list[Any]:
    return [(await connection.execute(text(query))).all() for query in CATALOGUE]


@pytest.fixture
async def admin(server_url: str, urls: Urls) -> AsyncIterator[AsyncEngine]:
    """The tests' database, as the server's superuser, who may become anybody."""
    name = make_url(urls.owner).database
    engine = create_async_engine(make_url(driver_url(server_url)).set(database=name))
    yield engine
    await engine.dispose()


# --- where it cannot be done -------------------------------------------------------------------------


async def test_without_the_extension_it_is_refused_and_nothing_is_changed(
    urls: Urls, admin: AsyncEngine
) -> None:
    async with admin.connect() as connection:
        before = await everything(connection)
        with pytest.raises(Conflict) as refused:
            await distribute(urls.owner)
        assert refused.value.detail == REFUSAL
        assert await everything(connection) == before


def test_the_verb_says_so(
    urls: Urls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATTUNE_OWNER_DATABASE_URL", urls.owner)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.argv", ["attune", "db", "distribute"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    assert REFUSAL in capsys.readouterr().err


@pytest.mark.parametrize(("citus", "server"), [("12.1-1", 16), ("13.2-1", 14)])
def test_older_versions_are_refused(citus: str, server: int) -> None:
    with pytest.raises(Conflict, match="nothing was changed"):
        check_versions(citus, server)


@pytest.mark.parametrize(("citus", "server"), [("13.2-1", 15), ("14.0-1", 18)])
def test_current_versions_are_taken(citus: str, server: int) -> None:
    check_versions(citus, server)


# --- which table goes where --------------------------------------------------------------------------


def test_every_table_is_in_exactly_one_list() -> None:
    tables = layout()
    assert sorted((*tables.distributed, *tables.reference)) == sorted(TABLES)


def test_what_a_student_owns_is_spread_but_for_what_is_unique_across_students() -> None:
    tables = layout()
    owned = {name for name, table in TABLES.items() if is_a_students_own(table)}
    assert owned >= set(tables.distributed)
    assert owned - set(tables.distributed) == {"students", "student_identifiers"}
    for name in tables.distributed:
        assert next(iter(TABLES[name].primary_key)).name == "student_id"


async def test_every_unique_index_of_a_distributed_table_holds_the_student(admin: AsyncEngine) -> None:
    """Asked of the database, partitions and all: what only a migration made counts too."""
    async with admin.connect() as connection:
        found = await connection.execute(
            text(
                "select i.indexrelid::regclass::text from pg_index i"
                " where i.indisunique and (i.indrelid::regclass::text = any(:tables)"
                "   or i.indrelid in (select inhrelid from pg_inherits"
                "                     where inhparent::regclass::text = any(:tables)))"
                " and not exists (select from pg_attribute a where a.attrelid = i.indrelid"
                "                 and a.attname = 'student_id' and a.attnum = any (i.indkey::int[]))"
            ),
            {"tables": list(layout().distributed)},
        )
        assert found.scalars().all() == []


async def test_nothing_refers_to_a_distributed_table_but_by_student(admin: AsyncEngine) -> None:
    """A reference table can refer to none; a distributed one must refer by the student."""
    tables = layout()
    for table in TABLES.values():
        for constraint in table.foreign_key_constraints:
            if constraint.referred_table.name in tables.distributed:
                assert table.name in tables.distributed
                assert "student_id" in constraint.columns


def test_what_is_referred_to_comes_first() -> None:
    tables = layout()
    order = [*tables.reference, *tables.distributed]
    for table in TABLES.values():
        for constraint in table.foreign_key_constraints:
            assert order.index(constraint.referred_table.name) <= order.index(table.name)


# --- the same rules ----------------------------------------------------------------------------------


@pytest.fixture
async def people(world: World) -> dict[str, Person]:
    """Students with rows in every table, and everybody who might see them, or must not."""
    await world.assess()
    await world.hold_sessions(session("L1", world.yesterday))
    tutor, stranger = await world.tutor(), await world.tutor()
    ann, bob = await world.student(tutor=tutor, consent=True), await world.student(consent=True)
    for student in (ann, bob):
        await world.mark(mark(student, "ESSAY", 62))
        await world.register(register(student, "L1", "present"))
        await world.say_stage(student, "planning", world.yesterday)
        await world.deliver(event(student, "vle", world.yesterday - timedelta(days=3), module_run="BIO1-18"))
    await world.score()
    for shared in (True, False):
        await tutor.do(f"{ann.path}/notes", note(share=shared))
    starts = world.moment.now + timedelta(days=1)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    await tutor.do(f"{ann.path}/meetings", times)
    for person in (tutor, ann):
        await person.do("/v1/me/calendar-link", None)
    for student in (ann, bob):  # late, so that what is stored is due again
        await world.deliver(event(student, "app", world.yesterday - timedelta(days=5)))
    head, explorer = await world.tutor(Role.DEPARTMENT), await world.tutor(Role.SITE_EXPLORER)
    await world.grant(head, "department", "CLES")
    await world.grant(explorer, "site_explorer")
    other = await world.found_another("exeter", empty=False)
    elsewhere = await other.tutor(Role.SITE_EXPLORER)
    await other.grant(elsewhere, "site_explorer")
    await other.student(tutor=elsewhere)
    return {
        "the tutor": tutor, "a stranger": stranger, "the student": ann, "another student": bob,
        "the head": head, "the explorer": explorer, "an explorer elsewhere": elsewhere,
        "an administrator": await world.tutor(Role.ADMIN), "a service": await world.service(),
    }  # fmt: skip


@asynccontextmanager
async def rolled_back(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as connection, connection.begin() as running:
        yield connection
        await running.rollback()


async def rephrase(connection: AsyncConnection) -> None:
    """As the owner would."""
    await connection.execute(text("set local role attune_owner"))
    await say_without_subselects(connection)
    await connection.execute(text("reset role"))


async def seen(
    connection: AsyncConnection, world: World, people: dict[str, Person]
) -> dict[tuple[str, str], Any]:
    """What each of them sees of every table, and how many rows each of them could change or remove."""
    found: dict[tuple[str, str], Any] = {}
    await connection.execute(text("set local role attune_app"))
    for name, person in (*people.items(), ("nobody", None), ("the operator", None)):
        async with connection.begin_nested() as attempt:
            if person is not None:
                granted = frozenset(str(role) for role in person.roles)
                assert await enter(connection, ISSUER, person.subject, granted, world.moment.now)
            if name == "the operator":
                mine = {"mine": world.institution.institution_id}
                await connection.execute(text("select attune_enter_as_operator(:mine)"), mine)
            for table in TABLES:
                found[name, table] = await rows_of(connection, table)
                for statement in (f"delete from {table}", f"update {table} set {first_column(table)}"):
                    found[name, statement] = await touched(connection, statement)
            await attempt.rollback()
    return found


def first_column(table: str) -> str:
    name = next(iter(TABLES[table].columns)).name
    return f"{name} = {name}"


async def rows_of(connection: AsyncConnection, table: str) -> list[str]:
    attempt = await connection.begin_nested()
    try:
        rows = await connection.execute(text(f"select t::text from {table} t order by 1"))
        return list(rows.scalars())
    except DBAPIError as refused:
        return [type(refused.orig).__name__]
    finally:
        await attempt.rollback()


async def touched(connection: AsyncConnection, statement: str) -> int | str:
    attempt = await connection.begin_nested()
    try:
        return (await connection.execute(text(statement))).rowcount
    except DBAPIError as refused:
        return type(refused.orig).__name__
    finally:
        await attempt.rollback()


async def test_the_rephrased_policies_show_everybody_the_same(
    admin: AsyncEngine, world: World, people: dict[str, Person]
) -> None:
    async with rolled_back(admin) as connection:
        before = await seen(connection, world, people)
    async with rolled_back(admin) as connection:
        await rephrase(connection)
        after = await seen(connection, world, people)
    assert [key for key in before if before[key] != after[key]] == []
    owned = [name for name, table in TABLES.items() if is_a_students_own(table)]
    for table in owned:  # so that equal does not mean equally empty
        shown = "the student" if table == "access_records" else "the tutor"
        assert before[shown, table], table
        assert not before["a stranger", table], table
        assert table == "access_records" or before["the explorer", table], table
    assert before["the tutor", "calendar_links"]
    assert not before["a stranger", "calendar_links"]


async def test_no_rephrased_policy_has_a_sub_select(admin: AsyncEngine) -> None:
    async with rolled_back(admin) as connection:
        await rephrase(connection)
        again = (await connection.execute(text(CATALOGUE[0]))).all()
        for row in again:
            assert "select" not in f"{row.qual} {row.with_check}".lower(), row
        await rephrase(connection)  # a second time changes nothing
        assert (await connection.execute(text(CATALOGUE[0]))).all() == again
        sublinks = await connection.execute(
            text("select count(*) from pg_policy where concat(polqual, polwithcheck) like '%SUBLINK%'")
        )
        assert sublinks.scalar_one() == 0


def test_an_unknown_sub_select_is_refused() -> None:
    with pytest.raises(Conflict, match="a policy of notes has a sub-select"):
        without_subselects("notes", "(EXISTS ( SELECT FROM grants g WHERE (g.staff_id = notes.staff_id)))")


async def test_an_unknown_function_is_refused(admin: AsyncEngine) -> None:
    async with rolled_back(admin) as connection:
        await connection.exec_driver_sql(
            "create or replace function attune_enter_as_operator(p_institution_id uuid) returns void"
            " language sql as 'select null::void'"
        )
        with pytest.raises(Conflict, match="attune_enter_as_operator"):
            await say_without_subselects(connection)


async def test_no_answer_is_remembered_there(
    admin: AsyncEngine, world: World, people: dict[str, Person]
) -> None:
    student, mine = people["the student"], {"student": people["the student"].id}
    say = text("insert into career_stages values (:student, '2018-10-03', 'planning')")
    kept = text("select version from versions where about = :student")
    for remembers in (True, False):
        async with rolled_back(admin) as connection:
            if not remembers:
                await connection.execute(text("set local role attune_owner"))
                await remember_nothing(connection)
                await connection.execute(text("reset role"))
            before = (await connection.execute(kept, mine)).scalars().all()
            await connection.execute(say, mine)
            after = (await connection.execute(kept, mine)).scalars().all()
            assert (before != after) is remembers
            await enter(connection, ISSUER, student.subject, frozenset({"student"}), world.moment.now)
            told_version = await connection.execute(text("select attune_version(:student)"), mine)
            assert (told_version.scalar_one() is not None) is remembers


async def test_published_models_stand_there_too(
    admin: AsyncEngine, world: World, people: dict[str, Person]
) -> None:
    """On a node the trigger's table is called scoring_models_102008: superseding goes on being allowed."""
    supersede = text("update scoring_models set status = 'superseded' where institution_id = :mine")
    mine = {"mine": world.institution.institution_id}
    async with rolled_back(admin) as connection:
        await rephrase(connection)
        await connection.exec_driver_sql("alter table scoring_models rename to scoring_models_102008")
        await connection.exec_driver_sql("create view scoring_models as table scoring_models_102008")
        assert (await connection.execute(supersede, mine)).rowcount == 1
        for forbidden in ("update scoring_models set note = 'x'", "delete from scoring_coefficients"):
            assert await touched(connection, forbidden) == "IntegrityError"


# --- who is asking -----------------------------------------------------------------------------------


async def told(connection: AsyncConnection) -> dict[str, str]:
    query = ", ".join(f"current_setting('attune.{name}', true)" for name in SETTINGS)
    values = (await connection.execute(text(f"select {query}"))).one()
    return dict(zip(SETTINGS, values, strict=True))


async def test_who_is_asking_is_told_the_same(
    admin: AsyncEngine, world: World, people: dict[str, Person]
) -> None:
    before: list[dict[str, str]] = []
    after: list[dict[str, str]] = []
    for said, by_set_local in ((before, False), (after, True)):
        async with rolled_back(admin) as connection:
            if by_set_local:
                await rephrase(connection)
            await connection.execute(text("set local role attune_app"))
            for person in people.values():
                granted = frozenset(str(role) for role in person.roles)
                await enter(connection, ISSUER, person.subject, granted, world.moment.now)
                said.append(await told(connection))
                async with elevated(connection, world.institution.institution_id):
                    said.append(await told(connection))
                said.append(await told(connection))
    assert before == after
    for alone, as_operator_, back in zip(after[::3], after[1::3], after[2::3], strict=True):
        assert alone == back
        assert as_operator_["roles"] == "operator"


async def test_nothing_but_who_is_asking_can_be_told(admin: AsyncEngine) -> None:
    """Names and values are quoted, going and coming back."""
    nasty = "o'ne \\ $$ %L ; reset role; -- \n"
    async with rolled_back(admin) as connection:
        await rephrase(connection)
        for name in SETTINGS:
            query = text("select attune_tell(:name, :value, true)")
            await connection.execute(query, {"name": f"attune.{name}", "value": nasty})
        assert set((await told(connection)).values()) == {nasty}
        async with elevated(connection, uuid4()):  # type: ignore[arg-type] # any institution will do
            assert nasty not in (await told(connection)).values()
        assert set((await told(connection)).values()) == {nasty}


# --- what Citus is asked for -------------------------------------------------------------------------

STAND_INS = """
create table asked (at int generated always as identity, verb text, what text, how text);
create view pg_dist_partition as
    select what::regclass as logicalrelid from asked where verb in ('reference', 'distributed');
create function create_reference_table(t regclass) returns void language sql as
    $$ insert into asked (verb, what) values ('reference', t::text) $$;
create function create_distributed_table(t regclass, c text, colocate_with text) returns void language sql as
    $$ insert into asked (verb, what, how) values ('distributed', t::text, c || ' with ' || colocate_with) $$;
create function create_distributed_function(f regprocedure) returns void language sql as
    $$ insert into asked (verb, what) values ('function', f::text) $$;
create function truncate_local_data_after_distributing_table(t regclass) returns void language sql as
    $$ insert into asked (verb, what) values ('dropped', t::text) $$;
grant all on asked, pg_dist_partition to attune_owner
"""


@pytest.fixture
async def elsewhere(server_url: str) -> AsyncIterator[Urls]:
    """A database whose Citus only takes down what it is asked for."""
    name = f"attune_test_{uuid4().hex[:12]}"
    urls = await roles.bootstrap(server_url, name, "owner-of-tests", "app-of-tests")
    await migrate(urls.owner)
    engine = create_async_engine(make_url(driver_url(server_url)).set(database=name))
    async with engine.begin() as connection:
        for statement in STAND_INS.split(";\n"):
            await connection.exec_driver_sql(statement)
    await engine.dispose()
    yield urls
    await roles.drop_database(server_url, name)


async def test_everything_is_asked_for_once_in_order(elsewhere: Urls) -> None:
    engine = create_async_engine(driver_url(elsewhere.owner))
    try:
        await spread(engine)
        await spread(engine)  # again, as after a migration: nothing is distributed twice
        async with engine.connect() as connection:
            asked = (await connection.execute(text("select verb, what, how from asked order by at"))).all()
    finally:
        await engine.dispose()
    tables = layout()
    assert [what for verb, what, _ in asked if verb == "reference"] == list(tables.reference)
    spread_out = [(what, how) for verb, what, how in asked if verb == "distributed"]
    assert spread_out[0] == ("registrations", "student_id with none")
    assert {how for _, how in spread_out[1:]} == {"student_id with registrations"}
    assert sorted(what for what, _ in spread_out) == sorted(tables.distributed)
    verbs = [verb for verb, _, _ in asked]
    assert verbs.index("function") < verbs.index("reference") < verbs.index("distributed")
    assert verbs.index("distributed") < verbs.index("dropped")
    assert {what for verb, what, _ in asked if verb == "dropped"} == set(TABLES)
    functions = {what for verb, what, _ in asked if verb == "function"}
    assert functions >= {"attune_may_see(uuid)", "attune_tell(text,text,boolean)", "attune_operator()"}


async def test_the_roles_settings_are_asked_for_as_statements(
    elsewhere: Urls, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the extension there, what only an administrator can do is said before anything is done."""
    there = "select true as available, '13.2-1' as installed, 15 as server"
    monkeypatch.setattr(subject, "_CITUS", text(there))
    with pytest.raises(Conflict) as refused:
        await distribute(elsewhere.owner)
    for name, value in ROLE_SETTINGS.items():
        assert f"alter role attune_app set {name} = '{value}'" in refused.value.detail
    database = make_url(elsewhere.owner).database
    engine = create_async_engine(make_url(driver_url(server_url)).set(database=database))
    try:
        async with engine.begin() as connection:
            for setting, value in ROLE_SETTINGS.items():
                await connection.exec_driver_sql(
                    f"alter role attune_app in database {database} set {setting} = '{value}'"
                )
        assert await distribute(elsewhere.owner) == layout()
    finally:
        await engine.dispose()

"""Migrations: they make exactly the tables that the code knows, and again is no change."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from app.db import roles
from app.db.migrate import MIGRATIONS, as_sql, is_migrated, migrate, statements_of
from app.db.roles import Passwords, Urls
from app.errors import Unavailable
from app.jobs.runtime import JobRuntime
from app.store.tables import METADATA

pytestmark = pytest.mark.anyio

WAITING = "select count(*) from pg_locks where not granted"
BEFORE_THE_INSTITUTION = {"institutions", "logins", "calendar_links", "launch_marks"}
"""What is looked up before the institution is known."""


def differences(connection: Connection) -> list[object]:
    def is_ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
        return not (kind == "table" and name is not None and name.startswith("events_"))

    context = MigrationContext.configure(connection, opts={"include_object": is_ours})
    return list(compare_metadata(context, METADATA))


async def test_migrations_and_tables_agree(urls: Urls) -> None:
    engine = create_async_engine(urls.owner.replace("postgresql://", "postgresql+asyncpg://", 1))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_migrating_again_changes_nothing(urls: Urls, runtime: JobRuntime) -> None:
    await migrate(urls.owner)
    assert await is_migrated(runtime.database)


def test_the_institution_is_first_in_every_key_and_in_every_reference() -> None:
    """What makes tenancy one rule, and an institution exportable and erasable by key."""
    for table in METADATA.tables.values():
        if table.name in BEFORE_THE_INSTITUTION:
            continue
        assert next(iter(table.primary_key)).name == "institution_id", table.name
        for each in table.foreign_key_constraints:
            assert each.column_keys[0] == "institution_id", (table.name, each.name)


def test_what_a_student_owns_goes_on_with_the_student() -> None:
    for table in METADATA.tables.values():
        if "student_id" in table.columns and table.name != "logins":
            assert [column.name for column in table.primary_key][1] == "student_id", table.name


def test_every_function_that_runs_with_the_owners_rights_says_where_it_looks_names_up() -> None:
    """Otherwise whoever calls it chooses which table a name means."""
    files = [path.stem for path in (MIGRATIONS / "functions").glob("*.sql")]
    functions = [each for name in files for each in statements_of(name) if "security definer" in each]
    assert functions
    for each in functions:
        assert "set search_path = pg_catalog, public, pg_temp" in each, each[:200]


async def test_a_migration_that_gets_no_lock_gives_up_before_readers_queue_behind_it(
    server_url: str, tmp_path: Path
) -> None:
    name = f"attune_test_{uuid4().hex[:12]}"
    urls = await roles.bootstrap(
        server_url, name, Passwords("owner-of-tests", "app-of-tests", "operator-of-tests")
    )
    await migrate(urls.owner)
    later = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, later)
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    (later / "versions" / "later.py").write_text(
        f"from alembic import op\nrevision, down_revision = 'later', '{newest}'\n"
        "def upgrade():\n    op.execute('alter table students add column x int')\n"
    )
    reader, other = [await asyncpg.connect(urls.owner) for _ in range(2)]
    try:
        reading = reader.transaction()
        await reading.start()
        await reader.execute("select from students")
        migrating = asyncio.create_task(migrate(urls.owner, pauses=(), migrations=later))
        await until_somebody_waits(other)
        # Behind the migration, which waits behind the first reader: only its giving up lets this through.
        await asyncio.wait_for(other.execute("select from students"), 10)
        with pytest.raises(Unavailable):
            await migrating
        assert await other.fetchval("select version_num from alembic_version") == newest
        await reading.rollback()
        await migrate(urls.owner, migrations=later)
        assert await other.fetchval("select version_num from alembic_version") == "later"
    finally:
        await reader.close()
        await other.close()
        await roles.drop_database(server_url, name)


async def until_somebody_waits(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    async with asyncio.timeout(10):
        while not await connection.fetchval(WAITING):  # noqa: ASYNC110 (it says nothing)
            await asyncio.sleep(0.02)


def lint(tmp_path: Path, upgrade: str) -> subprocess.CompletedProcess[str]:
    """What the linter says of a migration with that body."""
    shutil.copy(MIGRATIONS / "env.py", tmp_path)
    (tmp_path / "versions").mkdir(exist_ok=True)
    for revision, before, body in (("0", None, "pass"), ("1", "0", upgrade)):
        (tmp_path / "versions" / f"{revision}.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f"revision, down_revision = {(revision, before)}\n"
            f"def upgrade() -> None:\n    {body}\n"
        )
    sql = tmp_path / "migrations.sql"
    sql.write_text(as_sql("0", tmp_path))
    squawk = Path(sys.executable).with_name("squawk")
    return subprocess.run([squawk, sql], capture_output=True, text=True, check=False, cwd=MIGRATIONS.parent)


@pytest.mark.parametrize(
    ("upgrade", "rule"),
    [
        ("op.create_index('ix', 'students', ['name'])", "require-concurrent-index-creation"),
        ("op.add_column('students', sa.Column('x', sa.Text(), nullable=False))", "adding-required-field"),
        ("op.alter_column('students', 'name', type_=sa.LargeBinary())", "changing-column-type"),
        ("op.alter_column('students', 'name', nullable=False)", "adding-not-nullable-field"),
        ("op.create_check_constraint('c', 'students', 'true')", "constraint-missing-not-valid"),
        ("op.drop_column('students', 'name')", "ban-drop-column"),
    ],
)
def test_migrations_that_hold_a_live_table_are_refused(tmp_path: Path, upgrade: str, rule: str) -> None:
    said = lint(tmp_path, upgrade)
    assert said.returncode == 1
    assert rule in said.stdout + said.stderr


def test_migrations_that_hold_nothing_for_long_are_fine(tmp_path: Path) -> None:
    fine = (
        "op.create_table('t', sa.Column('x', sa.Integer(), primary_key=True))",
        "op.add_column('students', sa.Column('x', sa.Text(), nullable=True))",
        "op.execute('-- Nobody reads it any more.\\n-- squawk-ignore ban-drop-table\\ndrop table old')",
    )
    for upgrade in fine:
        said = lint(tmp_path, upgrade)
        assert said.returncode == 0, said.stdout

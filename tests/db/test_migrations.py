"""Migrations: they make exactly the tables that the code knows, and again is no change."""

import asyncio
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from app.db import roles
from app.db.migrate import MIGRATIONS, as_sql, is_migrated, migrate
from app.db.roles import Urls
from app.db.session import create_engine, driver_url
from app.errors import Unavailable
from app.store.tables import Table

pytestmark = pytest.mark.anyio

WAITING = "select count(*) from pg_locks where not granted"


def differences(connection: Connection) -> list[object]:
    def is_ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
        return not (kind == "table" and name is not None and name.startswith("events_"))

    context = MigrationContext.configure(connection, opts={"include_object": is_ours})
    return list(compare_metadata(context, Table.metadata))


async def test_migrations_and_tables_agree(urls: Urls) -> None:
    engine = create_async_engine(driver_url(urls.owner))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_migrating_again_changes_nothing(urls: Urls) -> None:
    await migrate(urls.owner)
    engine = create_engine(urls.application)
    assert await is_migrated(engine)
    await engine.dispose()


def test_everything_a_student_owns_has_the_student_first_in_its_key() -> None:
    """What lets a year of a university be partitioned, and a nation be distributed."""
    for table in Table.metadata.tables.values():
        if "student_id" in table.columns and table.name not in {"students", "logins"}:
            assert next(iter(table.primary_key)).name == "student_id", table.name


async def test_amounts_told_before_are_still_there_in_months_of_all_sources(server_url: str) -> None:
    name = f"attune_test_{uuid4().hex[:12]}"
    urls = await roles.bootstrap(server_url, name, "owner-of-tests", "app-of-tests")
    await migrate(urls.owner, to="0009")
    owner = await asyncpg.connect(urls.owner)
    block = {source: bytes([at]) * 248 for at, source in enumerate(("app", "vle"), start=1)}
    try:
        student = uuid4()
        for month, source in (("10", "vle"), ("10", "app"), ("11", "vle")):
            await owner.execute(
                "insert into activity_months (student_id, month, source, amounts) values ($1, $2, $3, $4)",
                student, date(2018, int(month), 1), source, block[source],
            )  # fmt: skip
        await migrate(urls.owner)
        found = await owner.fetch("select month, sources, amounts from activity_months order by month")
        assert [tuple(row) for row in found] == [
            (date(2018, 10, 1), ["app", "vle"], block["app"] + block["vle"]),
            (date(2018, 11, 1), ["vle"], block["vle"]),
        ]
    finally:
        await owner.close()
        await roles.drop_database(server_url, name)


async def test_a_migration_that_gets_no_lock_gives_up_before_readers_queue_behind_it(server_url: str) -> None:
    name = f"attune_test_{uuid4().hex[:12]}"
    urls = await roles.bootstrap(server_url, name, "owner-of-tests", "app-of-tests")
    await migrate(urls.owner)
    reader, other = [await asyncpg.connect(urls.owner) for _ in range(2)]
    try:
        await reader.execute("update alembic_version set version_num = '0004'")
        await reader.execute("drop table due_scores, score_progress, source_outages cascade")
        await reader.execute("create table stale_days (x int)")
        reading = reader.transaction()
        await reading.start()
        await reader.execute("select from stale_days")
        migrating = asyncio.create_task(migrate(urls.owner, pauses=()))
        await until_somebody_waits(other)
        # Behind the migration, which waits behind the first reader: only its giving up lets this through.
        await asyncio.wait_for(other.execute("select from stale_days"), 10)
        with pytest.raises(Unavailable):
            await migrating
        assert await other.fetchval("select version_num from alembic_version") == "0004"
        await reading.rollback()
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

"""What an expression that somebody smuggled into a statement could not do, in whosever request it ran.

Each test runs as the application's role, in a transaction that was told who asks, as every request's is.
"""

import asyncpg
import pytest

from app.auth.demo_issuer import ISSUER
from app.db.identity import elevated
from app.db.pool import open_pool
from app.db.query import one, query
from app.db.transaction import Database
from tests import roles
from tests.db.test_row_level_security import asked_by, students_seen
from tests.world import World

pytestmark = pytest.mark.anyio

ENTERED_AS = (
    "select attune_enter(institution_id, version, '{issuer}', '{subject}', array['student'], array['self'],"
    " array[false], 'administer', current_date, null, true) from institutions"
)
REFUSED = r"permission denied|told already|nothing as the institution|is not allowed in a non-volatile"


@pytest.mark.parametrize(
    "smuggled",
    [
        "select set_config('attune.student_id', '{victim}', true)",
        "select set_config('attune.operator', 'on', true)",
        "select set_config('attune.sees_all_by', 'x', true)",
        "select set_config('role', 'attune_operator', true)",
        "update pg_settings set setting = '1' where name = 'work_mem'",
        "select query_to_xml('set attune.operator to on', true, true, '')",
        "select attune_elevate(true)",
        "select attune_act_as_operator(null)",
        "select attune_watch()",
        ENTERED_AS,
        "select disclosure_salt from institutions",
        "select i from institutions i",
        "update institutions set profile = 'lax'",
        "update institutions set disclosure_salt = gen_random_uuid()",
        "update logins set student_id = '{victim}'",
        "insert into logins select 'x', 'x', institution_id from institutions",
        "update students set student_id = gen_random_uuid(), name = 'x'",
        "insert into staff select institution_id, gen_random_uuid(), 'x', 'x' from institutions",
        "insert into teaching select institution_id, module_run_id, '{staff}' from module_runs limit 1",
        "insert into access_records select * from access_records",
        "select pg_read_file('/etc/passwd')",
        "set role attune_operator",
    ],
)
async def test_nobody_becomes_somebody_else(world: World, smuggled: str) -> None:
    victim = await world.student()
    askers = [
        await world.student(),
        await world.tutor(),
        await world.tutor(roles.ADMIN),
        await world.service(),
    ]
    for asker in askers:
        given = {"victim": victim.id, "staff": asker.id, "issuer": ISSUER, "subject": victim.subject}
        with pytest.raises(asyncpg.PostgresError, match=REFUSED):
            async with asked_by(world, asker) as transaction:
                await transaction.connection.fetch(smuggled.format(**given))


async def test_the_salt_is_for_work_of_the_institution_itself(world: World) -> None:
    salt = query("select attune_disclosure_salt()", one)
    analyst = await world.tutor(roles.ANALYST)
    async with asked_by(world, analyst) as transaction:
        assert await transaction.fetch_one(salt) is None
    async with asked_by(world, analyst, may_act=True) as transaction:
        assert await transaction.fetch_one(salt) is None
        async with elevated(transaction):
            assert await transaction.fetch_one(salt) is not None
        assert await transaction.fetch_one(salt) is None
    async with world.context() as context:
        assert await context.transaction.fetch_one(salt) is not None


async def test_only_an_operation_that_says_so_acts_as_the_institution(world: World) -> None:
    service, student = await world.service(), await world.student()
    async with asked_by(world, service, may_act=True) as transaction:
        async with elevated(transaction):
            assert await students_seen(transaction, "students") >= {student.id}
        assert await students_seen(transaction, "students") == set()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with asked_by(world, service) as transaction, elevated(transaction):
            pass


async def test_a_session_of_nobody_reads_and_changes_no_institution(world: World) -> None:
    async with (
        open_pool(world.urls.application, size=1) as pool,
        Database(pool).transaction() as transaction,
    ):
        assert await transaction.fetch_one(query("select count(*) from institutions", one)) == 0
        assert await transaction.execute(query("update institutions set settings = '{}'")) == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await transaction.fetch(query("select disclosure_salt from institutions"))


async def test_an_administrator_makes_nobody_a_tutor_of_their_own(world: World) -> None:
    """Whatever the application were to try: the database refuses it, and lets them end it."""
    admin, student = await world.tutor(roles.ADMIN), await world.student()
    begin = query(
        "insert into tutorships (institution_id, student_id, staff_id, starts_on, kind) values"
        " (:institution_id, :student, :staff, :today, 'personal_tutor')"
    )
    given = {"student": student.id, "today": world.today}
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with asked_by(world, admin) as transaction:
            await transaction.execute(begin, staff=admin.id, **given)
    await world.begin_tutorship(student, admin, world.today)
    own = "update tutorships set ends_before = :today, ended_by = :by where institution_id = :institution_id"
    async with asked_by(world, admin) as transaction:
        assert await transaction.execute(query(own), today=world.today, by=admin.id) == 1
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with asked_by(world, admin) as transaction:
            await transaction.execute(
                query(
                    "update tutorships set ends_before = null, ended_by = null"
                    " where institution_id = :institution_id"
                )
            )

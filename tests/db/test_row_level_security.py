"""Row-level security: as the application role, with the filter forgotten on purpose, on every table.

Each test asks `select … from <table>` with no condition at all. What comes back is what the database by
itself lets that person see.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from app.actions.enter import Logins, enter_request
from app.auth.demo_issuer import ISSUER
from app.db.pool import open_pool
from app.db.query import columns, query
from app.db.transaction import Database, Transaction
from app.ids import StudentId
from app.store.tables import METADATA
from tests import roles
from tests.access.scene_signals import raised
from tests.db.reaching import add_reaching
from tests.world import Person, World, approval, event, mark, note, register, session

pytestmark = pytest.mark.anyio

OWNED = sorted(table.name for table in METADATA.tables.values() if "student_id" in table.columns)
"""Every table with a student in it; a new one is tested from the day it is drawn."""


@asynccontextmanager
async def asked_by(
    world: World, person: Person | None, about: StudentId | None = None, *, may_act: bool = False
) -> AsyncIterator[Transaction]:
    """A transaction as the application role, on somebody's behalf or on nobody's."""
    async with (
        open_pool(world.urls.application, size=1) as pool,
        Database(pool).transaction() as transaction,
    ):
        if person is not None:
            await enter_request(
                transaction,
                world.runtime.snapshots,
                Logins(),
                (ISSUER, person.subject),
                frozenset(person.roles),
                world.moment.now,
                about,
                may_act=may_act,
            )
        yield transaction


async def students_seen(transaction: Transaction, table: str) -> set[UUID]:
    """Whose rows come back when the filter is forgotten."""
    found = await transaction.fetch(query(f"select distinct student_id from {table}", columns))
    return {row[0] for row in found if row[0] is not None}


@pytest.fixture
async def full(world: World) -> dict[str, Person]:
    """Two students with rows in every table, their tutors, and everybody else."""
    people: dict[str, Person] = {}
    await world.assess()
    await world.hold_sessions(session("L1", world.yesterday))
    for name in ("ann", "bob"):
        tutor = await world.tutor()
        student = await world.student(tutor=tutor, consent=True)
        people |= {name: student, f"{name}s tutor": tutor}
        await world.mark(mark(student, "ESSAY", 62))
        await world.register(register(student, "L1", "present"))
        await world.say_stage(student, "planning", world.yesterday)
        await world.deliver(event(student, "vle", world.yesterday - timedelta(days=3), module_run="BIO1-18"))
        await world.score()
        await tutor.do(f"{student.path}/notes", note(share=True))
        await world.assign(student, tutor)
        await world.exempt(student, tutor, world.today, 7)
        await world.approve(approval(student, "EC-1", world.yesterday, world.today))
        await raised(world, student)
        starts = world.moment.now + timedelta(days=1)
        await tutor.do(
            f"{student.path}/meetings",
            {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()},
        )
        await add_reaching(world, student, tutor)
    await world.sql(
        "insert into signal_progress (institution_id, as_of, weekly) values (:institution_id, :as_of, true)",
        as_of=world.yesterday,
    )
    for name in ("ann", "bob"):  # late, so that what is stored no longer holds
        await world.deliver(event(people[name], "app", world.yesterday - timedelta(days=5)))
    for role in (roles.ADMIN, roles.INFORMATION_DESK, roles.ANALYST, roles.LECTURER):
        people[role] = await world.tutor(role)
    people["service"] = await world.service()
    return people


async def test_a_forgotten_filter_shows_nobody_elses_rows(world: World, full: dict[str, Person]) -> None:
    ann, bob = full["ann"].id, full["bob"].id
    expected: dict[str, set[UUID]] = {"ann": {ann}, "anns tutor": {ann}, "bob": {bob}, "bobs tutor": {bob}}
    others = (roles.ADMIN, roles.INFORMATION_DESK, roles.ANALYST, roles.LECTURER, "service")
    wrong = []
    for table in OWNED:
        if table not in {"notes", "access_records"}:  # not the institution's jobs' to read either
            assert await world.count(table, full["ann"]), f"nothing to find in {table}"
        for name in (*expected, *others):
            right = expected.get(name, set())
            if table in {"access_records", "logins"} and name.endswith("tutor"):
                right = set()  # the students' own to read, or nobody's
            if (name, table) == (roles.ADMIN, "tutorships"):
                right = {ann, bob}  # who tutors whom is an administrator's to say
            async with asked_by(world, full[name]) as transaction:
                seen = await students_seen(transaction, table)
            if seen != right:
                wrong.append((table, name, seen))
        async with asked_by(world, None) as transaction:
            if await students_seen(transaction, table):
                wrong.append((table, "nobody", set()))
    assert wrong == []


async def test_a_request_about_one_student_reaches_nobody_else(world: World, full: dict[str, Person]) -> None:
    """Not even another student of the same tutor."""
    tutor = full["anns tutor"]
    await world.begin_tutorship(full["bob"], tutor, world.yesterday)
    for about in (full["ann"], full["bob"]):
        async with asked_by(world, tutor, StudentId(about.id)) as transaction:
            assert await students_seen(transaction, "registrations") == {about.id}
    stranger = await world.student()
    async with asked_by(world, tutor, StudentId(stranger.id)) as transaction:
        assert await students_seen(transaction, "registrations") == set()


async def test_nobody_writes_a_students_rows_but_the_institutions_jobs(
    world: World, full: dict[str, Person]
) -> None:
    allowed = {
        ("anns tutor", "meetings"), ("bob", "meetings"), (roles.ADMIN, "tutorships"), ("bob", "remarks"),
    }  # fmt: skip
    wrong = []
    for table in OWNED:
        for statement in (f"delete from {table}", f"update {table} set student_id = student_id"):
            for name in ("bob", "anns tutor", roles.ADMIN, "service"):
                touched = 0
                async with asked_by(world, full[name]) as transaction:
                    try:
                        touched = await transaction.execute(query(statement))
                    except asyncpg.InsufficientPrivilegeError:
                        await transaction.connection.execute("rollback; begin")
                    await transaction.connection.execute("rollback; begin")
                if touched and (name, table) not in allowed:
                    wrong.append((name, statement))
    assert wrong == []


async def test_a_tutor_cannot_put_a_note_on_anothers_student(world: World, full: dict[str, Person]) -> None:
    statement = query(
        "insert into notes (institution_id, student_id, note_id, author, staff_id, status, created_at,"
        " changed_at) values (:institution_id, :student, gen_random_uuid(), 'staff', :staff, 'shared', now(),"
        " now())"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with asked_by(world, full["anns tutor"]) as transaction:
            await transaction.execute(statement, student=full["bob"].id, staff=full["anns tutor"].id)


async def test_nobody_writes_access_records_in_anothers_name(world: World, full: dict[str, Person]) -> None:
    statement = query(
        "insert into access_records (institution_id, student_id, seen_at, access_id, staff_id, role,"
        " sections, purpose, outcome) values (:institution_id, :student, now(), gen_random_uuid(), :staff,"
        " 'x', '{}', 'x', 'seen')"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        async with asked_by(world, full["anns tutor"]) as transaction:
            await transaction.execute(statement, student=full["ann"].id, staff=full["bobs tutor"].id)


LOOK = query(
    "select attune_record_access(cast(:students as uuid[]), cast(:sections as text[]),"
    " cast(:roles as text[]), 'tutoring', 'seen', now())"
)


async def test_a_look_is_put_on_record_by_whoever_may_look_and_nobody_else(
    world: World, full: dict[str, Person]
) -> None:
    ann, bob = full["ann"].id, full["bob"].id
    every = list(roles.EVERY)
    for name, students, by in (
        ("anns tutor", [bob], every),
        ("anns tutor", [ann, bob], every),
        ("anns tutor", [ann], [roles.DEPARTMENT_HEAD]),  # a role by which they do not see the student
        ("ann", [ann], every),  # who is no member of staff
        ("service", [ann], every),
        (roles.ADMIN, [ann], every),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="by whoever may look"):  # noqa: PT012 (raised on the way out)
            async with asked_by(world, full[name]) as transaction:
                sections = ["student"] * len(students)
                await transaction.execute(LOOK, students=students, sections=sections, roles=by)
    async with asked_by(world, full["anns tutor"]) as transaction:
        await transaction.execute(LOOK, students=[ann], sections=["student,grades"], roles=every)
    latest = query(
        "select staff_id, role, sections from access_records where institution_id = :institution_id"
        " order by seen_at desc limit 1",
        columns,
    )
    async with asked_by(world, full["ann"]) as transaction:
        found = await transaction.fetch_one(latest)
    assert found == (full["anns tutor"].id, "personal_tutor", ["student", "grades"])


async def test_access_records_and_the_audit_are_only_ever_added_to(world: World) -> None:
    for table in ("access_records", "audit_entries", "consent_decisions"):
        for statement in (f"update {table} set institution_id = null", f"delete from {table}"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
                await world.sql(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
            await world.sql(f"truncate {table}")


async def test_partitions_cannot_be_read_around_the_policies(world: World, full: dict[str, Person]) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        async with asked_by(world, full["ann"]) as transaction:
            await transaction.fetch(query("select student_id from events_2018"))


async def test_another_institution_is_out_of_reach_for_everybody(world: World) -> None:
    """Tables that belong to an institution, `institutions` itself included, for an admin and for a job."""
    admin = await world.tutor(roles.ADMIN)
    other = await world.create_another("exeter", empty=False)
    mine = world.institution.institution_id
    tables = [table.name for table in METADATA.tables.values() if "institution_id" in table.columns]

    async def check(transaction: Transaction) -> None:
        for table in tables:
            found = await transaction.fetch(query(f"select distinct institution_id from {table}"))
            assert {row[0] for row in found} <= {mine}, table
        for change in ("org_units set name = 'mine'", "institutions set settings = '{}'"):
            statement = query(f"update {change} where institution_id = :other")
            assert await transaction.execute(statement, other=other.institution.institution_id) == 0

    async with asked_by(world, admin) as transaction:
        await check(transaction)
    async with world.context() as context:
        await check(context.transaction)


async def test_a_role_that_the_profile_lacks_is_no_role_for_the_database_either(world: World) -> None:
    """Exeter has no such role: neither the token nor a grant makes one."""
    head = await world.tutor(roles.DEPARTMENT_HEAD, roles.SITE_EXPLORER)
    await world.grant(head, roles.DEPARTMENT_HEAD, "CLES")
    await world.grant(head, roles.SITE_EXPLORER)
    await world.student()
    async with asked_by(world, head) as transaction:
        assert await students_seen(transaction, "students") == set()
        told = query(
            "select current_setting('attune.visible_students'), current_setting('attune.sees_all_by')",
            columns,
        )
        assert await transaction.fetch_one(told) == ("", "")

"""Restriction in the database: what must not be used is not there, for staff and for jobs."""

import asyncpg
import pytest

from app.db.identity import elevated, stores
from app.db.query import columns, query
from app.store.tables import METADATA
from tests import roles
from tests.db.test_row_level_security import asked_by, full, students_seen
from tests.world import Person, World

pytestmark = pytest.mark.anyio
assert full  # a fixture

OWNED = sorted(table.name for table in METADATA.tables.values() if "student_id" in table.columns)
STAYS = {
    "restrictions",
    "rights_requests",
    "request_steps",
    "corrections",
    "access_records",
    "logins",
    "tutorships",
}
"""What is between a student and whoever answers, whose login is whose, and who tutors whom."""


async def restrict(world: World, student: Person, *, purpose: str = "") -> None:
    async with world.owner() as owner:
        await owner.execute(
            "insert into restrictions (institution_id, student_id, restriction_id, purpose, request_id,"
            " restricted_at, restricted_by) select $1, $2, gen_random_uuid(), $3, gen_random_uuid(), now(),"
            " staff_id from staff where institution_id = $1 limit 1",
            world.institution.institution_id,
            student.id,
            purpose,
        )


async def test_every_table_of_students_leaves_the_restricted_out(world: World) -> None:
    """Each policy by which a new table is read says so, or the table has a place in `STAYS` with a reason."""
    async with world.owner() as owner:
        found = await owner.fetch(
            "select tablename, bool_and(qual ~ 'student_id <> ALL .*attune_hidden_students') from pg_policies"
            " where cmd in ('SELECT', 'ALL') and tablename = any ($1) group by tablename",
            OWNED,
        )
    assert {table for table, leaves_out in found if leaves_out} == set(OWNED) - STAYS


async def test_neither_staff_nor_jobs_see_a_restricted_student_in_any_table(
    world: World, full: dict[str, Person]
) -> None:
    ann, bob = full["ann"].id, full["bob"].id
    await restrict(world, full["ann"])
    wrong = []
    for table in sorted(set(OWNED) - STAYS):
        async with world.context() as context:
            # What jobs may not read at all, they do not read here either.
            seen = await students_seen(context.transaction, table)
            if ann in seen or (bob not in seen and table not in {"notes", "data_copies", "consent_receipts"}):
                wrong.append(("jobs", table))
            await stores(context.transaction)
            if ann not in await students_seen(context.transaction, table) and bob in seen:
                wrong.append(("what stores", table))
        for name, right in (("anns tutor", set()), ("bobs tutor", {bob}), ("ann", {ann})):
            async with asked_by(world, full[name]) as transaction:
                if (seen := await students_seen(transaction, table)) - right:
                    wrong.append((name, table))
                if name == "ann" and seen != right and table != "consent_receipts":
                    wrong.append((name, table))
    assert wrong == []


async def test_whoever_sees_everybody_does_not_see_the_restricted(wide: World) -> None:
    student, other = await wide.student(), await wide.student()
    explorer = await wide.tutor(roles.SITE_EXPLORER)
    await wide.grant(explorer, roles.SITE_EXPLORER)
    await restrict(wide, student)
    for table in ("students", "registrations", "enrolments"):
        async with asked_by(wide, explorer) as transaction:
            assert await students_seen(transaction, table) == {other.id}


async def test_nobody_but_the_institutions_own_work_says_that_it_stores(world: World) -> None:
    tutor = await world.tutor()
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="own work"):
        async with asked_by(world, tutor) as transaction:
            await transaction.execute(query("select attune_stores()"))


async def test_whoever_says_a_purpose_sees_nobody_who_is_restricted_for_it(
    world: World, full: dict[str, Person]
) -> None:
    """Staff, and parts of their requests that act as the institution; it only takes away, and never ends."""
    ann, bob = full["ann"].id, full["bob"].id
    await restrict(world, full["ann"], purpose="x")
    says = query("select attune_uses(:purpose)")
    wrong: list[tuple[str, ...]] = []
    for table in sorted(set(OWNED) - STAYS):
        for name in ("anns tutor", "bobs tutor", "ann"):
            async with asked_by(world, full[name]) as transaction:
                before = await students_seen(transaction, table)
                await transaction.execute(says, purpose="y")
                if await students_seen(transaction, table) != before:
                    wrong.append((name, table, "another purpose"))
                await transaction.execute(says, purpose="x")
                left = before if name == "ann" else before - {ann}
                if await students_seen(transaction, table) != left:
                    wrong.append((name, table))
        async with world.context() as context:
            before = await students_seen(context.transaction, table)
            await context.transaction.execute(says, purpose="x")
            if await students_seen(context.transaction, table) != before - {ann}:
                wrong.append(("jobs", table))
    assert wrong == []
    assert bob != ann


async def test_a_purpose_that_was_said_holds_in_what_acts_as_the_institution(world: World) -> None:
    student, other, tutor = await world.student(), await world.student(), await world.tutor()
    await restrict(world, student, purpose="x")
    async with asked_by(world, tutor, may_act=True) as transaction:
        await transaction.execute(query("select attune_uses('x')"))
        async with elevated(transaction):
            assert await students_seen(transaction, "students") == {other.id}
    async with asked_by(world, tutor, may_act=True) as transaction, elevated(transaction):
        assert await students_seen(transaction, "students") == {student.id, other.id}


async def test_nobody_restricts_or_lifts_without_the_duty(world: World) -> None:
    student, tutor = await world.student(), await world.tutor()
    await restrict(world, student)
    lift = query(
        "update restrictions set lifted_at = now(), lifted_by = :staff, told_on = now(), notice = 'x'"
        " where institution_id = :institution_id"
    )
    for who in (student, tutor):
        async with asked_by(world, who) as transaction:
            assert await transaction.execute(lift, staff=tutor.id) == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with asked_by(world, tutor) as transaction:
            await transaction.execute(
                query(
                    "insert into restrictions (institution_id, student_id, restriction_id, purpose,"
                    " request_id, restricted_at, restricted_by)"
                    " values (:institution_id, :student, gen_random_uuid(), '',"
                    " gen_random_uuid(), now(), :staff)"
                ),
                student=student.id,
                staff=tutor.id,
            )


async def test_the_ledger_is_read_by_whoever_answers_and_written_by_nobody(world: World) -> None:
    async with world.context() as context:
        assert await context.transaction.fetch(query("select * from erasures", columns)) == []
    for statement in ("delete from erasures", "update erasures set role = 'x'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
            await world.sql(statement)

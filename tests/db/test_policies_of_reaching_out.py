"""What the database itself lets somebody do with invitations, remarks, objectives and referrals.

As the application role, with every condition forgotten: what comes back is what the policies allow.
"""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from app.db.query import columns, query
from app.db.transaction import Transaction
from tests import roles
from tests.db.reaching import add_reaching
from tests.db.test_row_level_security import asked_by, students_seen
from tests.world import Person, World

pytestmark = pytest.mark.anyio


async def refused(world: World, person: Person, statement: str, **given: Any) -> bool:
    """Whether the database refuses it, or it finds no row."""
    try:
        async with asked_by(world, person) as transaction:
            return not await transaction.execute(query(statement), **given)
    except asyncpg.InsufficientPrivilegeError:
        return True


async def test_an_organiser_selects_who_joined_and_never_who_was_invited(world: World) -> None:
    organiser, colleague = await world.tutor(), await world.tutor()
    joined, invited = [await world.student(tutor=organiser) for _ in range(2)]
    await add_reaching(world, joined, organiser)
    await add_reaching(world, invited, organiser, joined=False)
    for student in (joined, invited):
        await world.begin_tutorship(student, colleague, world.yesterday)

    async def seen_by(person: Person, *, may_act: bool = False) -> set[Any]:
        async with asked_by(world, person, may_act=may_act) as transaction:
            return await students_seen(transaction, "group_invitations")

    assert await seen_by(organiser) == {joined.id}
    assert await seen_by(colleague) == set()
    assert await seen_by(await world.tutor(roles.ADMIN)) == set()
    assert await seen_by(await world.tutor(roles.ANALYST)) == set()
    assert await seen_by(joined) == {joined.id}
    assert await seen_by(invited) == {invited.id}


async def test_counting_tells_an_organiser_no_more(world: World) -> None:
    """Neither a count nor an insert that would clash tells that somebody is invited."""
    organiser = await world.tutor()
    invited = await world.student(tutor=organiser)
    group = await add_reaching(world, invited, organiser, joined=False)
    async with asked_by(world, organiser) as transaction:
        assert await _count(transaction, "group_invitations") == 0
    assert await refused(world, organiser, "update group_invitations set joined_at = now()")
    assert await refused(world, organiser, "delete from group_invitations")
    forged = (
        "insert into group_invitations (institution_id, student_id, group_intervention_id, organised_by,"
        " invited_at, joined_at) values (:institution_id, :student, :offered, :staff, now(), now())"
    )
    other = await world.student(tutor=organiser)
    assert await refused(world, organiser, forged, student=other.id, offered=group, staff=organiser.id)


async def _count(transaction: Transaction, table: str) -> int:
    found = await transaction.fetch_one(query(f"select count(*) from {table}", columns))
    return int(found[0])


async def test_what_is_organised_is_seen_by_its_organiser_and_the_invited(world: World) -> None:
    organiser = await world.tutor()
    invited, stranger = await world.student(tutor=organiser), await world.student()
    await add_reaching(world, invited, organiser, joined=False)
    for person, expected in (
        (organiser, 1), (invited, 1), (stranger, 0), (await world.tutor(), 0),
        (await world.tutor(roles.ADMIN), 0),
    ):  # fmt: skip
        async with asked_by(world, person) as transaction:
            assert await _count(transaction, "group_interventions") == expected, person.roles


async def test_nobody_invites_for_somebody_else_or_anothers_student(world: World) -> None:
    organiser, colleague = await world.tutor(), await world.tutor()
    own, other = await world.student(tutor=organiser), await world.student(tutor=colleague)
    group = await add_reaching(world, own, organiser)
    invite = (
        "insert into group_invitations (institution_id, student_id, group_intervention_id, organised_by,"
        " invited_at) values (:institution_id, :student, :offered, :staff, now())"
    )
    assert await refused(world, organiser, invite, student=other.id, offered=group, staff=organiser.id)
    assert await refused(world, colleague, invite, student=other.id, offered=group, staff=organiser.id)
    another = await world.student(tutor=organiser)
    assert not await refused(world, organiser, invite, student=another.id, offered=group, staff=organiser.id)


async def test_a_remark_is_nobodys_but_the_students(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await add_reaching(world, student, tutor)
    forged = (
        "insert into remarks (institution_id, student_id, remark_id, section, first_day, words, made_at)"
        " values (:institution_id, :student, gen_random_uuid(), 'engagement', current_date, 'x', now())"
    )
    for statement in (forged, "delete from remarks", "update remarks set words = 'y'"):
        given = {"student": student.id} if statement is forged else {}
        assert await refused(world, tutor, statement, **given)
    assert await refused(world, student, "update remarks set words = 'y'")
    assert not await refused(world, student, "delete from remarks")


async def test_neither_side_changes_what_the_other_has_set_and_nobody_what_was_said(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await add_reaching(world, student, tutor)  # an objective of staff
    change = "update objectives set title = 'y', changed_at = now()"
    assert await refused(world, student, change)
    assert not await refused(world, tutor, change)
    for statement in (
        "update objective_progress set words = 'y'",
        "delete from objective_progress",
        "delete from objectives",
        "update prepared_messages set body = 'y'",
    ):
        for person in (tutor, student):
            assert await refused(world, person, statement), statement


async def test_a_student_takes_back_nothing_but_an_agreement_of_their_own(world: World) -> None:
    tutor = await world.tutor()
    ann, bob = [await world.student(tutor=tutor) for _ in range(2)]
    for student in (ann, bob):
        await add_reaching(world, student, tutor)
        await world.assign(student, tutor)  # a case that is no referral
    found = await world.sql(
        "select a.student_id, a.assignment_id, r.referral_id is not null from assignments a"
        " left join referrals r on r.institution_id = a.institution_id and r.student_id = a.student_id"
        " and r.referral_id = a.assignment_id where a.institution_id = :institution_id"
    )
    take_back = query("select attune_withdraw_agreement(:referral, 'x', :now)", columns)
    for owner, case, is_referral in found:
        for person in (ann, bob, tutor):
            async with asked_by(world, person) as transaction:
                given = {"referral": case, "now": world.moment.now + timedelta(minutes=1)}
                (done,) = await transaction.fetch_one(take_back, **given)
            assert done is (is_referral and person.id == owner)

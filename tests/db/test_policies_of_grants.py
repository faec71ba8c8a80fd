"""What the database itself refuses of grants and assignments, whatever the application were to try."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.db.query import query
from app.errors import Conflict
from app.ids import StudentId
from tests import roles
from tests.apart import REFUSED
from tests.db.test_row_level_security import asked_by
from tests.world import Person, World

pytestmark = pytest.mark.anyio

REQUEST = query(
    """
    insert into grants (institution_id, grant_id, staff_id, role, starts_on, ends_before, reason, status,
        requested_by, requested_at, decided_by, decided_at)
    values (:institution_id, gen_random_uuid(), :staff, 'site_explorer', :today, :until, 'a test', :status,
        :requested_by, now(), cast(:decided_by as uuid), case when :status <> 'requested' then now() end)
    """
)
APPROVE = query(
    "update grants set status = 'approved', decided_by = :staff, decided_at = now()"
    " where institution_id = :institution_id and status = 'requested'"
)
REVIEW = query(
    "update grants set reviewed_by = :staff, reviewed_at = now() where institution_id = :institution_id"
)
HAND_OVER = query(
    """
    insert into assignments (institution_id, student_id, assignment_id, team_id, reason, opened_by, opened_at)
    select :institution_id, :student, gen_random_uuid(), t.team_id, 'for a test', :staff, now()
    from teams t where t.institution_id = :institution_id limit 1
    """
)
CLOSE = query(
    "update assignments set closed_by = :staff, closed_at = now(), closing_reason = 'for a test'"
    " where institution_id = :institution_id"
)


async def request(world: World, asker: Person, holder: Person, **fields: Any) -> None:
    async with asked_by(world, asker) as transaction:
        row = {
            "staff": holder.id,
            "requested_by": asker.id,
            "today": world.today,
            "until": world.today + timedelta(days=9),
            "status": "requested",
            "decided_by": None,
        }
        await transaction.execute(REQUEST, **row | fields)


async def test_a_grant_begins_as_a_request_of_whoever_asks(wide: World) -> None:
    explorer, decider = await wide.tutor(roles.SITE_EXPLORER), await wide.tutor(roles.ADMIN)
    for asker, fields in (
        (explorer, {"status": "approved", "decided_by": decider.id}),
        (decider, {"status": "approved", "decided_by": explorer.id}),
        (explorer, {"requested_by": decider.id}),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await request(wide, asker, explorer, **fields)
    await request(wide, explorer, explorer)
    async with asked_by(wide, explorer) as transaction:
        assert await transaction.execute(APPROVE, staff=decider.id) == 0, "nothing that they could change"


async def test_nobody_approves_or_reviews_a_grant_of_their_own(wide: World) -> None:
    decider, other = await wide.tutor(roles.ADMIN), await wide.tutor(roles.ADMIN)
    await request(wide, other, decider)
    for person, refusal in (
        (decider, asyncpg.InsufficientPrivilegeError),  # the holder
        (other, asyncpg.CheckViolationError),  # the requester
    ):
        with pytest.raises(refusal):
            async with asked_by(wide, person) as transaction:
                await transaction.execute(APPROVE, staff=person.id)
    third = await wide.tutor(roles.ADMIN)
    async with asked_by(wide, third) as transaction:
        assert await transaction.execute(APPROVE, staff=third.id) == 1
    for person in (decider, other):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with asked_by(wide, person) as transaction:
                await transaction.execute(REVIEW, staff=person.id)


async def test_only_who_sees_the_student_hands_over_and_closes(wide: World) -> None:
    tutor, stranger, nurse = await wide.tutor(), await wide.tutor(), await wide.tutor(roles.WELLBEING_TEAM)
    student = await wide.student(tutor=tutor)
    await wide.assign(await wide.student(), nurse)  # there is a team

    async def change(person: Person, statement: Any, staff: UUID) -> int:
        async with asked_by(wide, person, StudentId(student.id)) as transaction:
            return await transaction.execute(statement, staff=staff, student=student.id)

    for person, staff in ((stranger, stranger.id), (tutor, stranger.id), (student, tutor.id)):
        with pytest.raises(REFUSED):
            await change(person, HAND_OVER, staff)
    assert await change(tutor, HAND_OVER, tutor.id) == 1
    with pytest.raises(Conflict, match="with the same student, team among the assignments"):
        await change(tutor, HAND_OVER, tutor.id)
    with pytest.raises(REFUSED):
        await change(tutor, CLOSE, stranger.id)
    assert await change(stranger, CLOSE, stranger.id) == 0
    assert await change(nurse, CLOSE, nurse.id) == 1, "a member of the team"
    assert await change(tutor, CLOSE, tutor.id) == 0, "what is closed stands"

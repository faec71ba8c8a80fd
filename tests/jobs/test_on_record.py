"""What the command line changes is on record like what people change: by nobody, in the operator's role."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.db.identity import as_operator
from app.errors import InvalidInput
from app.jobs.found_institution import found_institution
from app.jobs.withdraw_source import withdraw_source
from tests.world import World, event

pytestmark = pytest.mark.anyio


async def audited(world: World, *actions: str) -> list[dict[str, Any]]:
    """Entries of these actions, the earliest first, whoever may read them."""
    async with world.owner() as owner:
        rows = await owner.fetch(
            "select action, subject, role, staff_id, before, after from audit_entries"
            " where institution_id = $1 and action = any($2) order by changed_at, action",
            world.institution.institution_id,
            list(actions),
        )
    return [dict(each) for each in rows]


async def test_a_withdrawal_is_on_record_with_its_days_and_how_much_went(world: World) -> None:
    student = await world.student(consent=True)
    first = world.yesterday - timedelta(days=2)
    await world.deliver(*(event(student, "app", first + timedelta(days=at)) for at in range(3)))
    removed = [each async for each in withdraw_source(world.context, "app", first, world.yesterday)]
    assert removed == [3]
    begun, finished = await audited(world, "withdrawal begun", "withdrawal finished")
    days = f'"last_day": "{world.yesterday}", "first_day": "{first}"'
    assert begun["after"] == f"{{{days}}}"
    assert finished["after"] == f'{{"events": 3, {days}}}'
    for entry in (begun, finished):
        assert (entry["subject"], entry["role"], entry["staff_id"]) == ("source/app", "operator", None)


async def test_a_source_that_there_is_not_leaves_no_record(world: World) -> None:
    with pytest.raises(InvalidInput):
        async for _ in withdraw_source(world.context, "turnstiles", world.yesterday, world.yesterday):
            pass
    assert await audited(world, "withdrawal begun") == []


async def test_a_withdrawal_of_nothing_is_on_record_as_well(world: World) -> None:
    assert [each async for each in withdraw_source(world.context, "app", world.yesterday, world.today)] == []
    entries = await audited(world, "withdrawal begun", "withdrawal finished")
    assert [each["action"] for each in entries] == ["withdrawal begun", "withdrawal finished"]


async def test_founding_and_changing_an_institution_is_on_record(world: World) -> None:
    database, code = world.runtime.database, f"FOUND{uuid4().hex[:8]}"

    async def found(name: str) -> None:
        async with as_operator(database) as transaction:
            made = await found_institution(
                transaction, world.profile, world.runtime.clock, code=code, name=name, provenance="Made up"
            )
            ids.append(made.institution_id)

    ids: list[Any] = []
    for name in ("University of Tests", "University of Tests", "Tests University"):
        await found(name)
    async with world.owner() as owner:
        rows = await owner.fetch(
            "select action, role, before->>'name' as before, after->>'name' as after from audit_entries"
            " where institution_id = $1 order by action desc",
            ids[0],
        )
    assert [tuple(each) for each in rows] == [
        ("institution founded", "operator", None, "University of Tests"),
        ("institution changed", "operator", "University of Tests", "Tests University"),
    ]

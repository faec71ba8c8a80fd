"""Publishing a scoring model: its own sources count for its academic year from then on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.actions.engagement.publish_scoring_model import put_in_force
from app.ids import OrgUnitId
from app.store.engagement import scoring_models
from tests.world import PUBLISHED, Person, World, event

pytestmark = pytest.mark.anyio


async def careers_amount(world: World, student: Person) -> float:
    """What the day before yesterday counts of the careers service."""
    day = world.today - timedelta(days=2)
    explanation = await student.read(f"{student.path}/engagement/{day}/explanation")
    (careers,) = [each for each in explanation["contributions"] if each["source"] == "careers"]
    return float(careers["days"][-1]["amount"])


async def publish_counting(world: World, kinds: frozenset[str] | None) -> None:
    """A model whose careers source counts these kinds of event."""
    careers = replace(world.profile.collected["careers"], counted_kinds=kinds)
    async with world.context() as context:
        (college,) = await scoring_models.colleges(context.transaction)
        drafted = await scoring_models.add_draft(
            context.transaction,
            2018,
            world.profile.collected | {"careers": careers},
            {OrgUnitId(college.org_unit_id): PUBLISHED},
            "for a test",
        )
        await put_in_force(context, drafted)


async def test_events_are_counted_anew_where_other_kinds_count(world: World) -> None:
    student = await world.student(consent=True)
    day = world.today - timedelta(days=2)
    await world.deliver(
        event(student, "careers", day, quantity=2), event(student, "careers", day, kind="booked", quantity=5)
    )
    await world.score()
    assert await careers_amount(world, student) == 2
    await publish_counting(world, None)
    assert await careers_amount(world, student) == 7
    # What comes later is counted by the model in force, not by the profile.
    await world.deliver(event(student, "careers", day, kind="booked", quantity=10))
    assert await careers_amount(world, student) == 17
    await publish_counting(world, frozenset({"booked"}))
    assert await careers_amount(world, student) == 15
    await world.score()
    assert await world.count("pending_rescores", student) == 0

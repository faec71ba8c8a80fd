"""A range over the turn of an academic year: each score is by its own year's model."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.world import PUBLISHED, World, event

pytestmark = pytest.mark.anyio

TURN = date(2019, 8, 1)


async def test_a_windows_days_are_worth_what_its_own_years_model_says(world: World) -> None:
    await world.publish({"CLES": PUBLISHED}, academic_year=2019)
    async with world.owner() as owner:  # as a profile with other factors would have been published
        await owner.execute(
            "update scoring_models set sources = jsonb_set(sources, '{vle,per_unit}', '10')"
            " where institution_id = $1 and academic_year = 2019",
            world.institution.institution_id,
        )
        await owner.execute(
            "update institutions set version = version + 1 where institution_id = $1",
            world.institution.institution_id,
        )
    student = await world.student(consent=True)
    assert (await student.decide("given", academic_year=2019)).status_code == 201
    world.moment.now = datetime(2019, 8, 4, 12, tzinfo=UTC)
    await world.deliver(
        *(event(student, "vle", TURN + timedelta(days=at), quantity=5) for at in range(-10, 3))
    )

    async def scores(first: date, last: date) -> dict[str, float]:
        read = await student.read(f"{student.path}/engagement", **{"from": str(first), "to": str(last)})
        return {each["day"]: each["score"] for each in read["days"]}

    together = await scores(TURN - timedelta(days=3), TURN + timedelta(days=2))
    one_by_one = {
        day: (await scores(date.fromisoformat(day), date.fromisoformat(day)))[day] for day in together
    }
    assert together == one_by_one
    assert together[str(TURN)] > 5 * together[str(TURN - timedelta(days=1))]
    await world.score()
    assert await scores(TURN - timedelta(days=3), TURN + timedelta(days=2)) == together

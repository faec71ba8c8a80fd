"""Scoring trials: what would change is told before it does, and nothing is stored."""

from datetime import timedelta

import pytest

from tests import roles
from tests.world import PUBLISHED, Person, World, event

pytestmark = pytest.mark.anyio
DOUBLE = {"CLES": {name: 2 * each for name, each in PUBLISHED.items()}}


async def a_year_group(world: World, tutor: Person) -> list[Person]:
    """Half with a score of 6.8 a day, half with none."""
    students = [await world.student(consent=True, tutor=tutor) for _ in range(30)]
    days = [world.today - timedelta(days=back) for back in range(1, 8)]
    await world.deliver(
        *(event(student, "app", day, quantity=100) for student in students[::2] for day in days)
    )
    return students


async def stored(world: World) -> int:
    found = await world.sql("select count(*) from score_months where institution_id = :institution_id")
    return int(found[0][0])


@pytest.mark.row("BY-6")
async def test_a_trial_shows_the_distribution_and_who_would_move(world: World) -> None:
    tutor, analyst = await world.tutor(), await world.tutor(roles.ANALYST)
    students = await a_year_group(world, tutor)
    trial = {"coefficients": DOUBLE, "thresholds": [5, 10]}
    told = await analyst.do("/v1/scoring-trials", trial)
    assert told["day"] == str(world.yesterday)
    bars = {each["above"]: (each["before"], each["after"]) for each in told["distribution"]}
    # Rounded to five and with noise: near fifteen, and near nobody elsewhere.
    assert abs(bars[6.0][0] - 15) <= 10
    assert abs(bars[12.0][1] - 15) <= 10
    assert bars[6.0][1] <= 10
    assert all(count % 5 == 0 for bar in bars.values() for count in bar)
    assert abs(told["moves"][1][2] - 15) <= 10
    assert told == await analyst.do("/v1/scoring-trials", trial)

    moved = await tutor.do("/v1/scoring-trials/movements?limit=200", trial)
    assert {each["number"] for each in moved["items"]} == {each.number for each in students[::2]}
    assert {(each["before"], each["after"]) for each in moved["items"]} == {(6.8, 13.6)}
    assert {(each["band_before"], each["band_after"]) for each in moved["items"]} == {(1, 2)}
    assert "looked at" in (await students[0].read(f"{students[0].path}/access-records"))["items"][0]["said"]
    assert await stored(world) == 0


async def test_thresholds_alone_can_be_tried(world: World) -> None:
    tutor = await world.tutor()
    await a_year_group(world, tutor)
    moved = await tutor.do("/v1/scoring-trials/movements", {"thresholds": [5]})
    assert moved["items"] == []


async def test_a_trial_says_what_is_wrong_with_it(world: World) -> None:
    analyst = await world.tutor(roles.ANALYST)
    for wrong, pointer in (
        ({"coefficients": {"CLES": {"app": 1}}}, "/coefficients/CLES/careers"),
        ({"coefficients": {"NOWHERE": {"app": 1}}}, "/coefficients/NOWHERE"),
        ({"coefficients": {"CLES": PUBLISHED | {"library": 1}}}, "/coefficients/CLES/library"),
        ({"thresholds": [3, 2]}, "/body/thresholds"),
        ({"thresholds": [2, 2]}, "/body/thresholds"),
        ({"day": "2999-01-01"}, "/body/day"),
        ({"coefficients": {"CLES": {"app": 1e9}}}, "/body/coefficients/CLES/app"),
    ):
        refused = await analyst.post("/v1/scoring-trials", wrong)
        assert refused.status_code == 422, wrong
        assert pointer in [each["pointer"] for each in refused.json()["errors"]]
    none = await analyst.post("/v1/scoring-trials", {"day": "2010-01-01"})
    assert none.status_code == 409

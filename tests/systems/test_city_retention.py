"""City: whatever is kept has an end, and what the register says of it is what the run does."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.actions.governance.retention import due, other_rules, table_rules
from app.auth.demo_issuer import demonstration_signing_key
from app.auth.signing import SigningKey
from app.jobs import retain
from app.jobs.evaluate_cohorts import evaluate_cohorts
from app.profiles.model import read_profile
from app.profiles.retention import RetentionEntry, check_retention
from app.retention.due import months_after
from app.retention.rules import Category, Trigger
from app.settings import PROJECT
from app.store.governance.retention_tables import CATEGORY_OF
from app.wire.roster import IdentifierRow
from tests import roles
from tests.world import Person, World, event

pytestmark = pytest.mark.anyio
PROFILES = PROJECT / "app" / "profiles"
COHORT = {"name": "Undergraduates", "conditions": [{"kind": "level", "any_of": ["undergraduate"]}]}


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey(demonstration_signing_key(tmp_path))


async def run(world: World, key: SigningKey) -> dict[str, int]:
    """How much went, by category, as the latest signed run says to administrators."""
    world.moment.now += timedelta(minutes=1)
    await retain.run(world.context, key)
    admin = await world.tutor(roles.ADMIN)
    latest, *_ = (await admin.read("/v1/admin/retention-runs"))["items"]
    assert latest["signed"]
    return {each["category"]: each["rows"] for each in latest["categories"] if each["rows"]}


async def held(world: World, table: str) -> int:
    async with world.owner() as owner:
        found: int = await owner.fetchval(
            f"select count(*) from {table} where institution_id = $1", world.institution.institution_id
        )
    return found


async def rule(world: World, category: Category) -> dict[str, Any]:
    student = await world.student()
    items = (await student.read("/v1/retention"))["items"]
    found: dict[str, Any] = next(each for each in items if each["category"] == category)
    return found


def at(world: World, day: date) -> None:
    world.moment.now += timedelta(days=(day - world.today).days)


@pytest.mark.row("CI-11")
async def test_events_of_whoever_is_registered_never_go_after_half_a_year(
    city: World, key: SigningKey
) -> None:
    """Counted and signed; and a second run finds nothing."""
    assert (await rule(city, Category.WAITING))["kept"] == "6 months after the day it is about"
    of_nobody = event("NOBODY", "moodle", city.yesterday)
    assert await city.deliver(of_nobody, event("LATE", "moodle", city.yesterday)) == ["waiting"] * 2
    day = city.yesterday
    at(city, months_after(day, 6) - timedelta(days=1))
    assert await run(city, key) == {}
    student = await city.student()
    await city.roster(identifiers=[IdentifierRow(student.number, "campus", "LATE")])
    assert await held(city, "waiting_events") == 1, "a roster names the other one by now"
    at(city, months_after(day, 6))
    _, figures = await retain.preview(city.context)
    assert figures[Category.WAITING].rows == 1
    assert await run(city, key) == {"waiting": 1}
    assert await held(city, "waiting_events") == 0
    assert await city.count("events", student) == 1
    assert await run(city, key) == {}


async def evaluated(world: World) -> list[tuple[int, int]]:
    return [(each.joined, each.left) async for each in evaluate_cohorts(world.context)]


async def events_of(tutor: Person, path: str) -> list[str]:
    return [each["kind"] for each in (await tutor.read(f"{path}/events"))["items"]]


@pytest.mark.row("CI-11")
async def test_who_joined_a_saved_cohort_goes_after_a_year_and_nobody_joins_anew(
    city: World, key: SigningKey
) -> None:
    """Who is in it holds as of the latest night: it is not forgotten, and told again."""
    assert (await rule(city, Category.COHORTS))["kept"] == "1 year after the day it is about"
    tutor = await city.tutor()
    await city.student(tutor=tutor)
    path = f"/v1/saved-cohorts/{(await tutor.do('/v1/saved-cohorts', COHORT))['saved_cohort_id']}"
    assert await evaluated(city) == [(1, 0)]
    begun = city.today
    at(city, months_after(begun, 12) - timedelta(days=1))
    assert await evaluated(city) == [(0, 0)]
    assert "cohorts" not in await run(city, key)
    at(city, months_after(begun, 12))
    assert (await run(city, key))["cohorts"] == 1
    assert await events_of(tutor, path) == []
    assert (await held(city, "cohort_members"), await held(city, "cohort_events")) == (1, 0)
    assert await evaluated(city) == [(0, 0)]
    assert "cohorts" not in await run(city, key)


@pytest.mark.row("CI-11")
async def test_who_was_in_a_cohort_that_nobody_evaluates_any_more_goes_as_well(
    city: World, key: SigningKey
) -> None:
    tutor = await city.tutor()
    await city.student(tutor=tutor)
    await tutor.do("/v1/saved-cohorts", COHORT)
    await evaluated(city)
    at(city, months_after(city.today, 12))
    assert (await run(city, key))["cohorts"] == 2
    assert await held(city, "cohort_members") == 0
    assert "cohorts" not in await run(city, key)


@pytest.mark.row("CI-11")
@pytest.mark.parametrize(
    ("category", "changed", "words"),
    [
        ("waiting", {"trigger": "relationship_end"}, "no student who could leave"),
        ("waiting", {"months": 13}, "waiting would outlast activity"),
        ("cohorts", {"trigger": "relationship_end"}, "cohorts would outlast activity"),
        ("expectations", {"months": 13}, "expectations would outlast activity"),
    ],
)
def test_what_tells_of_activity_does_not_outlast_it(
    category: str, changed: dict[str, Any], words: str
) -> None:
    profile = read_profile(PROFILES, "city")
    entry = RetentionEntry(**(profile.retention[Category(category)].model_dump() | changed))
    with pytest.raises(ValueError, match=words):
        check_retention({**profile.retention, Category(category): entry}, profile.purposes)


@pytest.mark.row("CI-11")
@pytest.mark.row("CI-12")
@pytest.mark.parametrize("name", ["city", "essex", "exeter", "nottingham"])
async def test_what_anybody_reads_of_periods_is_what_the_run_goes_by(world: World, name: str) -> None:
    """With what an administrator has set, and whatever is suspended: of every table, the same day."""
    there = await world.create_another(name)
    admin = await there.tutor(roles.ADMIN)
    await admin.put("/v1/admin/settings", {"settings": {"caveats": ["Set differently."]}})
    base = f"/v1/institutions/{there.institution.code}"
    about = (await there.client.get(f"{base}/about")).json()
    register = (await there.client.get(f"{base}/processing-register")).json()
    said = {each["category"]: each for each in about["retention"]}
    assert said == {each["category"]: each for each in (await admin.read("/v1/retention"))["items"]}
    for entry in register["items"]:
        assert (entry["kept"], entry["action"]) == (
            said[entry["category"]]["kept"],
            said[entry["category"]]["action"],
        )
    async with there.context() as context:
        rules = {each.table: each.before for each in table_rules(context.profile, context.today)}
        rules |= {
            table: before
            for table, before in other_rules(context.profile, context.today).items()
            if context.profile.retention[CATEGORY_OF[table]].trigger is not Trigger.RELATIONSHIP_END
        }
        for table, before in rules.items():
            assert str(before) == said[CATEGORY_OF[table]]["due_before"], table
        for category in Category:
            assert str(due(context.profile, category, context.today).next_on) == said[category]["next_on"]

"""Scoring trials: what a draft would change is told before it does, in groups, or of one's own students."""

from typing import Any

import httpx
import pytest

from app.access.vocabulary import Scope
from tests import roles
from tests.disclosure.attacks import days_before
from tests.world import PUBLISHED, Person, World

pytestmark = pytest.mark.anyio
DOUBLE = {name: 2 * each for name, each in PUBLISHED.items()}
MOVEMENTS = "/v1/scoring-trials/movements"


async def drafted(world: World, coefficients: dict[str, float], *, college: str = "CLES") -> dict[str, Any]:
    """What to send to try a new draft."""
    body = {"academic_year": 2018, "coefficients": {college: coefficients}, "note": "for a test"}
    made = await (await world.tutor(roles.ADMIN)).do("/v1/admin/scoring-models", body)
    return {"scoring_model_id": made["scoring_model_id"]}


async def a_year_group(world: World, number: int, tutor: Person | None = None) -> list[str]:
    """Half with a score of 6.8 a day, half with none."""
    amounts = [100.0 * (at % 2) for at in range(number)]
    return await world.crowd(app=amounts, days=days_before(world.today, 7), tutor=tutor)


@pytest.mark.row("BY-6")
async def test_a_trial_shows_the_distribution_and_how_many_would_move(world: World) -> None:
    analyst = await world.tutor(roles.ANALYST)
    await a_year_group(world, 600)
    draft = await drafted(world, DOUBLE)
    told = await analyst.do("/v1/scoring-trials", draft)
    assert told["day"] == str(world.yesterday)
    assert told["coefficients"] == {"CLES": DOUBLE}
    assert told["trials_left"] == 9
    assert abs(told["people"] - 600) < 150
    bars = {each["above"]: (each["before"], each["after"]) for each in told["distribution"]}
    assert list(bars) == [0, 2, 5, 10]
    # Noise of scale 10 in each of the four cells of a sum.
    assert abs(bars[5][0] - 300) < 200
    assert bars[5][1] is None
    assert bars[10][0] is None
    assert abs(bars[10][1] - 300) < 200
    assert abs(told["moves"][2][3] - 300) < 150
    shown = [each for row in told["moves"] for each in row if each is not None]
    assert len(shown) == 2
    assert all(each % 5 == 0 for each in shown)
    assert told == await analyst.do("/v1/scoring-trials", draft)


@pytest.mark.row("BY-6")
async def test_staff_see_which_of_their_students_would_move_and_are_put_on_record(world: World) -> None:
    tutor, another = await world.tutor(), await world.tutor()
    numbers = await a_year_group(world, 6, tutor)
    draft = await drafted(world, DOUBLE)
    moved = await tutor.read(MOVEMENTS, **draft)
    assert [each["number"] for each in moved["items"]] == numbers[1::2]
    assert {(each["before"], each["after"]) for each in moved["items"]} == {(6.8, 13.6)}
    assert {(each["band_before"], each["band_after"]) for each in moved["items"]} == {(2, 3)}
    student = await world.log_in(numbers[1])
    records = (await student.read(f"{student.path}/access-records"))["items"]
    assert [(each["role"], each["purpose"], each["sections"]) for each in records] == [
        ("personal_tutor", tutor.purpose, ["student", "engagement"])
    ]
    assert (await another.read(MOVEMENTS, **draft))["items"] == []
    first = await tutor.get(MOVEMENTS, limit=3, **draft)
    assert [each["number"] for each in first.json()["items"]] == [numbers[1]]
    rest = await tutor.read(MOVEMENTS, limit=3, cursor=first.json()["next_cursor"], **draft)
    assert [each["number"] for each in rest["items"]] == [numbers[3], numbers[5]]


async def test_who_would_move_is_read_and_not_written(world: World) -> None:
    """A token that may only write shows nobody; without a purpose nobody is shown, and refused ones stay."""
    tutor = await world.tutor()
    numbers = await a_year_group(world, 2, tutor)
    draft = await drafted(world, DOUBLE)

    async def asked(scope: Scope, purpose: str | None) -> httpx.Response:
        claims = world.issuer.token(tutor.subject, list(tutor.roles), world.moment.now, scopes=[scope])
        headers = {"Authorization": f"Bearer {claims}"}
        if purpose is not None:
            headers["Attune-Purpose"] = purpose
        return await world.client.get(MOVEMENTS, params=draft, headers=headers)

    written = await asked(Scope.WRITE, "tutoring")
    assert (written.status_code, written.json()["type"]) == (403, "/problems/insufficient-scope")
    assert (await asked(Scope.READ, None)).status_code == 400
    assert (await asked(Scope.READ, "discipline")).status_code == 403
    assert (await asked(Scope.READ, "tutoring")).status_code == 200
    student = await world.log_in(numbers[1])
    records = (await student.read(f"{student.path}/access-records"))["items"]
    assert {(each["purpose"], each["outcome"]) for each in records} == {
        ("tutoring", "seen"),
        ("discipline", "refused"),
    }
    gone = await tutor.post(MOVEMENTS, draft)
    assert gone.status_code == 405


async def test_only_a_stored_draft_is_tried(world: World) -> None:
    analyst, tutor = await world.tutor(roles.ANALYST), await world.tutor()
    in_force = (await analyst.read("/v1/scoring-models/in-force"))["scoring_model_id"]
    elsewhere = await world.create_another("exeter", empty=False)
    theirs = await drafted(elsewhere, PUBLISHED)
    nobodys = {"scoring_model_id": "5f0c1e2a-7b1d-4c3e-9a54-000000000000"}
    for named, status in (({"scoring_model_id": in_force}, 409), (theirs, 404), (nobodys, 404)):
        assert (await analyst.post("/v1/scoring-trials", named)).status_code == status
        assert (await tutor.get(MOVEMENTS, **named)).status_code == status
    for free in ({"coefficients": {"CLES": DOUBLE}}, {"thresholds": [3.1]}):
        refused = await analyst.post("/v1/scoring-trials", await drafted(world, PUBLISHED) | free)
        assert refused.status_code == 422


async def test_a_trial_says_what_is_wrong_with_it(world: World) -> None:
    analyst = await world.tutor(roles.ANALYST)
    for coefficients, pointer in (
        ({"app": 0.068}, "/coefficients/CLES/careers"),
        (PUBLISHED | {"app": 0.2}, "/coefficients/CLES/app"),
        (PUBLISHED | {"vle": -0.446}, "/coefficients/CLES/vle"),
    ):
        refused = await analyst.post("/v1/scoring-trials", await drafted(world, coefficients))
        assert refused.status_code == 422, coefficients
        assert pointer in [each["pointer"] for each in refused.json()["errors"]]
    draft = await drafted(world, PUBLISHED)
    late = await analyst.post("/v1/scoring-trials", draft | {"day": "2999-01-01"})
    assert late.json()["errors"][0]["pointer"] == "/body/day"
    tutor = await world.tutor()
    late = await tutor.get(MOVEMENTS, day="2999-01-01", **draft)
    assert late.json()["errors"][0]["pointer"] == "/query/day"
    none = await analyst.post("/v1/scoring-trials", draft | {"day": "2010-01-01"})
    assert (none.status_code, none.json()["type"]) == (409, "/problems/scoring-model-missing")


async def test_coefficients_are_tried_in_quarters_of_those_in_force(world: World) -> None:
    analyst = await world.tutor(roles.ANALYST)
    close = await drafted(world, {"app": 0.083, "careers": 0.0, "vle": 0.9})
    told = await analyst.do("/v1/scoring-trials", close)
    assert told["coefficients"] == {"CLES": {"app": 0.085, "careers": 0.0, "vle": 0.892}}

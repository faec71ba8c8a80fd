"""Settings: the profile is a floor. What it refuses stays refused, and what it says is said."""

from typing import Any

import pytest

from app.jobs.runtime import JobRuntime
from app.profiles.floor import ProfileSettings, tightened
from tests import roles
from tests.world import Person, World

pytestmark = pytest.mark.anyio

PATH = "/v1/admin/settings"


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.tutor(roles.ADMIN)


def refused(name: str) -> dict[str, Any]:
    return {"access_purposes": {name: {"allowed": False}}}


def allowed(name: str) -> dict[str, Any]:
    return {"access_purposes": {name: {"allowed": True}}}


@pytest.mark.parametrize(
    ("chosen", "pointer", "rule"),
    [
        ({"roles": ["site_explorer"]}, "roles", "cannot be set"),
        ({"sources": {}}, "sources", "cannot be set"),
        ({"caveats": []}, "caveats", "at least 1 item"),
        ({"caveats": [""]}, "caveats/0", "at least 1 character"),
        (allowed("discipline"), "access_purposes/discipline/allowed", "must be false: the profile refuses"),
        (allowed("spying"), "access_purposes/spying", "must be one of the profile's purposes: tutoring"),
        (
            {"access_purposes": {"tutoring": {"allowed": True, "words": "to discipline you"}}},
            "access_purposes/tutoring/words",
            "not permitted",
        ),
        ({"disclosure": {"round_to": 1}}, "disclosure/round_to", "must be at least 5"),
        ({"disclosure": {"fewest_for_share": 22}}, "disclosure/fewest_for_share", "must be at least 22.5"),
        ({"disclosure": {"fewest_for_mean": 3}}, "disclosure/fewest_for_mean", "must be at least 10"),
        ({"disclosure": {"largest_score": 1}}, "disclosure/largest_score", "not permitted"),
        ({"disclosure": {"method": "none"}}, "disclosure/method", "not permitted"),
    ],
)
async def test_what_would_loosen_the_profile_is_refused_by_entry_and_rule(
    admin: Person, chosen: dict[str, Any], pointer: str, rule: str
) -> None:
    answer = await admin.put(PATH, {"settings": chosen})
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == f"/body/settings/{pointer}"
    assert rule in fault["detail"]
    assert (await admin.read(PATH))["settings"] == {}


async def test_every_fault_is_told_at_once(admin: Person) -> None:
    chosen = allowed("prevent") | {"disclosure": {"round_to": 2, "fewest_for_mean": 2}, "sources": {}}
    answer = await admin.put(PATH, {"settings": chosen})
    assert [each["pointer"] for each in answer.json()["errors"]] == [
        "/body/settings/sources",
        "/body/settings/access_purposes/prevent/allowed",
        "/body/settings/disclosure/round_to",
        "/body/settings/disclosure/fewest_for_mean",
    ]


async def test_a_purpose_refused_here_is_refused_with_the_next_request(world: World, admin: Person) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    assert (await tutor.get(student.path)).status_code == 200
    await admin.put(PATH, {"settings": refused("tutoring")})
    answer = await tutor.get(student.path)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/purpose-refused")
    await admin.put(PATH, {"settings": allowed("tutoring")})
    assert (await tutor.get(student.path)).status_code == 200
    headers = tutor.headers | {"Attune-Purpose": "discipline"}
    assert (await world.client.get(student.path, headers=headers)).status_code == 403


async def test_caveats_are_added_and_none_is_lost(world: World, admin: Person) -> None:
    student = await world.student(consent=True)
    days = {"from": str(world.yesterday), "to": str(world.yesterday)}
    before = (await student.read(f"{student.path}/engagement", **days))["caveats"]
    assert before
    await admin.put(PATH, {"settings": {"caveats": ["Placements leave few traces.", before[0]]}})
    after = (await student.read(f"{student.path}/engagement", **days))["caveats"]
    assert after == [*before, "Placements leave few traces."]


def test_settings_made_before_the_profile_was_tightened_loosen_nothing(runtime: JobRuntime) -> None:
    exeter = runtime.profiles.named("exeter")
    settings: dict[str, Any] = {"access_purposes": {"prevent": {"allowed": True}, "gone": {"allowed": True}}}
    settings |= {"disclosure": {"round_to": 2, "fewest_for_mean": 20}}
    found = tightened(exeter, ProfileSettings.model_validate(settings))
    assert found.allowed_purposes == exeter.allowed_purposes
    assert found.access_purposes == exeter.access_purposes
    assert (found.disclosure.round_to, found.disclosure.fewest_for_mean) == (5, 20)
    assert found.caveats == exeter.caveats
    assert found.role_rules == exeter.role_rules

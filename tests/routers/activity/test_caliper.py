"""Caliper over HTTP: an endpoint's answers, and which events become which."""

from typing import Any

import pytest

from app.wire.roster import EnrolmentRow, IdentifierRow
from tests.access.scene_caliper import ENVELOPE, viewed
from tests.world import Person, World

pytestmark = pytest.mark.anyio


@pytest.fixture
async def reaching(world: World) -> World:
    """An institution whose profile has rules for Caliper."""
    return await world.create_another("every_reach", empty=False)


async def known(world: World) -> Person:
    student = await world.student(consent=True)
    await world.roster(
        identifiers=[IdentifierRow(student.number, "caliper", student.number)],
        enrolments=[EnrolmentRow(student.number, "BIO1-18")],
    )
    return student


async def events(world: World) -> list[tuple[Any, ...]]:
    return await world.sql(
        "select source, kind, r.code, object from events e"
        " left join module_runs r using (institution_id, module_run_id)"
        " where e.institution_id = :institution_id order by 2, 1"
    )


async def test_a_sensors_envelope_is_stored_once_however_often_it_is_sent(reaching: World) -> None:
    student, service = await known(reaching), await reaching.service()
    seen = viewed(student.number, group="https://vle.example.edu/sections/BIO1-18")
    grade = viewed(
        "nobody",
        type="GradeEvent",
        action="Graded",
        object={"id": "urn:x:1", "type": "Attempt", "assignee": seen["actor"]},
    )
    vle = {"id": "https://vle.example.edu", "type": "SoftwareApplication"}
    logout = viewed(student.number, type="SessionEvent", action="LoggedOut", object=vle)
    described = {"@context": seen["@context"], "id": "urn:x:2", "type": "Document"}
    stranger = viewed(student.number, actor="https://elsewhere.example.org/users/1")
    body = {**ENVELOPE, "data": [seen, grade, logout, stranger, described]}
    for _ in range(2):
        answer = await service.post("/v1/caliper", body)
        assert (answer.status_code, answer.content) == (200, b"")
    assert await events(reaching) == [
        ("vle", "attempted", None, "urn:x:1"),
        ("vle", "viewed", "BIO1-18", "https://vle.example.edu/pages/7"),
    ]
    listed = (await service.read("/v1/deliveries"))["items"]
    told = [{name: count for name, count in each["counts"].items() if count} for each in listed]
    assert sorted(told, key=str) == [{"known": 2, "rejected": 2}, {"recorded": 2, "rejected": 2}]
    entities = await service.post("/v1/caliper", {**ENVELOPE, "data": [described]})
    assert (entities.status_code, entities.content) == (200, b"")


async def test_what_cannot_be_taken_is_refused_whole_and_named(reaching: World) -> None:
    student, service = await known(reaching), await reaching.service()
    good, bad = viewed(student.number), viewed(student.number, eventTime="yesterday")
    bad["object"] = bad["object"] | {"isPartOf": {"id": "urn:x:1", "type": "Course"}}
    worse = viewed(student.number, object="page 7", edApp=[7] * 60)
    answer = await service.post("/v1/caliper", {**ENVELOPE, "data": [good, bad, worse]})
    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [
        "/data/1/object/isPartOf/type",
        "/data/1/eventTime",
        "/data/2/object",
        "/data/2/edApp",
    ]
    for body, status in (
        ([good], 400),
        ({"data": [good]}, 400),
        ({**ENVELOPE, "data": [good], "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v9"}, 422),
    ):
        assert (await service.post("/v1/caliper", body)).status_code == status
    assert await events(reaching) == []


async def test_only_a_connected_system_with_json_and_a_token_is_heard(reaching: World) -> None:
    service = await reaching.service()
    body = {**ENVELOPE, "data": [viewed("1")]}
    answer = await reaching.client.post("/v1/caliper", json=body)
    assert answer.status_code == 401
    text = {"Content-Type": "text/plain"}
    answer = await reaching.client.post("/v1/caliper", content=b"{}", headers=service.headers | text)
    assert answer.status_code == 415
    tutor = await reaching.tutor()
    assert (await tutor.post("/v1/caliper", body)).status_code == 403


async def test_a_sensor_asks_what_may_be_sent(reaching: World) -> None:
    service = await reaching.service()
    versions = [f"http://purl.imsglobal.org/ctx/caliper/{each}" for each in ("v1p2", "v1p1")]
    assert await service.read("/v1/caliper") == {"caliperSupportedVersions": versions}
    assert (await reaching.client.get("/v1/caliper")).status_code == 401


async def test_where_the_profile_has_no_rules_nothing_is_taken(world: World) -> None:
    service = await world.service()
    answer = await service.post("/v1/caliper", {**ENVELOPE, "data": [viewed("1")]})
    assert (answer.status_code, answer.json()["detail"]) == (404, "this institution takes no Caliper events")

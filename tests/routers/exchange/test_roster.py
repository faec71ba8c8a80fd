"""A roster as JSON: the rows and the rules of the CSV files, each fault by its pointer."""

from typing import Any

import pytest

from app.access.vocabulary import Scope
from app.jobs.run_imports import run_imports
from app.schemas.exchange.import_items import READERS
from tests.world import Person, World

pytestmark = pytest.mark.anyio

PATH = "/v1/roster"


def of_one(number: str, tutor: str) -> dict[str, Any]:
    """A student with a tutor, as a student record system would send them."""
    spell = {"student": number, "starts_on": "2018-09-24"}
    return {
        "staff": [{"number": tutor, "name": "Dr Tomos Hughes", "email": None}],
        "students": [{"number": number, "name": "Amara Okafor"}],
        "identifiers": [{"student": number, "system": "campus", "identifier": "4711"}],
        "registrations": [
            {
                **spell,
                "ends_before": None,
                "programme": "BSC",
                "college": "CLES",
                "level": "undergraduate",
                "year_of_study": 1,
            }
        ],
        "tutorships": [spell | {"staff": tutor}],
        "enrolments": [{"student": number, "module_run": "BIO1-18"}],
    }


async def worked_on(service: Person, body: dict[str, Any], **query: Any) -> dict[str, Any]:
    answer = await service.world.client.post(PATH, json=body, params=query, headers=service.headers)
    assert answer.status_code == 202, answer.text
    assert await run_imports(service.world.context, READERS) == 1
    report: dict[str, Any] = await service.read(answer.headers["Location"])
    return report


async def students(world: World) -> int:
    [(count,)] = await world.sql("select count(*) from students where institution_id = :institution_id")
    return int(count)


async def test_a_roster_is_tried_stored_and_stored_once(world: World) -> None:
    service, body = await world.service(), of_one("690012345", "P00417")
    tried = await worked_on(service, body, dry_run=True)
    assert (tried["state"], tried["rows_total"], await students(world)) == ("done", 6, 0)
    done = await worked_on(service, body)
    assert (done["kind"], done["media_type"], done["findings"]) == ("roster", "application/json", [])
    assert done["changes"] == tried["changes"]
    assert all(each == {"inserted": 1, "updated": 0, "unchanged": 0} for each in done["changes"].values())
    again = await worked_on(service, body)
    assert all(each == {"inserted": 0, "updated": 0, "unchanged": 1} for each in again["changes"].values())
    student = await world.log_in("690012345")
    shown = await student.read(student.path)
    assert (shown["name"], [each["name"] for each in shown["personal_tutors"]]) == (
        "Amara Okafor",
        ["Dr Tomos Hughes"],
    )


async def test_what_breaks_a_rule_is_told_by_its_pointer_and_nothing_is_stored(world: World) -> None:
    service, body = await world.service(), of_one("690012345", "P00417")
    for wrong, pointer in (
        ({"students": [{"number": "1", "name": None}, {"name": "x"}]}, "/body/students/1/number"),
        ({"students": [{"number": 1, "name": None}]}, "/body/students/0/number"),
        ({"students": [{"number": "1\u0000", "name": None}]}, "/body/students/0/number"),
        ({"registrations": [body["registrations"][0] | {"starts_on": 5}]}, "/body/registrations/0/starts_on"),
        (
            {"achieved_credits": [{"student": "1", "module_run": "BIO1-18", "credits": "15"}]},
            "/body/achieved_credits/0/credits",
        ),
        ({"pupils": []}, "/body/pupils"),
        ({"students": []}, "/body"),
    ):
        answer = await service.post(PATH, wrong)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"] == pointer
    for changed, pointer in (
        ({"tutorships": [body["tutorships"][0] | {"staff": "P99999"}]}, "/body/tutorships/0/staff"),
        ({"registrations": [body["registrations"][0] | {"level": "phd"}]}, "/body/registrations/0/level"),
        ({"students": body["students"] * 2}, "/body/students/1"),
        (
            {"registrations": [body["registrations"][0] | {"ends_before": "2018-09-24"}]},
            "/body/registrations/0/ends_before",
        ),
    ):
        report = await worked_on(service, body | changed)
        assert report["state"] == "refused"
        assert [each["pointer"] for each in report["findings"]] == [pointer]
        assert await students(world) == 0


async def test_only_a_system_with_the_scope_for_rosters_delivers_one(world: World) -> None:
    body = of_one("690012345", "P00417")
    tutor, service = await world.tutor(), await world.service()
    assert (await tutor.post(PATH, body)).status_code == 403
    scopes = [each for each in Scope if each != Scope.ROSTER_WRITE]
    token = world.issuer.token(service.subject, list(service.roles), world.moment.now, scopes=scopes)
    answer = await world.client.post(PATH, json=body, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/insufficient-scope")

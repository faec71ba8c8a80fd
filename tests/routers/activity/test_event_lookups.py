"""Event look-ups: a system reads back what it delivered itself, corrects it, and reads nobody else's."""

import json
from typing import Any
from uuid import uuid4

import pytest

from app.jobs.run_imports import run_imports
from app.schemas.exchange.import_items import READERS
from app.wire.roster import EnrolmentRow, IdentifierRow, RegistrationRow, StudentRow
from tests import roles
from tests.routers.exchange.test_imports import NDJSON, post
from tests.world import OPENING, Person, World, event

pytestmark = pytest.mark.anyio

PATH = "/v1/events"
UNKNOWN = {"standing": "unknown", "version": None, "event": None}


def named(events: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    fields = ("event_id", "system", "identifier")
    return {"events": [{key: each[key] for key in fields} for each in events]}


async def looked_up(service: Person, *events: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await service.do(f"{PATH}/lookups", named(events)))["items"]
    return items


def stored(sent: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """What is told of an event that is stored as it was sent."""
    given = {"module_run": None, "object": None, "quantity": 1.0, "version": 1} | sent | fields
    names = ("occurred_at", "source", "kind", "module_run", "object", "quantity", "version")
    return {name: given[name] for name in names} | {"occurred_at": sent["occurred_at"].replace("+00:00", "Z")}


async def test_a_system_reads_its_own_corrects_it_and_takes_it_back(world: World) -> None:
    student, service, other = await world.student(), await world.service(), await world.service()
    sent = event(student, "vle", world.yesterday, module_run="BIO1-18", object="slides-7", quantity=2)
    await service.do(PATH, {"events": [sent]})
    assert await looked_up(service, sent, sent | {"event_id": str(uuid4())}) == [
        {"standing": "recorded", "version": 1, "event": stored(sent)},
        UNKNOWN,
    ]
    assert await looked_up(other, sent) == [UNKNOWN], "it is not another system's"
    right = sent | {"quantity": 5, "version": 2}
    [tried] = (await service.do(f"{PATH}?dry_run=true", {"events": [right]}))["items"]
    [corrected] = (await service.do(PATH, {"events": [right]}))["items"]
    assert (tried["outcome"], corrected["outcome"]) == ("replaced", "replaced")
    assert (await looked_up(service, sent))[0]["event"] == stored(sent, quantity=5.0, version=2)
    removal = named((sent,)) | {"reason": "wrong_student"}
    removal["events"][0]["version"] = 2
    await service.do(f"{PATH}/removals", removal)
    assert await looked_up(service, sent) == [{"standing": "taken_back", "version": 2, "event": None}]
    assert await looked_up(other, sent) == [UNKNOWN]
    admin = await world.tutor(roles.ADMIN)
    entries = (await admin.read("/v1/admin/audit-entries"))["items"]
    [entry] = [each for each in entries if each["action"] == "events taken back"]
    assert entry["after"] == {"login": service.subject, "removed": 1, "reason": "wrong_student"}
    await service.do(PATH, {"events": [sent | {"version": 3}]})
    assert (await looked_up(service, sent))[0]["standing"] == "recorded"


async def test_what_waits_is_its_senders_too_and_stays_so_when_the_student_comes(world: World) -> None:
    service = await world.service()
    sent = event("S90001", "app", world.yesterday)
    of_file = event("S90001", "app", world.yesterday)
    await service.do(PATH, {"events": [sent]})
    assert (await post(service, json.dumps(of_file), NDJSON, kind="events")).status_code == 202
    assert await run_imports(world.context, READERS) == 1
    waiting = {"standing": "waiting", "version": 1}
    assert await looked_up(service, sent, of_file) == [
        waiting | {"event": stored(each)} for each in (sent, of_file)
    ]
    await world.roster(
        students=[StudentRow("S90001", "Student")],
        identifiers=[IdentifierRow("S90001", "campus", "S90001")],
        registrations=[RegistrationRow("S90001", OPENING, None, "BSC", "CLES", "undergraduate")],
        enrolments=[EnrolmentRow("S90001", "BIO1-18")],
    )
    assert await looked_up(service, sent, of_file) == [
        {"standing": "recorded", "version": 1, "event": stored(each)} for each in (sent, of_file)
    ]


async def test_of_a_student_whose_data_are_only_stored_nothing_is_read(world: World) -> None:
    student, service = await world.student(), await world.service()
    sent = event(student, "app", world.yesterday)
    await service.do(PATH, {"events": [sent]})
    tutor = await world.tutor()
    async with world.owner() as owner:
        await owner.execute(
            "insert into restrictions (institution_id, student_id, restriction_id, purpose, request_id,"
            " restricted_at, restricted_by)"
            " values ($1, $2, gen_random_uuid(), '', gen_random_uuid(), now(), $3)",
            world.institution.institution_id,
            student.id,
            tutor.id,
        )
    assert await looked_up(service, sent) == [{"standing": "recorded", "version": 1, "event": None}]

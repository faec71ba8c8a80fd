"""Logs: a whole run of the service leaves nobody's name, number, words, marks, ids or tokens in them."""

import json
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.auth.demo_issuer import demonstration_signing_key
from tests.access.exeter import MATRIX
from tests.access.exeter import WHO as EVERYBODY
from tests.access.letters import REFUSED
from tests.access.scene import REMOVAL, Scene
from tests.conftest import NOON
from tests.service import Service
from tests.world import World, event, mark, note

pytestmark = pytest.mark.anyio

WHO = ("self", "tutor", "desk", "analyst", "admin", "service", "nobody")
NAME = "Ada Quillfeather"
WORDS = "She wept about the divorce"
EMAIL = "ada.quillfeather@example.ac.uk"
PHONE = "AdaPhone/7.1"
MARK = 61.375
PERSONAL = (NAME, "Quillfeather", WORDS, note()["summary"], REMOVAL, EMAIL, PHONE, str(MARK))


@asynccontextmanager
async def broken(world: World, breaking: str, mending: str) -> Any:
    """The database as nobody meant it, for a while."""
    async with world.owner() as owner:
        await owner.execute(breaking)
        try:
            yield
        finally:
            await owner.execute(mending)


async def ask_everything(scene: Scene) -> int:
    """Everything, as whoever gets anywhere and the first who is refused in each way; returns how often."""
    asked = 0
    for row, letters in MATRIX.items():
        of = dict(zip(EVERYBODY, letters.split(), strict=True))
        refused: dict[str, str] = {}
        for who in WHO:
            if of[who] in REFUSED and refused.setdefault(of[who], who) != who:
                continue
            await scene.ask(row, who)
            asked += 1
    return asked


async def fail_in_every_way(scene: Scene) -> set[int]:
    """Requests full of somebody's data that cannot succeed; returns the statuses."""
    world, student, tutor = scene.world, scene.people["self"], scene.people["tutor"]
    service, admin = scene.people["service"], scene.people["admin"]
    client, notes = world.client, f"{student.path}/notes"
    wrong: Any = {
        "name": NAME,
        "summary": 7,
        "events": [{"identifier": NAME}],
        "decision": EMAIL,
        "kind": WORDS,
    }
    answers = [
        await person.post(row.partition(" ")[2].replace("…", student.path), wrong)
        for row in MATRIX
        if row.startswith("POST") and "{" not in row
        for person in (student, tutor, service, admin)
    ]
    json_type = {"Content-Type": "application/json"}
    broken_json = (f'{{"summary": "{WORDS}'.encode(), b'"' + NAME.encode() + b"\xff\xfe", b'{"x": "\x00"}')
    answers += [
        await client.post(notes, content=body, headers=tutor.headers | json_type) for body in broken_json
    ]
    answers += [
        await client.get(f"/v1/students/{EMAIL}", headers=tutor.headers),
        await client.get(f"/v1/{NAME}", params={"name": NAME}),
        await tutor.get("/v1/students", search=NAME, cursor=EMAIL, limit=NAME),
        await student.get(f"{student.path}/engagement", first=NAME, last=WORDS),
        await client.delete(student.path, headers=tutor.headers),
        await client.get("/v1/me", headers={"Authorization": f"Bearer {NAME}.{EMAIL}.x"}),
        await client.get(student.path, headers=tutor.headers | {"Attune-Purpose": WORDS}),
        await student.decide("given", notice_version=NAME),
        await tutor.post(notes, note(summary=f"{WORDS}\x00")),
    ]
    async with broken(
        world,
        f"alter table notes add constraint broken check (summary <> '{WORDS}') not valid",
        "alter table notes drop constraint broken",
    ):
        answers.append(await tutor.post(notes, note(summary=WORDS)))
    async with broken(
        world, "alter table students rename to students_away", "alter table students_away rename to students"
    ):
        answers.append(await student.get(student.path))
    return {answer.status_code for answer in answers}


def of_people(scene: Scene) -> Iterator[str]:
    """Whatever must not be in the logs of what these people did."""
    yield from PERSONAL
    for person in scene.people.values():
        yield from (
            str(person.id),
            person.id.hex,
            person.subject,
            *person.headers["Authorization"].split("."),
        )
        if person.number:
            yield person.number


async def test_a_whole_run_leaves_nothing_of_anybody_in_the_logs(alone: World, tmp_path: Path) -> None:
    """With everything logged that anybody would ever log, which includes all that usually is."""
    world, log = alone, tmp_path / "log"
    with Service(
        world.urls,
        world.issuer,
        log,
        NOON,
        LOG_LEVEL="debug",
        SCORE_EVERY_MINUTES="1",
        OPERATOR_DATABASE_URL=world.urls.operator,
        SIGNING_KEY=demonstration_signing_key(tmp_path),
    ) as service:
        async with httpx.AsyncClient(
            base_url=service.url, headers={"User-Agent": PHONE}, timeout=30
        ) as world.client:
            scene = await Scene.set_up(world, "given", exams=False)
            student, tutor = scene.people["self"], scene.people["tutor"]
            await world.mark(mark(student, "ESSAY", MARK))
            await world.deliver(
                event(student, "vle", world.yesterday), event(student, "app", world.yesterday)
            )
            await world.score()
            await tutor.do(f"{student.path}/notes", note(summary=WORDS, share=True))
            link = (await student.do("/v1/me/calendar-link", None))["path"]
            assert (await world.client.get(link)).status_code == 200
            asked = await ask_everything(scene)
            statuses = await fail_in_every_way(scene)
        service.tell_to_stop()
        assert service.ended() == 0
    assert {400, 401, 403, 404, 405, 422, 500} <= statuses
    written = log.read_text("utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    assert sum(line["message"] == "request" for line in lines) > asked > len(MATRIX)
    crashes = [line for line in lines if line["message"].startswith("Exception in ASGI application")]
    assert {"asyncpg.exceptions.CheckViolationError", "asyncpg.exceptions.UndefinedTableError"} <= {
        each["type"] for line in crashes for each in line["exceptions"]
    }
    assert all(line["request_id"] and line["exceptions"][0]["frames"] for line in crashes)
    secret = link.rpartition("/")[2].removesuffix(".ics")
    for personal in (*of_people(scene), secret):
        assert personal not in written
    assert {line["logger"].partition(".")[0] for line in lines} >= {"attune", "uvicorn"}

"""Imports: a file is sent, worked on outside of the request, and answered for row by row."""

import asyncio
import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import pytest

from app.access.vocabulary import Scope
from app.jobs.import_file import BATCH_SIZE
from app.jobs.run_imports import run_imports
from app.schemas.exchange.import_items import READERS
from app.store.exchange import imports
from tests import roles
from tests.world import Person, World, event

pytestmark = pytest.mark.anyio

PATH = "/v1/imports"
CSV, NDJSON, ZIP = "text/csv", "application/x-ndjson", "application/zip"
HEADER = "event_id,system,identifier,occurred_at,source,kind,module_run,object,quantity"


async def post(
    person: Person, content: bytes | str, media_type: str = CSV, *, scopes: list[Scope] | None = None, **query: Any
) -> httpx.Response:
    headers = person.headers | {"Content-Type": media_type}
    if scopes is not None:
        token = person.world.issuer.token(person.subject, list(person.roles), person.world.moment.now, scopes)
        headers["Authorization"] = f"Bearer {token}"
    body = content.encode() if isinstance(content, str) else content
    return await person.world.client.post(PATH, content=body, params=query, headers=headers)


async def sent(person: Person, content: bytes | str, media_type: str = CSV, **query: Any) -> str:
    """Where it can be read what became of a file."""
    answer = await post(person, content, media_type, **query)
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "waiting"
    return answer.headers["Location"]


async def worked_on(person: Person, content: bytes | str, media_type: str = CSV, **query: Any) -> dict[str, Any]:
    """A file's report, when somebody has worked on it."""
    place = await sent(person, content, media_type, **query)
    assert await run_imports(person.world.context, READERS) == 1
    report: dict[str, Any] = await person.read(place)
    return report


def zipped(files: Mapping[str, str]) -> bytes:
    archive = BytesIO()
    with ZipFile(archive, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return archive.getvalue()


def line(number: str, day: object, **fields: object) -> str:
    given = {
        "event_id": uuid4(), "system": "campus", "identifier": number, "occurred_at": f"{day}T12:00:00+00:00",
        "source": "app", "kind": "menu_choice", "module_run": "", "object": "", "quantity": "1",
    } | fields  # fmt: skip
    return ",".join(str(value) for value in given.values())


def counts(report: dict[str, Any]) -> dict[str, int]:
    return {outcome: count for outcome, count in report["outcomes"].items() if count}


def places(report: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(each[name] for name in ("file", "row", "column", "outcome", "rule")) for each in report["findings"]]


async def left_bytes(world: World) -> int:
    [(count,)] = await world.sql("select count(*) from import_parts where institution_id = :institution_id")
    return int(count)


async def test_a_file_of_events_is_answered_for_row_by_row(world: World) -> None:
    student, service = await world.student(), await world.service()
    once = line(student.number, world.yesterday)
    rows = [
        once,
        once,
        line("nobody-yet", world.yesterday),
        line(student.number, world.yesterday, kind="nap"),
        line(student.number, world.yesterday, quantity="many"),
        line(student.number, world.yesterday, source="Sam Sample"),
        "too,few",
    ]
    report = await worked_on(service, "\n".join([HEADER, *rows, ""]), kind="events")
    assert report["state"] == "done"
    assert (report["rows_read"], report["rows_total"]) == (7, 7)
    assert counts(report) == {"recorded": 1, "known": 1, "waiting": 1, "rejected": 4}
    assert [each[:4] for each in places(report)] == [
        (None, 5, "kind", "rejected"),
        (None, 6, "quantity", "rejected"),
        (None, 7, "source", "rejected"),
        (None, 8, None, "rejected"),
    ]
    assert "many" not in str(report), "what stands in the file is not repeated"
    assert "Sam Sample" not in str(report)
    assert await world.count("events", student) == 1
    assert await left_bytes(world) == 0


async def test_events_as_lines_of_json_are_those_of_the_route_and_come_twice_as_one(world: World) -> None:
    student, service = await world.student(), await world.service()
    good = event(student, "app", world.yesterday)
    lines = [good, good | {"quantity": "2"}, good | {"event_id": str(UUID(int=9)), "surprise": 1}, [], good]
    text = "\n".join(json.dumps(each) for each in lines) + "\n\n{not json\n"
    report = await worked_on(service, text, NDJSON, kind="events")
    assert counts(report) == {"recorded": 1, "known": 1, "rejected": 4}
    assert [(row, column) for _, row, column, *_ in places(report)] == [
        (2, "quantity"), (3, None), (4, None), (7, None),
    ]  # fmt: skip
    assert (report["rows_read"], report["rows_total"]) == (6, 6)
    over_the_route = await service.do("/v1/events", {"events": lines[:2]})
    assert over_the_route["items"][0]["outcome"] == "known"
    assert over_the_route["items"][1]["detail"] == f"quantity: {places(report)[0][4]}"
    again = await worked_on(service, text, NDJSON, kind="events")
    assert counts(again) == {"known": 2, "rejected": 4}
    assert await world.count("events", student) == 1

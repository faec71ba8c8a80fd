"""The Python client against the service itself, and against a proxy before it that refuses in passing."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI

from attune_client import AsyncAttune, Attune, Call, ProblemError, calls, models
from tests.world import World

pytestmark = pytest.mark.anyio

ME = {"roles": ["student"], "student_id": None}
SPOKEN: models.NewNoteIn = {"focus": "routine", "summary": "We spoke about the essay."}


@pytest.mark.row("BY-16")
async def test_it_reads_writes_pages_keeps_answers_and_knows_refusals(world: World, app: FastAPI) -> None:
    tutor = await world.tutor()
    mine = [await world.student(tutor=tutor, consent=True) for _ in range(2)]
    other = await world.student()
    now, login = world.moment.now, (tutor.subject, list(tutor.roles))
    good = world.issuer.token(*login, now)
    expired = world.issuer.token(*login, now - timedelta(days=1))
    told: list[str | None] = []

    def token(refused: str | None) -> str:
        told.append(refused)
        return good if any(told) else expired

    async with AsyncAttune(
        "http://attune.test", token, purpose="tutoring", transport=httpx.ASGITransport(app)
    ) as attune:
        assert (await attune.take(calls.read_me()))["staff_id"] == str(tutor.id)
        assert told == [None, expired], "the service refused the expired token, and another was asked for"
        found = {each["student_id"] async for each in attune.items(calls.list_students(limit=1))}
        assert found == {str(each.id) for each in mine}
        student_id = str(mine[0].id)
        dashboard = await attune.take(calls.read_dashboard_of_student(student_id, sections="employability"))
        section = dashboard["sections"]["employability"]
        assert section["state"] == "shown"
        assert section["content"]["careers_events"] == []
        read = calls.read_student(student_id)
        assert [(await attune.ask(read)).unchanged for _ in range(2)] == [False, True]
        write = calls.record_note(student_id, SPOKEN, idempotency_key="one")
        first, again = await attune.ask(write), await attune.ask(write)
        assert again.data == first.data
        assert again.headers["Idempotency-Replayed"] == "true"
        with pytest.raises(ProblemError) as refusal:
            await attune.take(calls.read_student(str(other.id)))
        assert (refusal.value.code, refusal.value.status) == ("not-found", 404)


@contextmanager
def proxy(*refusals: tuple[int, str | None]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What refuses so often, and then answers; with what it was asked."""
    left, asked = list(refusals), list[dict[str, Any]]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append({"authorization": self.headers["Authorization"], "body": body})
            status, wait = left.pop(0) if left else (200, None)
            self.send_response(status)
            if wait is not None:
                self.send_header("Retry-After", wait)
            self.end_headers()
            self.wfile.write(json.dumps(ME).encode() if status == 200 else b"<h1>Not now</h1>")

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("refusals", "key", "requests"),
    [
        ([(503, "0"), (429, "0")], None, 3),
        ([(503, "0")], "one", 2),
        ([(503, None)], None, 1),
        ([(429, "11")], None, 1),
        ([(503, "0")] * 3, None, 3),
        ([(500, "0")], None, 1),
    ],
)
async def test_what_passes_is_asked_for_again_in_bounds(
    refusals: list[tuple[int, str | None]], key: str | None, requests: int
) -> None:
    call: Call[Any] = calls.read_me() if key is None else calls.record_note("s", SPOKEN, idempotency_key=key)
    with proxy(*refusals) as (base, asked), Attune(base, "t") as attune:
        if len(refusals) < requests:
            assert attune.take(call) == ME
        else:
            with pytest.raises(ProblemError) as refusal:
                attune.take(call)
            assert refusal.value.problem["type"] == "about:blank"
    assert len(asked) == requests
    assert len({each["body"] for each in asked}) == 1


async def test_a_write_without_a_key_is_sent_once() -> None:
    with proxy((503, "0")) as (base, asked), Attune(base, "t") as attune, pytest.raises(ProblemError):
        attune.take(calls.record_note("s", SPOKEN))
    assert len(asked) == 1


async def test_those_who_were_refused_together_share_one_renewal() -> None:
    told = list[str | None]()

    async def token(refused: str | None) -> str:
        told.append(refused)
        return "new" if refused else "old"

    with proxy((401, None), (401, None)) as (base, asked):
        async with AsyncAttune(base, token) as attune, anyio.create_task_group() as group:
            group.start_soon(attune.take, calls.read_me())
            group.start_soon(attune.take, calls.read_me())
    assert told == [None, None, "old"]
    assert [each["authorization"] for each in asked] == ["Bearer old"] * 2 + ["Bearer new"] * 2

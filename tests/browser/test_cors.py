"""CORS: a page of another origin, in a real browser, uses the API where the institution allows its origin."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from tests.browser.chromium import opened
from tests.service import Service, free_port
from tests.world import Moment, World, note

pytestmark = pytest.mark.anyio

PAGE = """<!doctype html><meta charset="utf-8"><script>
const [api, student, headers, body] = %s;
async function ask(path, more = {}) {
  try {
    const answer = await fetch(api + path, {...more, headers: {...headers, ...(more.headers ?? {})}});
    const seen = Object.fromEntries(["etag", "link", "location", "ratelimit", "retry-after", "x-request-id",
      "server", "date"].map((name) => [name, answer.headers.get(name)]));
    return {status: answer.status, seen, type: (await answer.json().catch(() => ({}))).type ?? null};
  } catch (problem) { return {blocked: problem.name}; }
}
(async () => {
  const said = {};
  said.read = await ask(`/v1/students/${student}`);
  said.again = await ask(`/v1/students/${student}`, {cache: "no-store",
    headers: {"If-None-Match": said.read.seen?.etag ?? ""}});
  said.list = await ask("/v1/students?limit=1");
  said.written = await ask(`/v1/students/${student}/notes`, {method: "POST", body: JSON.stringify(body),
    headers: {"Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID()}});
  said.refused = await ask("/v1/students/00000000-0000-4000-8000-000000000000");
  said.malformed = await ask("/v1/students?limit=none");
  said.unknown = await ask("/nowhere");
  await fetch("/said", {method: "POST", body: JSON.stringify(said)});
})();
</script>"""


@contextmanager
def another_origin(page: str) -> Iterator[tuple[str, "Queue[dict[str, Any]]"]]:
    """A web server that has nothing to do with the service, with that page, and what the page reports."""
    reports: Queue[dict[str, Any]] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def do_POST(self) -> None:
            reports.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", reports
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def what_the_page_saw(world: World, log: Path, *, allowed: bool) -> dict[str, Any]:
    """A tutor's front end on an origin of its own, asking a service that allows that origin, or another."""
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await world.student(tutor=tutor)
    port = free_port()
    given = [f"http://127.0.0.1:{port}", str(student.id), tutor.headers, note()]
    with another_origin(PAGE % json.dumps(given)) as (origin, reports):
        origins = origin if allowed else "https://elsewhere.example"
        service = Service(world.urls, world.issuer, log, world.moment.now, port=port, ALLOWED_ORIGINS=origins)
        with service, opened(f"{origin}/"):
            return await anyio.to_thread.run_sync(lambda: reports.get(timeout=60))


@pytest.mark.row("BY-16")
async def test_a_page_of_an_allowed_origin_reads_writes_pages_and_understands_refusals(
    world: World, tmp_path: Path
) -> None:
    said = await what_the_page_saw(world, tmp_path / "log", allowed=True)
    assert {name: each.get("status") for name, each in said.items()} == {
        "read": 200,
        "again": 304,
        "list": 200,
        "written": 201,
        "refused": 404,
        "malformed": 422,
        "unknown": 404,
    }, said
    assert said["read"]["seen"]["etag"]
    assert "cursor=" in said["list"]["seen"]["link"]
    assert said["written"]["seen"]["location"].startswith("/v1/students/")
    for each in said.values():
        assert each["seen"]["x-request-id"]
        assert each["seen"]["server"] is None  # what is not exposed is not there for a script
    assert said["refused"]["seen"]["ratelimit"]
    assert said["refused"]["type"] == "/problems/not-found"


async def test_a_page_of_any_other_origin_gets_nothing(world: World, tmp_path: Path) -> None:
    said = await what_the_page_saw(world, tmp_path / "log", allowed=False)
    assert {name: each.get("blocked") for name, each in said.items()} == dict.fromkeys(said, "TypeError")


PREFLIGHT = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}


@pytest.fixture
def open_app(settings: Settings, moment: Moment) -> FastAPI:
    return create_app(settings.model_copy(update={"allowed_origins": ("https://app.example",)}), clock=moment)


async def test_preflights_name_the_contracts_methods_and_headers_and_never_everybody(
    open_app: FastAPI, contract: dict[str, Any]
) -> None:
    transport = httpx.ASGITransport(app=open_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client:
        allowed = await client.options("/v1/me", headers={"Origin": "https://app.example"} | PREFLIGHT)
        other = await client.options("/v1/me", headers={"Origin": "https://other.example"} | PREFLIGHT)
    assert allowed.status_code == 200
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://app.example"
    assert "Access-Control-Allow-Credentials" not in allowed.headers
    methods = {method.upper() for item in contract["paths"].values() for method in item}
    assert methods <= set(allowed.headers["Access-Control-Allow-Methods"].split(", "))
    sent = {
        each["name"].lower()
        for item in contract["paths"].values()
        for operation in item.values()
        for each in operation.get("parameters", [])
        if each.get("in") == "header"
    }
    assert sent <= set(allowed.headers["Access-Control-Allow-Headers"].lower().split(", "))
    assert other.status_code == 400
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.parametrize("origin", ["*", "https://app.example/", "app.example", "null", "https://*.example"])
def test_only_whole_origins_can_be_allowed(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTUNE_ALLOWED_ORIGINS", f"https://fine.example, {origin}")
    with pytest.raises(ValueError, match="allowed_origins"):
        Settings()

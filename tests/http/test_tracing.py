"""Tracing: a request is a span, its statements are within it, and nobody's data leave with them."""

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from app.main import create_app
from app.settings import Settings
from tests.world import Moment, World, note

pytestmark = pytest.mark.anyio

WORDS = "She wept about the divorce"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"


class Collector(ThreadingHTTPServer):
    """Takes spans as an OpenTelemetry collector does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.received: list[bytes] = []

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/traces"

    def spans(self) -> list[Span]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.received]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


class _Taking(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def test_a_request_is_a_span_with_its_statements_and_without_anybodys_data(
    world: World, settings: Settings, moment: Moment, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    app = create_app(settings.model_copy(update={"traces_endpoint": collector.endpoint}), clock=moment)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        world.owner() as owner,
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client,
    ):
        parent = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
        read = await client.get(student.path, headers=student.headers | parent)
        assert read.status_code == 200
        assert (await client.get(f"{student.path}/engagement", headers=student.headers)).status_code in {
            200,
            403,
        }
        await owner.execute(f"alter table notes add constraint broken check (summary <> '{WORDS}') not valid")
        try:
            written = await client.post(
                f"{student.path}/notes", json=note(summary=WORDS), headers=tutor.headers
            )
            assert written.status_code == 500
        finally:
            await owner.execute("alter table notes drop constraint broken")

    spans = collector.spans()
    [request] = [span for span in spans if span.name == "GET /v1/students/{student_id}"]
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, PARENT)
    within = [span.name for span in spans if span.parent_span_id == request.span_id]
    assert {"select attune_enter", "select students"} <= set(within)
    [hot] = [span for span in spans if span.name == "GET /v1/students/{student_id}/engagement"]
    assert [span for span in spans if span.parent_span_id == hot.span_id]
    [crash] = [span for span in spans if span.name == "POST /v1/students/{student_id}/notes"]
    assert crash.status.code == 2
    [insert] = [span for span in spans if span.name == "insert notes"]
    assert (insert.parent_span_id, insert.status.code) == (crash.span_id, 2)
    for person in (student, tutor):
        for personal in (str(person.id), person.id.hex, person.subject, person.number, WORDS):
            assert personal.encode() not in b"".join(collector.received)


def test_where_no_traces_are_wanted_nothing_of_them_is_loaded() -> None:
    program = (
        "import sys; from app.main import create_app; from app.settings import Settings;"
        " create_app(Settings());"
        " unwanted = ('opentelemetry.sdk', 'opentelemetry.exporter');"
        " sys.exit(any(name.startswith(unwanted) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0

"""Tracing, where it is configured: a span for each request, named by its route; nobody's data are in it.

Not OpenTelemetry's own instrumentation of ASGI, which records paths and queries: they carry ids. This
module is imported only where traces are wanted; it needs the extra `telemetry`.
"""

import asyncio

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.observation import method, template

EXPORT_SECONDS = 2
"""How long the collector may take; a service that stops waits for it, too."""
SERVER_ERROR = 500
_TRACE_HEADERS = {b"traceparent", b"tracestate"}
_parent = TraceContextTextMapPropagator()


class Traces:
    """Where spans go: by OTLP over HTTP. `OTEL_…` variables say the rest, such as how many are kept."""

    def __init__(self, endpoint: str, version: str) -> None:
        about = Resource.create({"service.name": "attune", "service.version": version})
        self._provider = TracerProvider(resource=about, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=endpoint, timeout=EXPORT_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer = self._provider.get_tracer("attune", version)

    async def close(self) -> None:
        """Send what is left."""
        await asyncio.to_thread(self._provider.shutdown)


class Tracing:
    """ASGI middleware, within `Observation`."""

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self._app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_headers = {
            str(key, "ascii"): str(value, "latin-1")
            for key, value in scope["headers"]
            if key in _TRACE_HEADERS
        }
        with self._tracer.start_as_current_span(
            method(scope),
            context=_parent.extract(trace_headers),
            kind=SpanKind.SERVER,
            record_exception=False,  # its words may be personal
            set_status_on_exception=False,
        ) as span:

            async def send_and_record(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= SERVER_ERROR:
                        span.set_status(StatusCode.ERROR)
                await send(message)

            try:
                await self._app(scope, receive, send_and_record)
            except Exception as error:
                span.set_attribute("error.type", type(error).__qualname__)
                span.set_status(StatusCode.ERROR)
                raise
            finally:
                route = template(scope)
                span.update_name(f"{method(scope)} {route}")
                span.set_attributes(
                    {
                        "http.request.method": method(scope),
                        "http.route": route,
                        "attune.request_id": scope["state"]["request_id"],
                    }
                )

"""CORS: front ends on origins that the institution allows may use the API from a browser; no others may.

Closed by default. Tokens travel in a header of their own, never in a cookie, so no credentials are allowed
and a browser sends nothing by itself.
"""

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware.cors import CORSMiddleware

REQUEST_HEADERS = (
    "Attune-Purpose", "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match",
    "X-Experience-API-Version", "X-Request-ID", "traceparent", "tracestate",
)  # fmt: skip
"""Headers that clients of the contract send."""
EXPOSED_HEADERS = (
    "ETag", "Idempotency-Replayed", "Last-Modified", "Link", "Location", "RateLimit", "RateLimit-Policy",
    "Retry-After", "WWW-Authenticate", "X-Experience-API-Consistent-Through", "X-Experience-API-Version",
    "X-Request-ID",
)  # fmt: skip
"""Headers of answers that a page's script may read."""
PREFLIGHT_SECONDS = 7_200
"""How long a browser need not ask again; none keeps an answer for longer."""


def allow_origins(app: FastAPI, origins: Sequence[str]) -> None:
    """Let pages of these origins ask; to be added last, so that every refusal and crash can be read, too."""
    if not origins:
        return
    methods = {method for route in iter_route_contexts(app.routes) for method in route.methods or ()}
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=sorted(methods | {"HEAD"}),
        allow_headers=REQUEST_HEADERS,
        expose_headers=EXPOSED_HEADERS,
        max_age=PREFLIGHT_SECONDS,
    )

"""Metrics, for the operator's Prometheus alone."""

import asyncio
import hmac
from typing import cast

from fastapi import Depends, Request, Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from pydantic import SecretStr

from app.actions.activity.read_freshness import FreshnessReader
from app.errors import NotFound, Unauthenticated
from app.http.deps import service_of
from app.http.limits import address_of
from app.http.metrics import Metrics, of_the_data
from app.http.rates import Rate
from app.http.routes import PublicRoute, contract_router

router = contract_router(route_class=PublicRoute, tags=["health"])


async def _check_operator(request: Request) -> None:
    """Raises NotFound where the settings hold no secret, Unauthenticated without it."""
    token = cast("SecretStr | None", request.app.state.metrics_token)
    if token is None:
        raise NotFound("there is no such path")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    matches = hmac.compare_digest(given.encode(), token.get_secret_value().encode())
    if scheme.lower() != "bearer" or not matches:
        service_of(request).rates.admit(Rate.FAILURES, address_of(request.scope), request.scope["state"])
        raise Unauthenticated("send the operator's secret as Authorization: Bearer", error=None)


@router.get("/metrics", include_in_schema=False, dependencies=[Depends(_check_operator)])
async def read_metrics(request: Request) -> Response:
    """What the service counts and measures, all its workers together, and how far behind the data are."""
    freshness = await cast("FreshnessReader", request.app.state.freshness).read()
    metrics = cast("Metrics", request.app.state.metrics)
    service = service_of(request)
    assert service.database.admission is not None, "the service's database admits its requests"
    metrics.note(service.database.admission, service.verifier.keys_known())
    # Several workers' files are read: too long for the event loop.
    counted = await asyncio.to_thread(metrics.exposition) if metrics.shared else metrics.exposition()
    return Response(counted + of_the_data(freshness), media_type=CONTENT_TYPE_LATEST)

"""Metrics: what the running process counts and measures, in Prometheus' words. Nobody's data are in them."""

import hmac
from typing import cast

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from pydantic import SecretStr

from app.actions.activity.read_freshness import Freshness, FreshnessReader
from app.errors import NotFound, Unauthenticated
from app.http.deps import Service, service_of

# From a 304 to a re-computed year, in seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """One process's own; several copies of the service are scraped one by one."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.in_flight = 0
        self._requests = Counter(
            "attune_http_requests",
            "Requests answered, by route template, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "attune_http_request_seconds",
            "How long answers took, by route template and method.",
            ("route", "method"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        # Looking a labelled child up costs more than counting with it.
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        key = (route, method, status)
        pair = self._known.get(key)
        if pair is None:
            pair = self._requests.labels(*key), self._seconds.labels(route, method)
            self._known[key] = pair
        counter, histogram = pair
        counter.inc()
        histogram.observe(seconds)


router = APIRouter()


@router.get("/metrics", include_in_schema=False)
async def read_metrics(request: Request) -> Response:
    """For the operator's Prometheus alone; without a secret in the settings there is no such path."""
    _check(request, cast("SecretStr | None", request.app.state.metrics_token))
    metrics = cast("Metrics", request.app.state.metrics)
    service = service_of(request)
    freshness = await cast("FreshnessReader", request.app.state.freshness).read()
    once = CollectorRegistry()
    for family in (*_of_this_process(metrics, service), *_of_the_data(freshness)):
        once.register(_Collected(family))
    return Response(generate_latest(metrics.registry) + generate_latest(once), media_type=CONTENT_TYPE_LATEST)


def _check(request: Request, token: SecretStr | None) -> None:
    if token is None:
        raise NotFound("there is no such path")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    known = hmac.compare_digest(given.encode(), token.get_secret_value().encode())
    if scheme.lower() != "bearer" or not known:
        raise Unauthenticated("send the operator's secret as Authorization: Bearer", error=None)


class _Collected:
    def __init__(self, family: GaugeMetricFamily) -> None:
        self._family = family

    def collect(self) -> list[GaugeMetricFamily]:
        return [self._family]


def _of_this_process(metrics: Metrics, service: Service) -> list[GaugeMetricFamily]:
    gate, answers, waiting = service.gate, service.answers, service.gate.waiting + service.holding.waiting
    figures = {
        "attune_http_requests_in_flight": ("Requests being answered.", metrics.in_flight),
        "attune_database_gate_open": ("Whether the database answers: 1 or 0.", int(gate.is_open)),
        "attune_database_requests_inside": ("Requests with the database.", gate.inside),
        "attune_database_requests_waiting": ("Requests waiting for a connection.", waiting),
        "attune_database_requests_turned_away": ("Requests refused by the gate so far.", gate.turned_away),
        "attune_database_pool_size": ("Connections allowed.", gate.places),
        "attune_answers_still_held": ("Answers remembered that still held, so far.", answers.still_held),
        "attune_answers_made_anew": ("Answers of the same kinds that were made anew.", answers.made_anew),
        "attune_answers_remembered": ("Answers remembered.", len(answers)),
    }
    return [GaugeMetricFamily(name, text, value=value) for name, (text, value) in figures.items()]


def _of_the_data(freshness: Freshness | None) -> list[GaugeMetricFamily]:
    """What the database told last; nothing of it, where it has not been reached yet."""
    age = GaugeMetricFamily("attune_freshness_age_seconds", "How old the figures below are.")
    scored = GaugeMetricFamily(
        "attune_scored_lag_seconds",
        "Since the end of the last day for which everybody has been scored.",
        labels=["institution"],
    )
    due = GaugeMetricFamily("attune_students_due", "Students with days to score.", labels=["institution"])
    lag = GaugeMetricFamily(
        "attune_ingest_lag_seconds", "Since a source's own `data_as_of`.", labels=["institution", "source"]
    )
    waiting = GaugeMetricFamily(
        "attune_events_waiting", "Events whose student or module is not known yet.", labels=["institution"]
    )
    if freshness is None:
        return []
    age.add_metric([], freshness.age_seconds)
    for each in freshness.institutions:
        if each.scored_lag_seconds is not None:
            scored.add_metric([each.code], each.scored_lag_seconds)
        due.add_metric([each.code], each.students_due)
        waiting.add_metric([each.code], each.events_waiting)
        for source, seconds in each.source_lag_seconds.items():
            lag.add_metric([each.code, source], seconds)
    return [age, scored, due, lag, waiting]

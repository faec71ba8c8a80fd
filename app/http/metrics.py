"""Metrics: what the service counts and measures, in Prometheus' words. Nobody's data are in them."""

from collections.abc import Mapping
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest

from app.actions.activity.read_freshness import Freshness
from app.db.admission import Admission
from app.http.gathered_metrics import gathered

_NOW: dict[str, tuple[str, Literal["livesum", "livemin", "sum"]]] = {
    "attune_http_requests_in_flight": ("Requests being answered.", "livesum"),
    "attune_database_open": ("Whether the database answers: 1 or 0.", "livemin"),
    "attune_database_requests_inside": ("Requests with the database.", "livesum"),
    "attune_database_requests_waiting": ("Requests waiting for a connection.", "livesum"),
    "attune_database_requests_refused": ("Requests refused so far.", "sum"),
    "attune_database_pool_size": ("Connections allowed.", "livesum"),
    "attune_workers": ("Worker processes that serve.", "livesum"),
}
"""What there is now, in the order of `Metrics.note`, and how several workers' figures become one."""

# From a 304 to a re-computed year, in seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """What this process counts; or, where several workers share, what all of them do (`app/http/workers.py`).

    Shared figures lie in files of prometheus_client's, some for each worker, and whoever is scraped adds them
    up. What a worker counted stays when it has ended.
    """

    def __init__(self, *, shared: bool = False) -> None:
        self.shared = shared
        self.registry = CollectorRegistry()
        if not shared:  # else they would be of whichever worker answers
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
        self._now = {
            name: Gauge(name, text, registry=self.registry, multiprocess_mode=mode)
            for name, (text, mode) in _NOW.items()
        }
        self._keys = Gauge(
            "attune_issuer_keys",
            "Keys known that verify tokens, by identity provider.",
            ("issuer",),
            registry=self.registry,
            multiprocess_mode="livemax",
        )
        # Looking a labelled child up costs more than counting with it.
        self._labelled: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def note(self, admission: Admission, keys: Mapping[str, int]) -> None:
        """How this process is now, for the next scrape."""
        figures = (
            self.in_flight,
            int(admission.is_open),
            admission.inside,
            admission.waiting,
            admission.refused,
            admission.places,
            1,
        )
        for gauge, figure in zip(self._now.values(), figures, strict=True):
            gauge.set(figure)
        for issuer, known in keys.items():
            self._keys.labels(issuer).set(known)

    def exposition(self) -> bytes:
        """Everything counted, in Prometheus' text format."""
        return generate_latest(gathered() if self.shared else self.registry)

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        key = (route, method, status)
        pair = self._labelled.get(key)
        if pair is None:
            pair = self._requests.labels(*key), self._seconds.labels(route, method)
            self._labelled[key] = pair
        counter, histogram = pair
        counter.inc()
        histogram.observe(seconds)


def of_the_data(freshness: Freshness | None) -> bytes:
    """How far behind the data are, in Prometheus' text format: the same whichever worker says so."""
    figures = CollectorRegistry()
    for family in _families(freshness):
        figures.register(_Collected(family))
    return generate_latest(figures)


class _Collected:
    def __init__(self, family: GaugeMetricFamily) -> None:
        self._family = family

    def collect(self) -> list[GaugeMetricFamily]:
        return [self._family]


def _families(freshness: Freshness | None) -> list[GaugeMetricFamily]:
    """What the database answered last; nothing, where it has not been reached yet."""
    age = GaugeMetricFamily("attune_freshness_age_seconds", "How old the figures below are.")
    scored = GaugeMetricFamily(
        "attune_scored_lag_seconds",
        "Since the end of the last day for which everybody has been scored.",
        labels=["institution"],
    )
    pending = GaugeMetricFamily(
        "attune_students_pending", "Students with days to score.", labels=["institution"]
    )
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
        if each.scored_seconds is not None:
            scored.add_metric([each.code], each.scored_seconds)
        pending.add_metric([each.code], each.students_pending)
        waiting.add_metric([each.code], each.events_waiting)
        for source, seconds in each.source_seconds.items():
            lag.add_metric([each.code, source], seconds)
    return [age, scored, pending, lag, waiting]

"""Metrics: what the running process counts and measures, in Prometheus' words. Nobody's data are in them."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest

from app.actions.activity.read_freshness import Freshness
from app.db.admission import Admission

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
        self._labelled: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        key = (route, method, status)
        pair = self._labelled.get(key)
        if pair is None:
            pair = self._requests.labels(*key), self._seconds.labels(route, method)
            self._labelled[key] = pair
        counter, histogram = pair
        counter.inc()
        histogram.observe(seconds)


def exposition(metrics: Metrics, admission: Admission, freshness: Freshness | None) -> bytes:
    """Everything that is known now, in Prometheus' text format."""
    figures = CollectorRegistry()
    for family in (*_of_this_process(metrics, admission), *_of_the_data(freshness)):
        figures.register(_Collected(family))
    return generate_latest(metrics.registry) + generate_latest(figures)


class _Collected:
    def __init__(self, family: GaugeMetricFamily) -> None:
        self._family = family

    def collect(self) -> list[GaugeMetricFamily]:
        return [self._family]


def _of_this_process(metrics: Metrics, admission: Admission) -> list[GaugeMetricFamily]:
    figures = {
        "attune_http_requests_in_flight": ("Requests being answered.", metrics.in_flight),
        "attune_database_open": ("Whether the database answers: 1 or 0.", int(admission.is_open)),
        "attune_database_requests_inside": ("Requests with the database.", admission.inside),
        "attune_database_requests_waiting": ("Requests waiting for a connection.", admission.waiting),
        "attune_database_requests_refused": ("Requests refused so far.", admission.refused),
        "attune_database_pool_size": ("Connections allowed.", admission.places),
    }
    return [GaugeMetricFamily(name, text, value=value) for name, (text, value) in figures.items()]


def _of_the_data(freshness: Freshness | None) -> list[GaugeMetricFamily]:
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

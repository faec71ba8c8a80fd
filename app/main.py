"""The application: wires routers, middleware, errors and lifespan. No logic."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI

from app.actions.activity.read_freshness import FreshnessReader
from app.actions.enter import Logins
from app.actions.profile_registry import ProfileRegistry
from app.auth.launches import Launches
from app.auth.sessions import Sessions
from app.auth.signing import SigningKey, signing_key
from app.auth.tokens import TokenVerifier
from app.clock import Clock, system_clock
from app.db.admission import Admission, PoolLimits
from app.db.arrival import patiently
from app.db.heartbeat import watched
from app.db.pool import RequestLimits, open_pool
from app.db.roles import check_application_role
from app.db.transaction import Database
from app.errors import BadRequest, Refusal
from app.http import docs, openapi, openapi_scopes, problems
from app.http.compression import Compression
from app.http.cors import allow_origins
from app.http.deps import Service
from app.http.entity_tags import EntityTags
from app.http.export_answers import Exports
from app.http.limits import Bounds, Limits
from app.http.metrics import Metrics
from app.http.observation import Observation
from app.http.rates import Rate, Rates
from app.http.readiness import Readiness
from app.http.shortcut import add_routers
from app.http.workers import keep_noting
from app.http.xapi import AlternateRequests, StatementHeaders
from app.jobs.deliver_webhooks import Courier, keep_delivering
from app.jobs.in_thread import in_thread
from app.jobs.keep_scored import keep_scored
from app.jobs.purge_expired import keep_purging
from app.jobs.run_imports import keep_importing
from app.jobs.runtime import JobRuntime
from app.jobs.score_institution import LANES
from app.jobs.send_webhook import Sender
from app.routers import health, metrics, protected_resource, signing_keys
from app.routers.activity import activity, caliper, event_lookups, events, module_resources, outages
from app.routers.engagement import (
    indicators,
    scores,
    scoring_model_drafts,
    scoring_models,
    scoring_trials,
    signal_trials,
    signals,
)
from app.routers.exchange import (
    activity_documents,
    calendar_feed,
    calendar_links,
    deliveries,
    exports,
    imports,
    launches,
    reference,
    roster,
    service_credentials,
    statement_classes,
    statement_versions,
    statements,
    webhooks,
)
from app.routers.governance import (
    access_records,
    audit,
    consent,
    copies,
    corrections,
    data_quality,
    erasures,
    inaccuracies,
    public_record,
    readmissions,
    request_queue,
    requests,
    restrictions,
    retention,
    sources,
    transparency,
)
from app.routers.governance import settings as settings_of_institution
from app.routers.insight import (
    cohorts,
    comparison,
    expectations,
    module_insight,
    outreach_report,
    prediction_models,
    report_workbooks,
    saved_cohorts,
    statistics,
    weekly_reports,
)
from app.routers.people import grants, me, org_units, student_searches, students, training, tutorships
from app.routers.record import (
    academic_calendar,
    attendance,
    dashboard,
    employability,
    exam_periods,
    exemptions,
    extenuating_circumstances,
    grades,
    meetings,
    notes,
    remarks,
)
from app.routers.support import (
    assignments,
    case_queue,
    cases,
    group_interventions,
    objectives,
    prepared_messages,
    reaching,
    referrals,
    report_contacts,
    review_lists,
    teams,
    visa_engagement,
)
from app.schemas.exchange.import_items import READERS
from app.settings import Settings
from app.store.snapshot import Snapshots

if TYPE_CHECKING:
    from app.http.tracing import Traces

VERSION = "0.2.0"
DELIVERING = 2
"""Connections for webhooks; none is held while something is sent."""
IMPORTING = 2
"""Connections for imports: one keeps others from the same files meanwhile."""
_log = logging.getLogger("attune")

ROUTERS = (
    scores, indicators, activity, dashboard, attendance, grades, employability, meetings, notes, remarks,
    consent, access_records, students, student_searches, me, calendar_links,
    calendar_feed, cohorts, module_insight,
    signals, exemptions, extenuating_circumstances, visa_engagement,
    assignments, objectives, referrals, group_interventions, prepared_messages,
    scoring_models, scoring_trials, signal_trials, grants, academic_calendar,
    service_credentials, statement_versions, statements, activity_documents, statement_classes,
    events, event_lookups, caliper, module_resources, reference, deliveries, imports, roster, exports,
    org_units, tutorships,
    training, teams, exam_periods, outages, scoring_model_drafts,
    settings_of_institution, audit, requests, request_queue, copies, erasures, readmissions, restrictions,
    corrections,
    transparency, retention, public_record, data_quality, inaccuracies, sources,
    cases, reaching, case_queue, outreach_report, saved_cohorts, statistics, review_lists,
    weekly_reports, report_workbooks, report_contacts, prediction_models, expectations, comparison, webhooks,
    launches,
    health, protected_resource, signing_keys, metrics,
)  # fmt: skip


@contextmanager
def _faults_logged() -> Iterator[None]:
    """Why the service cannot start, in our own words, as far as they go."""
    try:
        yield
    except Refusal as refusal:
        _log.error("cannot start: %s", refusal.detail)
        raise
    except Exception:
        _log.exception("cannot start")
        raise


@asynccontextmanager
async def _in_background(task: asyncio.Task[None]) -> AsyncIterator[None]:
    """The task runs meanwhile, and is cut off at the end; what it does may be cut off anywhere."""
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def _scoring(
    settings: Settings, profiles: ProfileRegistry, snapshots: Snapshots, clock: Clock
) -> AsyncIterator[None]:
    """Keeps scores up to date meanwhile, if the settings say so."""
    every_minutes, operator = settings.score_every_minutes, settings.operator_database_url
    if not every_minutes or operator is None:
        yield
        return
    # Connections of its own: a job is the operator's, and takes its time; the run's guard has one, too.
    async with open_pool(operator.get_secret_value(), size=1 + LANES) as pool:
        runtime = JobRuntime(Database(pool), profiles, snapshots, clock, lambda _step, _done: None)
        async with _in_background(
            asyncio.create_task(keep_scored(runtime, timedelta(minutes=every_minutes)))
        ):
            yield


@asynccontextmanager
async def _delivering(
    settings: Settings, profiles: ProfileRegistry, snapshots: Snapshots, clock: Clock, key: SigningKey | None
) -> AsyncIterator[None]:
    """Sends meanwhile what webhooks are told, if the settings say so."""
    every_seconds, operator = settings.deliver_webhooks_every_seconds, settings.operator_database_url
    if not every_seconds or operator is None or key is None:
        yield
        return
    courier = Courier(key, settings.address, clock, Sender(settings.webhooks_to_loopback))
    async with open_pool(operator.get_secret_value(), size=DELIVERING) as pool:
        runtime = JobRuntime(Database(pool), profiles, snapshots, clock, lambda _step, _done: None)
        delivering = keep_delivering(runtime, courier, timedelta(seconds=every_seconds))
        async with _in_background(asyncio.create_task(delivering)):
            yield


@asynccontextmanager
async def _importing(settings: Settings, clock: Clock) -> AsyncIterator[None]:
    """Works meanwhile on files that were sent, if the settings say so."""
    every_seconds, operator = settings.import_every_seconds, settings.operator_database_url
    if not every_seconds or operator is None:
        yield
        return
    url = operator.get_secret_value()

    async def work() -> None:
        profiles = ProfileRegistry(settings.profiles_dir)
        async with open_pool(url, size=IMPORTING) as pool:
            snapshots = Snapshots(profiles)
            runtime = JobRuntime(Database(pool), profiles, snapshots, clock, lambda _step, _done: None)
            await keep_importing(runtime, READERS, timedelta(seconds=every_seconds))

    async with in_thread(work):
        yield


@asynccontextmanager
async def _exports(settings: Settings, url: str) -> AsyncIterator[Exports]:
    """What data sets go out over: connections that wait for a client as long as its answer may."""
    limits = RequestLimits(settings.database_seconds, 2 * settings.answer_seconds)
    async with open_pool(url, size=max(settings.exports, 1), limits=limits) as pool:
        yield Exports(Database(pool), settings.exports, settings.export_seconds)


@asynccontextmanager
async def _jobs(
    settings: Settings, profiles: ProfileRegistry, snapshots: Snapshots, clock: Clock, key: SigningKey | None
) -> AsyncIterator[None]:
    """What the service does besides answering, if the settings say so."""
    async with (
        _scoring(settings, profiles, snapshots, clock),
        _delivering(settings, profiles, snapshots, clock, key),
        _importing(settings, clock),
    ):
        yield


def _note(metrics: Metrics, admission: Admission, verifier: TokenVerifier) -> None:
    metrics.note(admission, verifier.keys_known())


def _keep(app: FastAPI, settings: Settings) -> None:
    """What routes need of the settings."""
    app.state.metrics_token = settings.metrics_token
    app.state.address = settings.address
    app.state.webhooks_to_loopback = settings.webhooks_to_loopback


def _launches(settings: Settings, key: SigningKey | None, clock: Clock) -> Launches | None:
    """What learning platforms may do, if there are any."""
    if not settings.lti_platforms or key is None:
        return None
    platforms = {each.key for each in settings.lti_platforms}
    sessions = Sessions(settings.address, key, platforms, clock)
    return Launches(settings.lti_platforms, settings.address, key, clock, sessions)


def _traces(settings: Settings) -> "Traces | None":
    """Where spans go, if anywhere: otherwise nothing of OpenTelemetry is so much as imported."""
    if settings.traces_endpoint is None:
        return None
    try:
        from app.http.tracing import Traces  # noqa: PLC0415
    except ImportError:
        raise BadRequest("ATTUNE_TRACES_ENDPOINT needs the extra: pip install 'attune[telemetry]'") from None
    return Traces(settings.traces_endpoint, VERSION)


def create_app(settings: Settings, clock: Clock = system_clock) -> FastAPI:
    """The service for these settings."""
    settings.refuse_demonstration_issuer_in_public()
    traces = _traces(settings)
    signing = signing_key(settings.signing_key, settings.former_signing_keys)
    rates = Rates({rate: getattr(settings, f"rate_{rate}") for rate in Rate})

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        assert settings.database_url is not None, "the service needs ATTUNE_DATABASE_URL"
        url = settings.database_url.get_secret_value()
        profiles = ProfileRegistry(settings.profiles_dir)
        snapshots = Snapshots(profiles)
        admission = Admission(_pool_limits(settings))
        async with AsyncExitStack() as stack:
            on_connect = None
            if traces is not None:
                from app.db.tracing import TracedConnections  # noqa: PLC0415 (see _traces)

                stack.push_async_callback(traces.close)
                on_connect = TracedConnections(traces.tracer)
            limits = RequestLimits(settings.database_seconds)
            pool = await stack.enter_async_context(
                open_pool(url, size=settings.pool_size, limits=limits, on_connect=on_connect)
            )
            database = Database(pool, admission)
            launching = _launches(settings, signing, clock)
            sessions = launching.sessions if launching is not None else None
            verifier = TokenVerifier(settings.issuers, clock, sessions=sessions)
            app.state.service = Service(
                database, verifier, profiles, snapshots, Logins(), clock, rates, signing, launching
            )
            app.state.exports = await stack.enter_async_context(_exports(settings, url))
            app.state.freshness = FreshnessReader(database, clock)
            app.state.readiness = Readiness(database, verifier)
            with _faults_logged():
                await patiently(partial(check_application_role, database), url)
            await stack.enter_async_context(watched(admission, url))
            if app.state.metrics.shared:
                note = partial(_note, app.state.metrics, admission, verifier)
                await stack.enter_async_context(_in_background(asyncio.create_task(keep_noting(note))))
            purging = asyncio.create_task(keep_purging(database, clock))
            await stack.enter_async_context(_in_background(purging))
            await stack.enter_async_context(_jobs(settings, profiles, snapshots, clock, signing))
            yield

    app = FastAPI(
        openapi_url=None,  # the committed one is served: see `docs`
        docs_url=None,
        redoc_url=None,
        title="Attune",
        version=VERSION,
        summary="The open student-engagement API that universities can actually run.",
        description=openapi.DESCRIPTION,
        contact=openapi.CONTACT,
        license_info=openapi.LICENCE,
        servers=openapi.SERVERS,
        lifespan=lifespan,
        redirect_slashes=False,  # such a redirect would name whatever host the client named
        # FastAPI's own spans and logs would carry paths and messages, which are personal here.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    add_routers(app, (each.router for each in ROUTERS))
    openapi_scopes.install(app)
    problems.install(app)
    openapi.install(app)
    docs.install(app)

    app.state.metrics = Metrics(shared=settings.workers > 1)
    _keep(app, settings)
    app.state.stopping = asyncio.Event()
    _add_middleware(app, settings, clock, rates, traces)
    return app


def _add_middleware(
    app: FastAPI, settings: Settings, clock: Clock, rates: Rates, traces: "Traces | None"
) -> None:
    # The last one added is the outermost.
    app.add_middleware(AlternateRequests)
    app.add_middleware(EntityTags)
    app.add_middleware(Compression)
    app.add_middleware(
        Limits,
        Bounds(
            settings.body_bytes,
            settings.delivery_bytes,
            settings.body_seconds,
            settings.import_bytes,
            settings.import_seconds,
        ),
        rates,
    )
    app.add_middleware(StatementHeaders, clock, settings.database_seconds)
    if traces is not None:
        from app.http.tracing import Tracing  # noqa: PLC0415

        app.add_middleware(Tracing, tracer=traces.tracer)
    app.add_middleware(Observation, metrics=app.state.metrics)
    allow_origins(app, settings.allowed_origins)


def _pool_limits(settings: Settings) -> PoolLimits:
    return PoolLimits(
        concurrency=settings.pool_size,
        waiting=settings.pool_waiting,
        wait_seconds=settings.pool_wait_seconds,
        stay_seconds=settings.database_seconds,
    )

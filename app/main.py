"""The application: wires routers, errors and lifespan. No logic."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from app.jobs.purge_idempotency_keys import keep_forgetting
from app.jobs.keep_scored import keep_scored
from app.actions.profile_registry import ProfileShelf
from app.actions.activity.read_freshness import FreshnessReader
from app.actions.remembered_answers import RememberedAnswers
from app.jobs.score_students import LANES
from app.jobs.runtime import Workshop
from app.auth.tokens import TokenVerifier
from app.clock import Clock, system_clock
from app.errors import BadRequest, Refusal
from app.routers.governance import access_records, admin, consent
from app.routers.record import attendance, dashboard, employability, grades, meetings
from app.routers.exchange import calendar_feed as calendar
from app.routers.insight import cohorts
from app.http import openapi as contract, metrics, problems, docs as reference, openapi_scopes as scopes
from app.routers.engagement.scores import scores as engagement, scoring_models, scoring_trials
from app.routers.activity import events
from app.routers import health, protected_resource
from app.routers.people import me, students
from app.routers.at_once import AtOnce, doors
from app.http.compression import Compression
from app.http.deps import Service
from app.http.limits import Bounds, Limits
from app.http.metrics import Metrics
from app.http.observation import Observation
from app.http.entity_tags import PrivateAnswers
from app.http.rates import Rate, Rates
from app.settings import Settings
from app.store.at_once import holding
from app.db.admission import Gate, Patience, watched
from app.store.line import Line
from app.db.roles import check_application_role
from app.db.session import Engine, create_engine

if TYPE_CHECKING:
    from app.http.tracing import Traces

VERSION = "0.1.0"
_log = logging.getLogger("attune")


@asynccontextmanager
async def _scoring(url: str, profiles: ProfileShelf, clock: Clock, every_minutes: int) -> AsyncIterator[None]:
    """Keeps scores up to date meanwhile, if the settings say so; a run that is cut off loses nothing."""
    if not every_minutes:
        yield
        return
    # Its own: a job takes the time it needs, and no request's connection; the run's guard has one, too.
    engine = create_engine(url, pool_size=1 + LANES)
    workshop = Workshop(engine, profiles, clock, lambda _step, _done: None)
    task = asyncio.create_task(keep_scored(workshop, timedelta(minutes=every_minutes)))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        await engine.dispose()


@contextmanager
def _faults_told() -> Iterator[None]:
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
async def _forgetting(gate: Gate, clock: Clock) -> AsyncIterator[None]:
    """Forgets meanwhile what was kept for repeats."""
    task = asyncio.create_task(keep_forgetting(gate, clock))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def _patience(settings: Settings) -> Patience:
    return Patience(
        at_once=settings.pool_size,
        waiting=settings.pool_waiting,
        wait_seconds=settings.pool_wait_seconds,
        stay_seconds=settings.database_seconds,
    )


@asynccontextmanager
async def _traced(engine: Engine, traces: "Traces | None") -> AsyncIterator[None]:
    """Statements are followed meanwhile, and whatever is left is sent at the end."""
    if traces is None:
        yield
        return
    from app.store import tracing  # noqa: PLC0415 (see _traces)

    tracing.follow(engine, traces.tracer)
    try:
        yield
    finally:
        await traces.close()


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
    settings.refuse_practice_in_public()
    traces = _traces(settings)
    rates = Rates({rate: getattr(settings, f"rate_{rate}") for rate in Rate})

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        assert settings.database_url is not None, "the service needs ATTUNE_DATABASE_URL"
        url = settings.database_url.get_secret_value()
        engine = create_engine(url, pool_size=settings.pool_size, stay_seconds=settings.database_seconds)
        gate = Gate(engine, _patience(settings))
        profiles = ProfileShelf(settings.profiles_dir)
        line = Line(gate)
        verifier = TokenVerifier(settings.issuers, clock)
        answers = RememberedAnswers(settings.remembered_mib * 2**20)
        app.state.service = Service(
            gate, line, holding(gate, line), verifier, profiles, clock, rates, answers
        )
        app.state.freshness = FreshnessReader(gate, clock)
        try:
            with _faults_told():
                await check_application_role(engine)
            async with (
                _traced(engine, traces),
                watched(gate, url),
                _forgetting(gate, clock),
                _scoring(url, profiles, clock, settings.score_every_minutes),
            ):
                yield
        finally:
            line.close()
            await engine.dispose()

    app = FastAPIOffline(
        docs_url=None,
        redoc_url=None,
        title="Attune",
        version=VERSION,
        summary="The open student-engagement API that universities can actually run.",
        description=contract.DESCRIPTION,
        contact=contract.CONTACT,
        license_info=contract.LICENCE,
        servers=contract.SERVERS,
        generate_unique_id_function=lambda route: route.name,
        lifespan=lifespan,
        # FastAPI's own spans and logs would carry paths and messages, which are personal here.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    # A request is matched against route after route: those that are asked for all day come first.
    for noun in (
        engagement, dashboard, students, me, calendar, consent, attendance, grades, employability,
        meetings, access_records, cohorts, scoring_models, scoring_trials, events, admin,
    ):  # fmt: skip
        app.include_router(noun.router, prefix="/v1")
    app.include_router(health.router)
    app.include_router(protected_resource.router)
    app.include_router(metrics.router)
    scopes.install(app)
    problems.install(app)
    contract.install(app)
    reference.install(app)

    app.state.metrics = Metrics()
    app.state.metrics_token = settings.metrics_token
    app.state.stopping = asyncio.Event()
    # The last one added is the outermost.
    app.add_middleware(AtOnce, doors(app.routes))
    app.add_middleware(PrivateAnswers)
    app.add_middleware(Compression)
    bounds = Bounds(settings.body_bytes, settings.delivery_bytes, settings.body_seconds)
    app.add_middleware(Limits, bounds, rates)
    if traces is not None:
        from app.http.tracing import Tracing  # noqa: PLC0415

        app.add_middleware(Tracing, tracer=traces.tracer)
    app.add_middleware(Observation, metrics=app.state.metrics)
    return app

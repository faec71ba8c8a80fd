"""The application: wires routers, errors and lifespan. No logic."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

from app.actions.profile_shelf import ProfileShelf
from app.auth.tokens import TokenVerifier
from app.clock import Clock, system_clock
from app.routers import (
    access_records,
    admin,
    attendance,
    calendar,
    cohorts,
    consent,
    dashboard,
    employability,
    engagement,
    events,
    grades,
    health,
    me,
    meetings,
    problems,
    scoring_models,
    students,
)
from app.routers.deps import Service
from app.routers.privacy import PrivateAnswers
from app.settings import Settings
from app.store.roles import check_application_role
from app.store.session import create_engine

VERSION = "0.1.0"


def create_app(settings: Settings, clock: Clock = system_clock) -> FastAPI:
    """The service for these settings."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        assert settings.database_url is not None, "the service needs ATTUNE_DATABASE_URL"
        engine = create_engine(settings.database_url.get_secret_value(), pool_size=settings.pool_size)
        app.state.service = Service(
            engine=engine,
            verifier=TokenVerifier(settings.issuers, clock),
            profile_of=ProfileShelf(settings.profiles_dir),
            clock=clock,
        )
        try:
            await check_application_role(engine)
            yield
        finally:
            await engine.dispose()

    app = FastAPIOffline(
        title="Attune",
        version=VERSION,
        summary="The open student-engagement API that universities can actually run.",
        generate_unique_id_function=lambda route: route.name,
        lifespan=lifespan,
    )
    v1 = APIRouter(prefix="/v1")
    for noun in (
        me, calendar, students, dashboard, consent, engagement, attendance, grades, employability,
        meetings, access_records, cohorts, scoring_models, events, admin,
    ):  # fmt: skip
        v1.include_router(noun.router)
    app.include_router(v1)
    app.include_router(health.router)
    problems.install(app)

    app.add_middleware(PrivateAnswers)
    return app

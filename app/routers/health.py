"""Health: alive, ready, and what each kind of problem means. Public: nothing personal is here."""

import asyncio
from typing import Annotated

from fastapi import Path, Request

from app.db.failures import RETRY
from app.db.migrate import is_migrated
from app.errors import NotFound, Unavailable, kinds
from app.http.deps import service_of
from app.http.problems import describe
from app.http.routes import PublicRoute, contract_router
from app.schemas.health import HealthOut, ProblemTypeOut

router = contract_router(route_class=PublicRoute, tags=["health"])

PATIENCE_SECONDS = 1.0
"""Probes give up after two, and cancelling a wait for a connection takes some of that."""


@router.get("/healthz", summary="Alive")
async def read_liveness() -> HealthOut:
    """The process answers. Says nothing of the database."""
    return HealthOut(status="alive")


@router.get("/readyz", summary="Ready", responses=describe())
async def read_readiness(request: Request) -> HealthOut:
    """The database answers and has the migrations that this version needs; the service is not stopping."""
    if request.app.state.stopping.is_set():
        raise Unavailable("the service is stopping", headers=RETRY)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            migrated = await is_migrated(service_of(request).database)
    except TimeoutError:
        raise Unavailable("the database does not answer", headers=RETRY) from None
    if not migrated:
        raise Unavailable("the database holds other migrations than this version needs", headers=RETRY)
    return HealthOut(status="ready")


@router.get("/problems/{code}", summary="What a problem type means", responses=describe(NotFound))
async def read_problem_type(
    code: Annotated[
        str,
        Path(
            description="The code of a problem: the last part of its `type`.",
            max_length=100,
            examples=["consent-required"],
        ),
    ],
) -> ProblemTypeOut:
    """The meaning of a problem's `type`."""
    kind = kinds().get(code)
    if kind is None:
        raise NotFound("there is no such problem type")
    return ProblemTypeOut(code=kind.code, status=kind.status, title=kind.title)

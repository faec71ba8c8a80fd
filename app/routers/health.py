"""Health: alive, ready, and what each kind of problem means. Public: nothing personal is here."""

import asyncio

from fastapi import APIRouter, Request

from app.errors import NotFound, Refusal, Unavailable
from app.routers.deps import service_of
from app.routers.problems import describe
from app.schemas.health import HealthOut, ProblemTypeOut
from app.store.migrate import is_migrated

router = APIRouter(tags=["health"])

PATIENCE_SECONDS = 1.0
"""Whoever asks gives up after two, and the pool may need some of that to let go."""


@router.get("/healthz", summary="Alive")
async def read_liveness() -> HealthOut:
    """The process answers. Says nothing of the database."""
    return HealthOut(status="alive")


@router.get("/readyz", summary="Ready", responses=describe())
async def read_readiness(request: Request) -> HealthOut:
    """The database is reachable and holds the migrations that this version needs; nobody has said stop."""
    if request.app.state.stopping.is_set():
        raise Unavailable("the service is stopping")
    gate = service_of(request).gate
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), gate.entry():
            if not await is_migrated(gate.engine):
                raise Unavailable("the database holds other migrations than this version needs")
    except TimeoutError:
        raise Unavailable("the database does not answer") from None
    return HealthOut(status="ready")


@router.get("/problems/{code}", summary="What a problem type means", responses=describe(NotFound))
async def read_problem_type(code: str) -> ProblemTypeOut:
    """The meaning of a problem's `type`."""
    for kind in _kinds(Refusal):
        if kind.code == code:
            return ProblemTypeOut(code=kind.code, status=kind.status, title=kind.title)
    raise NotFound("there is no such problem type")


def _kinds(root: type[Refusal]) -> list[type[Refusal]]:
    return [root, *(kind for child in root.__subclasses__() for kind in _kinds(child))]

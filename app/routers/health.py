"""Health: alive, ready, and what each kind of problem means. Public: nothing personal is here."""

from typing import Annotated, cast

from fastapi import Path, Request

from app.db.failures import RETRY
from app.errors import NotFound, Unavailable, kinds
from app.http.problems import describe
from app.http.readiness import Readiness
from app.http.routes import PublicRoute, contract_router
from app.schemas.health import HealthOut, ProblemTypeOut

router = contract_router(route_class=PublicRoute, tags=["health"])


@router.get("/healthz", summary="Alive")
async def read_liveness() -> HealthOut:
    """The process answers. Says nothing of the database."""
    return HealthOut(status="alive")


@router.get("/readyz", summary="Ready", responses=describe())
async def read_readiness(request: Request) -> HealthOut:
    """The service can answer: it is not stopping, its database answers and has this version's migrations.

    And the keys of an identity provider are known. Those that were read once go on counting while the
    provider is away, for a day.

    The database is asked once a second at most.
    """
    if request.app.state.stopping.is_set():
        raise Unavailable("the service is stopping", headers=RETRY)
    await cast("Readiness", request.app.state.readiness).check()
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
    return ProblemTypeOut(code=kind.code, status=kind.status, title=kind.title, what_to_do=kind.remedy)

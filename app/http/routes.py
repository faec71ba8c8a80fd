"""Routes: each runs in one transaction that knows who asks, and ends before the answer goes out.

Closed by default: a route is reached with a token that holds, has the scope that the route needs, and belongs
to somebody here. Public ones say so.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from app.actions.enter import enter_request
from app.errors import InsufficientScope
from app.http.deps import (
    acts_as_institution,
    authenticate,
    count_request,
    needed_scope,
    service_of,
    stated_rates,
)
from app.http.limits import count_anonymous
from app.ids import StudentId

Answer = Callable[[Request], Coroutine[Any, Any, Response]]


class ContractRoute(APIRoute):
    """The class of every route of the contract. Who may be without a token is a `PublicRoute`."""

    needs_token: ClassVar[bool] = True

    def answering(self) -> Answer:
        """From a request to its answer: dependencies, the endpoint, and what it returns as JSON."""
        return super().get_route_handler()

    async def prepare(self, request: Request) -> None:
        """What is done once the token holds, and before a transaction begins."""

    def get_route_handler(self) -> Answer:
        answer = self.answering()
        if not self.needs_token:

            async def answer_anybody(request: Request) -> Response:
                count_anonymous(service_of(request).rates, request.scope)
                return await answer(request)

            return answer_anybody
        needed = needed_scope(self.endpoint, next(iter(self.methods or ())))
        rates = stated_rates(self.endpoint)
        may_act = acts_as_institution(self.endpoint)

        async def answer_in_transaction(request: Request) -> Response:
            claims = await authenticate(request)
            if needed not in claims.scopes:
                raise InsufficientScope(needed)
            for rate in rates:
                count_request(request, claims, rate)
            await self.prepare(request)
            service = service_of(request)
            async with service.database.transaction() as transaction:
                request.scope["state"]["context"] = await enter_request(
                    transaction,
                    service.snapshots,
                    service.logins,
                    (claims.issuer, claims.subject),
                    claims.roles,
                    service.clock(),
                    student_in(request.scope["path_params"]),
                    may_act=may_act,
                )
                return await answer(request)

        return answer_in_transaction


class PublicRoute(ContractRoute):
    """A route for everybody, without a token and without a transaction."""

    needs_token = False


def student_in(path_params: Mapping[str, str]) -> StudentId | None:
    """The only student whom the request can be about, where its path names one."""
    try:
        return StudentId(UUID(path_params["student_id"]))
    except (KeyError, ValueError):  # a malformed one is refused where the route declares it
        return None


def contract_router(
    prefix: str = "",
    *,
    tags: list[str],
    responses: dict[int | str, dict[str, Any]] | None = None,
    route_class: type[ContractRoute] = ContractRoute,
    dependencies: Sequence[Any] = (),
) -> APIRouter:
    """A router of the contract: a function's name is its operation's id."""
    return APIRouter(
        prefix=prefix,
        tags=list(tags),
        responses=responses or {},
        route_class=route_class,
        dependencies=list(dependencies),
        generate_unique_id_function=lambda route: route.name,
    )

"""The protected resource: where clients get tokens, and for what. Public, as RFC 9728 wants it."""

from fastapi import Request

from app.access.vocabulary import Scope
from app.http.deps import service_of
from app.http.problems import describe
from app.http.routes import PublicRoute, contract_router
from app.schemas.protected_resource import ProtectedResourceOut

router = contract_router(route_class=PublicRoute, tags=["health"])


@router.get("/.well-known/oauth-protected-resource", summary="Where to get a token", responses=describe())
async def read_protected_resource(request: Request) -> ProtectedResourceOut:
    """The identity providers whose access tokens are accepted, and the scopes there are (RFC 9728)."""
    return ProtectedResourceOut(
        resource=request.app.state.address,
        authorization_servers=list(service_of(request).verifier.issuers),
        scopes_supported=[str(scope) for scope in Scope],
        bearer_methods_supported=["header"],
        resource_name="Attune",
    )

"""Scopes: shown in the contract, by operation, from the same rule by which requests are checked."""

from typing import Any

from fastapi import FastAPI

from app.http.deps import bearer, needed_scope
from app.http.routes import ContractRoute


def install(app: FastAPI) -> None:
    """Say of each operation that needs a token which scope the token must have."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        contract = generate()
        scheme = bearer.model.model_dump(mode="json", by_alias=True, exclude_none=True)
        contract["components"]["securitySchemes"] = {bearer.scheme_name: scheme}
        routes = {route.name: route for route in app.routes if isinstance(route, ContractRoute)}
        for item in contract["paths"].values():
            for method, operation in item.items():
                route = routes[operation["operationId"]]
                if route.needs_token:
                    scope = needed_scope(route.endpoint, method.upper())
                    operation["security"] = [{bearer.scheme_name: [str(scope)]}]
        return contract

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the document

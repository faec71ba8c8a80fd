"""Scopes: shown in the contract, by operation, from the same rule by which requests are checked."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from app.http.deps import bearer, needed_scope


def install(app: FastAPI) -> None:
    """Say of each operation that needs a token which scope the token must have."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        contract = generate()
        endpoints = {route.name: route.endpoint for route in iter_route_contexts(app.routes)}
        for item in contract["paths"].values():
            for method, operation in item.items():
                endpoint = endpoints[operation["operationId"]]
                if endpoint is not None and "security" in operation:
                    scope = needed_scope(endpoint, method.upper())
                    operation["security"] = [{bearer.scheme_name: [str(scope)]}]
        return contract

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the document

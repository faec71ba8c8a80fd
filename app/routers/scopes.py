"""Scopes: shown in the contract, by operation, from the same rule by which requests are checked."""

from typing import Any

from fastapi import FastAPI

from app.routers.deps import bearer, personal_scope


def install(app: FastAPI) -> None:
    """Say of each operation which scope its token must have; deliveries already say theirs."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            for item in generate()["paths"].values():
                for method, operation in item.items():
                    _state_scope(method.upper(), operation)
        return generate()

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the document


def _state_scope(method: str, operation: dict[str, Any]) -> None:
    for requirement in operation.get("security", []):
        requirement[bearer.scheme_name] = requirement[bearer.scheme_name] or [str(personal_scope(method))]

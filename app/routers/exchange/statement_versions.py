"""Versions: what xAPI calls the about resource."""

import orjson
from fastapi import Response

from app.http.routes import PublicRoute, contract_router
from app.xapi.asking import VERSIONS

router = contract_router("/xapi/about", route_class=PublicRoute, tags=["statements"])
ABOUT = {"version": list(VERSIONS), "extensions": {}}


@router.get(
    "",
    summary="Which versions of xAPI are spoken",
    response_class=Response,
    responses={200: {"content": {"application/json": {"schema": {}, "example": ABOUT}}}},
)
async def read_statement_versions() -> Response:
    """It needs no credential, and no version."""
    return Response(orjson.dumps(ABOUT), media_type="application/json")

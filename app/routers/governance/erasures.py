"""Erasures: what one would do, and the account of one that was carried out."""

from typing import Annotated, Literal

from fastapi import Path, Query, Response
from pydantic import Field

from app.actions.governance import erase
from app.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from app.http.deps import RequestAnswerer
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import RequestId
from app.routers.governance.copies import ALONE, PAGE
from app.schemas.governance.erasures import ErasureOut, erasure_out

router = contract_router(
    "/v1/requests/{request_id}",
    tags=["rights"],
    responses=describe(Unauthenticated, Forbidden, NotFound, Conflict),
)

RequestPath = Annotated[RequestId, Path(description="The id of the request for erasure.")]
How = Annotated[
    Literal["delete", "anonymise"],
    Query(
        description="`delete` what feeds figures, too, or `anonymise` it: keep it without whose it is.",
        examples=["anonymise"],
    ),
]
Categories = Annotated[
    list[Annotated[str, Field(max_length=64)]] | None,
    Query(
        min_length=1,
        max_length=13,
        description="The kinds of data to erase alone; without, the kind asked for or everything.",
        examples=[["activity", "attendance"]],
    ),
]


@router.get("/erasure-preview", summary="What erasing a student would do", responses=describe(InvalidInput))
async def read_erasure_preview(
    context: RequestAnswerer,
    request_id: RequestPath,
    how: How = "anonymise",
    categories: Categories = None,
) -> ErasureOut:
    """What would be deleted, what would stay, and why, with counts. Nothing is done.

    The erasure itself is an answer to the request: `upheld`, with `details` that say how, and repeat the
    student's number. It cannot be undone.
    """
    return erasure_out(await erase.preview(context, request_id, categories, anonymise=how == "anonymise"))


@router.get("/erasure", summary="The account of an erasure")
async def read_erasure(context: RequestAnswerer, request_id: RequestPath) -> ErasureOut:
    """What was done, to be sent to whoever asked: their login opens nothing any more. It names nobody."""
    return erasure_out(await erase.read_account(context, request_id))


@router.get(
    "/erasure.html",
    summary="The account of an erasure, to print and send",
    response_class=Response,
    responses={200: {"content": PAGE}},
)
async def read_erasure_page(context: RequestAnswerer, request_id: RequestPath) -> Response:
    """The same as one page that needs nothing else."""
    page = erase.page_of(context.profile, await erase.read_account(context, request_id))
    return Response(page, media_type="text/html; charset=utf-8", headers=ALONE)

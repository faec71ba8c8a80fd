"""The reference: what a login may deliver, and which codes there are."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.actions.exchange.read_reference import read_reference
from app.errors import Forbidden, Unauthenticated
from app.http import cursors
from app.http.deliverables import deliverables, file_kinds
from app.http.deps import ActingUser, ReferringSystem, authenticate
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.base import END_YEAR, FIRST_YEAR, Name
from app.schemas.exchange.reference import CodedListOut, ReferenceOut, coded_list_out, reference_out
from app.store.people import reference
from app.store.people.reference import CodeList

router = contract_router("/v1/reference", tags=["reference"], responses=describe(Unauthenticated, Forbidden))


@router.get("", summary="What I may deliver, and which codes there are")
async def read_own_reference(request: Request, context: ActingUser) -> ReferenceOut:
    """What a client needs to know of the institution before it asks or delivers anything.

    For everybody: academic years, the purposes that they may state, and the codes of requests and answers,
    with what to call each. For a connected system also what its token is good for: operations, files,
    sources with their kinds of events, and the systems whose names for students are known. It says nothing
    of any student.
    """
    scopes = sorted((await authenticate(request)).scopes)
    found = await read_reference(context, scopes)
    operations = list(deliverables(request.app.routes, context.profile, scopes))
    return reference_out(found, scopes, operations, file_kinds(scopes))


@router.get("/codes", summary="Codes of one kind")
async def list_codes(
    request: Request,
    response: Response,
    context: ReferringSystem,
    of: Annotated[CodeList, Query(description="What the codes are of.", examples=["module-runs"])],
    academic_year: Annotated[
        int | None,
        Query(ge=FIRST_YEAR, le=END_YEAR - 1, description="Of module runs of this academic year alone."),
    ] = None,
    code: Annotated[
        Name | None, Query(description="This one alone, if there is one.", examples=["BIO1-18"])
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> CodedListOut:
    """What the roster and the timetable have codes for, as deliveries name it; for connected systems."""
    found = await reference.list_codes(
        context.transaction,
        of,
        after=cursors.decode(cursor) or "",
        limit=limit + 1,
        academic_year=academic_year,
        code=code,
    )
    page, more = cursors.page(request, response, found, limit, lambda each: cursors.encode(each.code))
    return coded_list_out(page, more)

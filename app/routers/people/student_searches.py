"""Student searches: students in the asker's charge, by name or number."""

from fastapi import Request, Response

from app.actions.people.caseload import Asked
from app.errors import Forbidden, Unauthenticated
from app.http.deps import StudentsSearcher
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose
from app.routers.people.students import Cursor, Include, Limit, Ordered, page_of_caseload
from app.schemas.people.students import CaseloadOut, StudentSearchIn
from app.store.people.students import Order

router = contract_router(
    "/v1/student-searches", tags=["students"], responses=describe(Unauthenticated, Forbidden)
)


@router.post("", summary="Find students in my charge")
async def list_found_students(
    request: Request,
    response: Response,
    context: StudentsSearcher,
    search: StudentSearchIn,
    *,
    purpose: StatedPurpose = None,
    order: Ordered = Order.NUMBER,
    include: Include = [],  # noqa: B006 (FastAPI copies it)
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CaseloadOut:
    """Those of the asker's students whose name or number has the text in it, as `GET /v1/students` has them.

    It changes nothing. The text is in the body, because whom somebody looks for stands in no address. The
    next page wants the same body.
    """
    asked = Asked(order, search.text, frozenset(include))
    return await page_of_caseload(request, response, context, asked, purpose, limit, cursor)

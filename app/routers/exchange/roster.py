"""The roster: who studies and works here, on what, and who tutors whom, as JSON."""

from fastapi import Request, Response

from app.actions.exchange.imports import deliver_roster
from app.errors import BadRequest, Conflict, Forbidden, Unauthenticated
from app.http.deps import DeliveringRoster, DryRun
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.exchange.imports import ImportOut, import_out
from app.schemas.exchange.roster import RosterIn

router = contract_router(
    "/v1/roster",
    route_class=RepeatableWrites,
    tags=["imports"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, Conflict),
)


@router.post("", summary="Deliver a roster, or a part of one", status_code=202)
async def record_roster(
    request: Request,
    response: Response,
    context: DeliveringRoster,
    roster: RosterIn,  # noqa: ARG001 (read, so that what breaks a rule by itself is refused at once)
    *,
    dry_run: DryRun = False,
) -> ImportOut:
    """Rows as those of the roster's CSV files, by the same rules; nouns that are not there stay as they are.

    What cannot be read is refused at once. Otherwise it is kept, and worked on after the files that came
    before; what became of it is read as that of any import: all of it is stored, or nothing, and each fault
    has its place as a JSON pointer. Once more changes nothing.
    """
    found = await deliver_roster(context, await request.body(), dry_run=dry_run)
    set_location(request, response, "read_import", import_id=found.submitted.import_id)
    return import_out(found)

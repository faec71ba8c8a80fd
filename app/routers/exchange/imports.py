"""Imports: whole files of other systems, worked on outside of the request, with a report by row."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.actions.exchange import imports as actions
from app.errors import Conflict, Forbidden, NotFound, NotImportable, Unauthenticated
from app.http import cursors
from app.http.deps import DeliverableKind, DeliveringFiles, DeliveringSystem, DryRun
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.uploads import Uploads
from app.ids import ImportId
from app.profiles.model import Level
from app.schemas.exchange.imports import (
    ImportOut,
    ImportReportOut,
    ImportsOut,
    import_out,
    import_report_out,
    imports_out,
)
from app.wire.import_kinds import MediaType

router = contract_router(
    "/v1/imports", route_class=Uploads, tags=["imports"], responses=describe(Unauthenticated, Forbidden)
)

_SHOWN = {
    MediaType.ZIP: "The bytes of a ZIP archive.",
    MediaType.CSV: "session,system,identifier,status\nL1,campus,S00001,present\n",
    MediaType.TSV: "STUDENT_ID\tFIRST_NAME\ns1\tSam\n",
    MediaType.NDJSON: '{"session":"L1","system":"campus","identifier":"S00001","status":"present"}\n',
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            str(each): {
                "schema": {"contentMediaType": str(each)},
                "example": example,
            }
            for each, example in _SHOWN.items()
        },
    }
}
ImportPath = Annotated[ImportId, Path(description="The import's id.")]


@router.post(
    "",
    summary="Import a file",
    status_code=202,
    responses=describe(Forbidden, NotImportable, Conflict),
    openapi_extra=_BODY,
)
async def record_import(
    request: Request,
    response: Response,
    context: DeliveringFiles,
    kind: DeliverableKind,
    file: Annotated[
        str | None,
        Query(
            max_length=64,
            description="Which file of a roster (CSV) or UDD delivery (TSV) it is, where it comes alone, such"
            " as students.csv.",
            examples=["students.csv"],
        ),
    ] = None,
    level: Annotated[
        Level | None,
        Query(
            description="OneRoster: the level of students whose role in the package does not say any.",
            examples=["undergraduate"],
        ),
    ] = None,
    *,
    dry_run: DryRun = False,
) -> ImportOut:
    """It is kept, and worked on after those that came before; its bytes go as soon as that is done.

    Besides this operation's scope the token needs those of what is in the file: `attune:roster.write` for
    rosters, `attune:events.write` for events, and so on. Rows of events, sessions, attendance, marks and
    stages are answered for one by one: one that cannot be taken stops no other, and one that comes again
    counts once. Of rosters and packages, all is taken or nothing.
    """
    content_type = request.headers.get("Content-Type", "")
    content = await request.body()
    found = await actions.deliver_file(context, content, content_type, kind, file, level, dry_run=dry_run)
    set_location(request, response, "read_import", import_id=found.submitted.import_id)
    return import_out(found)


@router.get("", summary="Which files I have sent")
async def list_imports(
    request: Request,
    response: Response,
    context: DeliveringSystem,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> ImportsOut:
    """The asking system's own of the last 90 days, latest first: figures, and nobody's data."""
    moment, last = cursors.decode_moment(cursor)
    found = await actions.list_imports(context, (moment, ImportId(last)), limit + 1)
    page, more = cursors.page(
        request,
        response,
        found,
        limit,
        lambda each: cursors.encode_moment(each.submitted.submitted_at, each.submitted.import_id),
    )
    return imports_out(page, more)


@router.get("/{import_id}", summary="What became of a file", responses=describe(NotFound))
async def read_import(context: DeliveringSystem, import_id: ImportPath) -> ImportReportOut:
    """How far the work has come, and the report by row: where, and which rule. Never what stands there."""
    return import_report_out(*await actions.read_report(context, import_id))

"""Exports: data sets for the institution's data warehouse, and the record of what went out."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.actions.context import RequestContext
from app.actions.exchange.exports import NOT_MADE, begin_export
from app.errors import (
    Forbidden,
    MarksHidden,
    NotCollected,
    PurposeRefused,
    PurposeRequired,
    Unauthenticated,
)
from app.http import cursors
from app.http.csv_file import csv_content
from app.http.day_ranges import Days
from app.http.deps import Answerable, Exporting, authenticate, offered
from app.http.export_answers import ExportAnswer, exports_of
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose
from app.ids import ExportId
from app.schemas.exchange.exports import ExportsOut, export_out
from app.store.exchange import exports
from app.wire.export_datasets import DatasetName, FileFormat

router = contract_router(
    "/v1/exports", tags=["exports"], responses=describe(Unauthenticated, Forbidden, NotCollected)
)

GivesData = Annotated[RequestContext, offered("exports", NOT_MADE)]
_PARQUET = {
    "application/vnd.apache.parquet": {
        "schema": {"type": "string", "format": "binary"},
        "example": "The bytes of a Parquet file.",
    }
}
_CSV = csv_content(
    "student_id,day,score,model_version\r\n2f2933eb-0ddd-4d56-8a05-7a4d4c1e4b1f,2018-10-01,2.5,1\r\n"
)


@router.get("", summary="Which data sets went out")
async def list_exports(
    request: Request,
    response: Response,
    _offered: GivesData,
    context: Answerable,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> ExportsOut:
    """What, to whom, for what and when; refused ones too. The latest first, for whoever answers for the data.

    Students read those that held data of theirs among their access records.
    """
    moment, last = cursors.decode_moment(cursor)
    found = await exports.list_latest(context.transaction, (moment, ExportId(last)), limit + 1)
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_moment(each.begun_at, each.export_id)
    )
    return ExportsOut(items=[export_out(each, context.profile) for each in page], next_cursor=more)


@router.get(
    "/{dataset}",
    summary="A data set, as a file",
    response_class=Response,
    responses=describe(PurposeRequired, PurposeRefused, MarksHidden) | {200: {"content": _PARQUET | _CSV}},
)
async def read_export(
    request: Request,
    _offered: GivesData,
    context: Exporting,
    dataset: Annotated[DatasetName, Path(description="Which data set.", examples=["scores"])],
    days: Days,
    written: Annotated[
        FileFormat, Query(alias="format", description="How it is written.", examples=["parquet"])
    ] = FileFormat.PARQUET,
    purpose: StatedPurpose = None,
) -> Response:
    """For a system, never for a person: rows of every student whose data may go out for the purpose stated.

    Who is restricted, was erased or has not agreed is left out, day by day. Whose rows go out is on record
    before they do, and each of these students reads it. It is one state of the data, sent as it is read: if
    the connection ends early, nothing of the file counts. `docs/exports.md` has the columns.
    """
    exports_of(request).check_free()
    claims = await authenticate(request)
    plan = await begin_export(context, dataset, written, days.first, days.last, purpose)
    return ExportAnswer(request, claims, plan)

"""What anybody may know of an institution's use of the service; needs no token, and is about nobody."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from app.actions.governance.public_record import PublicInstitution, public_institution
from app.actions.insight.public_predictions import public_predictions
from app.errors import NotFound
from app.http.csv_file import csv_content, csv_response
from app.http.deps import service_of
from app.http.problems import describe
from app.http.routes import PublicRoute, contract_router
from app.prediction.card import Reader
from app.schemas.governance.about import AboutOut, about_out
from app.schemas.governance.about_page import about_page
from app.schemas.governance.processing_register import (
    COLUMNS,
    ProcessingRegisterOut,
    processing_register_out,
    register_page,
    register_rows,
)
from app.schemas.insight.public_predictions import (
    PublicPredictionsOut,
    predictions_page,
    public_predictions_out,
)

router = contract_router(
    "/v1/institutions/{code}", route_class=PublicRoute, tags=["public record"], responses=describe(NotFound)
)
FOR_ALL = "public, max-age=300"
"""The same for everybody; a change is seen minutes later."""
ALONE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": FOR_ALL,
}
"""The page asks for nothing, runs nothing, and stands in no other."""
PAGE = {
    "text/html": {
        "schema": {"type": "string"},
        "example": '<!doctype html><html lang="en"><title>What is done with data</title></html>',
    }
}


async def _public(
    request: Request,
    response: Response,
    code: Annotated[
        str,
        Path(
            min_length=1,
            max_length=50,
            pattern=r"^[^\x00-\x1f\x7f]*$",
            description="The institution's code.",
            examples=["UOS"],
        ),
    ],
) -> PublicInstitution:
    response.headers["Cache-Control"] = FOR_ALL
    service = service_of(request)
    async with service.database.transaction() as transaction:
        return await public_institution(transaction, service.profiles, code, service.clock)


Public = Annotated[PublicInstitution, Depends(_public)]


async def _predictions(request: Request, public: Public) -> PublicPredictionsOut:
    async with service_of(request).database.transaction() as transaction:
        found = await public_predictions(transaction, public)
    return public_predictions_out(public, found)


Predictions = Annotated[PublicPredictionsOut, Depends(_predictions)]


@router.get("/about", summary="What is done with students' data")
async def read_about(public: Public) -> AboutOut:
    """Purposes, sources and how each is used, who sees what, contacts, notices, how long data are kept."""
    return about_out(public)


@router.get(
    "/about.html",
    summary="What is done with students' data, as a page",
    response_class=Response,
    responses={200: {"content": PAGE}},
)
async def read_about_page(public: Public) -> Response:
    """The same to read and print, as one page without scripts that needs nothing else."""
    return Response(about_page(about_out(public)), media_type="text/html; charset=utf-8", headers=ALONE)


@router.get("/processing-register", summary="The record of processing activities")
async def read_processing_register(public: Public) -> ProcessingRegisterOut:
    """What Article 30 of the UK GDPR asks for, with an entry for each kind of data that the service keeps."""
    return processing_register_out(public)


@router.get(
    "/processing-register.csv",
    summary="The record of processing activities, for a spreadsheet",
    response_class=Response,
    responses={
        200: {
            "content": csv_content(
                "controller,entry,activity\r\nUniversity of Somewhere,processing,Attendance\r\n"
            )
        }
    },
)
async def read_processing_register_file(public: Public) -> Response:
    """The same as a table, in the order of Article 30(1), with governed sources and known inaccuracies."""
    answer = csv_response("processing-register.csv", COLUMNS, register_rows(processing_register_out(public)))
    answer.headers["Cache-Control"] = FOR_ALL
    return answer


@router.get(
    "/processing-register.html",
    summary="The record of processing activities, as a page",
    response_class=Response,
    responses={200: {"content": PAGE}},
)
async def read_processing_register_page(public: Public) -> Response:
    """The same to read and print, as one page without scripts that needs nothing else."""
    page = register_page(processing_register_out(public))
    return Response(page, media_type="text/html; charset=utf-8", headers=ALONE)


@router.get("/predictions", summary="Predictions in force, with their cards and audits")
async def read_public_predictions(predictions: Predictions) -> PublicPredictionsOut:
    """What each is made of, how it did, what it cannot see, and what the board signed for.

    Coefficients and like cases are there: whoever knows a record can work its expectation out by hand.
    """
    return predictions


@router.get(
    "/predictions.html",
    summary="Predictions in force, as a page",
    response_class=Response,
    responses={200: {"content": PAGE}},
)
async def read_public_predictions_page(
    predictions: Predictions,
    reader: Annotated[Reader, Query(description="Whom the cards are written for.")] = Reader.STUDENT,
) -> Response:
    """Their cards, to read and print, as one page without scripts that needs nothing else."""
    page = predictions_page(predictions, reader)
    return Response(page, media_type="text/html; charset=utf-8", headers=ALONE)

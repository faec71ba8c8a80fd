"""Models of predictions: open to everyone with a token; drafted and published by administrators."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.actions.context import RequestContext
from app.actions.insight import prediction_models as actions
from app.actions.insight.prediction_models import NOT_MADE
from app.errors import Conflict, Forbidden, NotFound, Unauthenticated
from app.http.deps import Administrator, AnyUser, Board, offered
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.prediction.card import Reader
from app.schemas.insight.prediction_models import (
    PredictionCardOut,
    PredictionExceptionIn,
    PredictionModelIn,
    PredictionModelOut,
    PredictionModelsOut,
    prediction_card_out,
    prediction_model_out,
)
from app.store.insight import prediction_models

router = contract_router(
    "/v1/prediction-models",
    route_class=RepeatableWrites,
    tags=["predictions"],
    responses=describe(Unauthenticated, Forbidden, NotFound),
)

Predicts = Annotated[RequestContext, offered("prediction", NOT_MADE)]
PredictionVersion = Annotated[
    str, Path(description="The model's version.", min_length=1, max_length=64, pattern="^[0-9a-f]+$")
]


@router.get("", summary="Every model of predictions")
async def list_prediction_models(_predicts: Predicts, context: AnyUser) -> PredictionModelsOut:
    """What predictions are or were made with, and what was drafted, with its coefficients and its audit."""
    found = await prediction_models.list_all(context.transaction)
    return PredictionModelsOut(items=[prediction_model_out(each) for each in found])


@router.post("", summary="Draft a model of predictions", status_code=201, responses=describe(Conflict))
async def record_prediction_model(
    _predicts: Predicts,
    request: Request,
    response: Response,
    context: Administrator,
    document: PredictionModelIn,
) -> PredictionModelOut:
    """Take what `attune train-prediction` wrote. Nothing is worked out with it before it is published.

    It is `audited` where nothing trips, and a `draft` where something does: `reasons` says what.
    """
    drafted = await actions.draft_model(context, document.model, document.audit)
    set_location(request, response, "read_prediction_model", version=drafted.version)
    return prediction_model_out(drafted)


@router.get("/{version}", summary="One model of predictions")
async def read_prediction_model(
    _predicts: Predicts, context: AnyUser, version: PredictionVersion
) -> PredictionModelOut:
    """Its coefficients, its like cases and its audit: enough to work out every prediction again by hand."""
    return prediction_model_out(await prediction_models.get(context.transaction, version))


@router.get("/{version}/card", summary="A model of predictions in plain words")
async def read_prediction_card(
    _predicts: Predicts,
    context: AnyUser,
    version: PredictionVersion,
    reader: Annotated[Reader, Query(description="Whom it is written for.")] = Reader.STUDENT,
) -> PredictionCardOut:
    """What it is made of, what it cannot see, how it did: for students, for tutors, for who signs."""
    return prediction_card_out(await actions.card_of(context, version, reader))


@router.post("/{version}/exceptions", summary="Sign for a gap between groups", responses=describe(Conflict))
async def record_prediction_exception(
    _predicts: Predicts, context: Board, version: PredictionVersion, exception: PredictionExceptionIn
) -> PredictionModelOut:
    """Take responsibility, by name, for one gap that is too wide. For the board; never for who drafted it.

    Nothing else that trips can be signed for. The name and the reason stand on the model's card.
    """
    signed = await actions.sign_exception(context, version, exception.groups, exception.reason)
    return prediction_model_out(signed)


@router.post("/{version}/publication", summary="Publish a model of predictions", responses=describe(Conflict))
async def record_prediction_publication(
    _predicts: Predicts, context: Administrator, version: PredictionVersion
) -> PredictionModelOut:
    """Put an audited model in force for its day; the one before it is superseded.

    A 409 says what stands in the way where its audit trips.
    """
    return prediction_model_out(await actions.publish_model(context, version))

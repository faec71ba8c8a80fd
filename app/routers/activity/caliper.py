"""Caliper: activity as sensors of learning tools send it."""

from typing import Annotated, Any

from fastapi import Body, Response

from app.actions.activity.record_caliper import NOT_OFFERED, record_caliper
from app.errors import BadRequest, Forbidden, InvalidInput, NotCollected, Unauthenticated
from app.http.deps import DeliveringEvents, offered
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.activity.caliper import EXAMPLE, CaliperConfigurationOut, read_envelope

Envelope = Annotated[
    Any,
    Body(
        description="An envelope: sensor, sendTime, dataVersion and data, and nothing else.",
        openapi_examples={"a login": {"summary": "Somebody logged in.", "value": EXAMPLE}},
    ),
]

router = contract_router(
    "/v1/caliper",
    route_class=RepeatableWrites,
    tags=["events"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotCollected, InvalidInput),
)


@router.post(
    "",
    summary="Deliver a Caliper envelope",
    response_class=Response,
    response_description="All of it is stored. There is no body.",
    dependencies=[offered("caliper", NOT_OFFERED)],
)
async def record_caliper_envelope(context: DeliveringEvents, envelope: Envelope) -> Response:
    """Record a sensor's Caliper 1.2 (or 1.1) envelope, as its endpoint.

    A malformed envelope, or event in one, is `400` and names the field; data of another version are `422`;
    nothing is stored then. `200` without a body says that all of it is stored. An event whose id is known
    counts once. Events that no rule of the institution's profile is for, and entities, are left aside; the
    receipt of the delivery (`GET /v1/deliveries`) counts them.
    """
    await record_caliper(context, read_envelope(envelope))
    return Response()


@router.get(
    "",
    summary="What this Caliper endpoint takes",
    dependencies=[offered("caliper", NOT_OFFERED)],
)
async def read_caliper_configuration(
    context: DeliveringEvents,  # noqa: ARG001 (who may send may ask)
) -> CaliperConfigurationOut:
    """Read what a Caliper sensor may ask before it sends: the versions of data that are read.

    `200` also says that the sensor's token is good for `POST`.
    """
    return CaliperConfigurationOut()

"""Caliper: what a sensor sends, and how it is refused."""

from itertools import islice
from typing import Any

from pydantic import Field

from app.errors import BadRequest, InvalidInput
from app.schemas.base import Out, shown_as
from app.wire.caliper import CaliperEvent, data_faults, envelope_faults, events_of, supports
from app.wire.caliper_forms import CONTEXTS

MOST_FAULTS = 50
EXAMPLE = {
    "sensor": "https://vle.example.edu/sensors/1",
    "sendTime": "2018-11-20T11:05:01.000Z",
    "dataVersion": CONTEXTS[0],
    "data": [
        {
            "@context": CONTEXTS[0],
            "id": "urn:uuid:7e10e4f3-a0d8-4430-95bd-783ffae4d916",
            "type": "SessionEvent",
            "profile": "SessionProfile",
            "actor": {"id": "https://vle.example.edu/users/554433", "type": "Person"},
            "action": "LoggedIn",
            "object": {"id": "https://vle.example.edu", "type": "SoftwareApplication"},
            "eventTime": "2018-11-20T11:05:00.000Z",
        }
    ],
}


def read_envelope(body: Any) -> list[CaliperEvent]:  # noqa: ANN401 (any JSON)
    """Its events. Raises BadRequest, naming fields, where it is malformed; InvalidInput for others."""
    if faults := list(islice(envelope_faults(body), MOST_FAULTS)):
        raise BadRequest("this is no Caliper envelope", faults=faults)
    if not supports(body):
        raise InvalidInput(f"dataVersion: must be {' or '.join(CONTEXTS)}")
    if faults := list(islice(data_faults(body), MOST_FAULTS)):
        raise BadRequest("events of the envelope are malformed, and none is stored", faults=faults)
    return events_of(body)


class CaliperConfigurationOut(Out):
    model_config = shown_as({"caliperSupportedVersions": list(CONTEXTS)})

    caliper_supported_versions: list[str] = Field(list(CONTEXTS), alias="caliperSupportedVersions")
    """What an envelope may have as its `dataVersion`."""

"""What the delivery of a Caliper envelope needs to succeed."""

from typing import Any
from uuid import uuid4

from app.wire.caliper_forms import CONTEXTS
from tests.access.preparing import Preparation, body_of

ENVELOPE = {
    "sensor": "https://vle.example.edu/sensors/1",
    "sendTime": "2018-11-20T11:05:01.000Z",
    "dataVersion": CONTEXTS[0],
}


def viewed(person: str, **fields: Any) -> dict[str, Any]:
    """An event: somebody opened a page."""
    seen = {
        "@context": CONTEXTS[0],
        "id": f"urn:uuid:{uuid4()}",
        "type": "NavigationEvent",
        "profile": "ReadingProfile",
        "actor": {"id": f"https://vle.example.edu/users/{person}", "type": "Person"},
        "action": "NavigatedTo",
        "object": {"id": "https://vle.example.edu/pages/7", "type": "WebPage"},
        "eventTime": "2018-11-19T11:05:00.000Z",
    }
    return seen | fields


PREPARED: dict[str, Preparation] = {
    "POST /v1/caliper": body_of(lambda _: ENVELOPE | {"data": [viewed("S00001")]}),
}

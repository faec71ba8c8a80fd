"""Webhooks in the contract: each message that the service sends, by its type, as its maker describes it."""

from datetime import UTC, datetime
from uuid import UUID

from app.http.openapi_parts import Json
from app.schemas import made_up
from app.schemas.vocabularies import value_meanings
from app.webhooks.events import TOLD, EventType, data_of, message_of, schema_of
from app.webhooks.standard import GONE, ID, SIGNATURE, TIMESTAMP

_ADDRESS = "https://attune.example.ac.uk"
_WHEN = datetime(2018, 11, 19, 3, 9, 58, tzinfo=UTC)
_HEADERS = {
    ID: ("The event's id: the same whenever it is sent again.", made_up.WEBHOOK_EVENT),
    TIMESTAMP: ("When it was sent, in seconds since 1970.", "1542596998"),
    SIGNATURE: ("`v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`; several with spaces.", "v1,…"),
}
_ANSWERS = {
    "2XX": "It is kept: it is not sent again.",
    "4XX": f"It is sent again, later. `{GONE}` disables the webhook.",
    "5XX": "It is sent again, later.",
}


def webhooks() -> Json:
    """By type of message (OpenAPI 3.1)."""
    return {str(each): {"post": _operation(each)} for each in EventType}


def _operation(event_type: EventType) -> Json:
    meaning = value_meanings(EventType)[event_type.name]
    parameters = [
        {
            "name": name,
            "in": "header",
            "required": True,
            "description": words,
            "schema": {"type": "string"},
            "example": example,
        }
        for name, (words, example) in _HEADERS.items()
    ]
    return {
        "operationId": f"told_{event_type.replace('.', '_')}",
        "summary": meaning.removesuffix("."),
        "description": f"{meaning} Sent by Standard Webhooks 1.0.0 to whoever is told of it.",
        "tags": ["webhooks"],
        "parameters": parameters,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema_of(event_type, _example(event_type))}},
        },
        "responses": {status: {"description": words} for status, words in _ANSWERS.items()},
    }


def _example(event_type: EventType) -> Json:
    ids = {name: made_up.made_up_id(number) for number, name in enumerate(TOLD[event_type].ids, start=0x100)}
    return message_of(event_type, _WHEN, data_of(event_type, UUID(made_up.STUDENT), ids, _ADDRESS)) | {
        "type": str(event_type)
    }

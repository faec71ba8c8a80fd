"""Events: what webhooks tell, in one vocabulary, and where each can be read.

A message names whom and what it is about, by id, and says where to ask. It has no name, no figure and no word
that anybody wrote: whoever receives it reads the rest with a token of their own, as far as that opens it.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID


class EventType(StrEnum):
    """What happened."""

    SIGNAL_RAISED = "signal.raised"
    """A change was noticed in a student's own engagement."""
    CASE_OPENED = "case.opened"
    """Somebody tries to reach a student."""
    CASE_MOVED = "case.moved"
    """A case went to another rung or owner, or the student answered."""
    CASE_OVERDUE = "case.overdue"
    """Somebody should have acted on a rung before today: told once for each rung and due day."""
    CASE_CLOSED = "case.closed"
    """A case is over."""
    CONSENT_DECIDED = "consent.decided"
    """A student has given, refused or withdrawn consent."""
    CORRECTION_DECIDED = "correction.decided"
    """What a student said is wrong was accepted or refused."""
    COHORT_JOINED = "cohort.joined"
    """A student is in a saved cohort since last night."""
    COHORT_LEFT = "cohort.left"
    """A student is not in a saved cohort any more."""


class Told(NamedTuple):
    """What a message of a type holds besides the student's id."""

    ids: tuple[str, ...]
    """The names of the other ids."""
    path: str
    """Where it can be read, with these ids and the student's."""


_CASE = Told(("case_id",), "/v1/students/{student_id}/cases/{case_id}")
_COHORT = Told(("saved_cohort_id", "cohort_event_id"), "/v1/saved-cohorts/{saved_cohort_id}/events")
TOLD: Mapping[EventType, Told] = {
    EventType.SIGNAL_RAISED: Told(("signal_id",), "/v1/students/{student_id}/signals/{signal_id}"),
    EventType.CASE_OPENED: _CASE,
    EventType.CASE_MOVED: _CASE,
    EventType.CASE_OVERDUE: _CASE,
    EventType.CASE_CLOSED: _CASE,
    EventType.CONSENT_DECIDED: Told(
        ("decision_id",), "/v1/students/{student_id}/consents/decisions/{decision_id}"
    ),
    EventType.CORRECTION_DECIDED: Told(
        ("correction_id",), "/v1/students/{student_id}/corrections/{correction_id}"
    ),
    EventType.COHORT_JOINED: _COHORT,
    EventType.COHORT_LEFT: _COHORT,
}


def data_of(event_type: EventType, student_id: UUID, ids: Mapping[str, str], address: str) -> dict[str, str]:
    """The `data` of a message; `address`: at which the service is reached."""
    told = {"student_id": str(student_id)} | {name: ids[name] for name in TOLD[event_type].ids}
    return told | {"url": address + TOLD[event_type].path.format_map(told)}


def message_of(event_type: EventType, occurred_at: datetime, data: Mapping[str, str]) -> dict[str, Any]:
    """A message as it is sent; `data`: of `data_of`."""
    return {"type": event_type, "timestamp": occurred_at.isoformat(), "data": data}


def schema_of(event_type: EventType, example: Mapping[str, Any]) -> dict[str, Any]:
    """What a message of the type is like, as a JSON Schema (2020-12)."""
    ids = ("student_id", *TOLD[event_type].ids)
    told = {each: {"type": "string", "format": "uuid", "description": _ID_OF[each]} for each in ids}
    url = {
        "type": "string",
        "format": "uri",
        "description": "Where it can be read, with a token of one's own.",
    }
    when = {"type": "string", "format": "date-time", "description": "When it happened."}
    return {
        "type": "object",
        "properties": {
            "type": {"const": str(event_type), "description": "What happened."},
            "timestamp": when,
            "data": {
                "type": "object",
                "description": "Whom and what it is about.",
                "properties": {**told, "url": url},
                "required": [*ids, "url"],
            },
        },
        "required": ["type", "timestamp", "data"],
        "examples": [example],
    }


_ID_OF = {
    "student_id": "The student's id.",
    "signal_id": "The signal's id.",
    "case_id": "The case's id.",
    "decision_id": "The decision's id.",
    "correction_id": "The correction's id.",
    "saved_cohort_id": "The saved cohort's id.",
    "cohort_event_id": "The id of the joining or leaving.",
}

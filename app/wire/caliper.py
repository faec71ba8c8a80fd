"""Caliper 1.2: an envelope as a sensor sends it, and the events in it; or which field breaks which rule."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.errors import Fault

CONTEXTS = ("http://purl.imsglobal.org/ctx/caliper/v1p2", "http://purl.imsglobal.org/ctx/caliper/v1p1")
"""Data versions that can be read: the events that both have are of the same form."""
ENVELOPE = ("sensor", "sendTime", "dataVersion", "data")
MOST_DATA = 10_000
LONGEST = 2_000
_IRI = re.compile(r"(_:|[A-Za-z][A-Za-z0-9+.-]*:)[^\s\x00-\x1f\x7f]+")
_UUID = re.compile(r"urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_REQUIRED = ("@context", "id", "type", "actor", "action", "object", "eventTime")
_ENTITIES = ("target", "generated", "edApp", "group", "membership", "session", "federatedSession", "referrer")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaliperEvent:
    event_id: UUID
    type: str
    action: str
    occurred_at: datetime
    person: str | None
    """The IRI of whom it is about; None where that is nobody, or cannot be told."""
    object: str
    """Its IRI."""
    object_type: str | None
    """None where only the IRI is given."""
    group: str | None


def envelope_faults(body: Any) -> Iterator[Fault]:  # noqa: ANN401 (any JSON)
    """What makes the envelope malformed: by JSON pointer."""
    if not isinstance(body, Mapping):
        yield Fault("", "must be an envelope: an object with sensor, sendTime, dataVersion and data")
        return
    for name in ENVELOPE:
        if name not in body:
            yield Fault(f"/{name}", "must be there")
    for name in body:
        if name not in ENVELOPE:
            yield Fault(_pointer(name), "is no property of an envelope")
    for name, holds, rule in _FORMS:
        if name in body and not holds(body[name]):
            yield Fault(f"/{name}", rule)


def _pointer(*parts: object) -> str:
    return "".join("/" + str(part)[:60].replace("~", "~0").replace("/", "~1") for part in parts)


def _is_iri(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and _IRI.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()


def _is_moment(value: object) -> bool:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_context(value: object) -> bool:
    """One of Caliper's contexts, alone or in a list with others."""
    return (
        value in CONTEXTS
        if isinstance(value, str)
        else isinstance(value, list) and any(each in CONTEXTS for each in value if isinstance(each, str))
    )


def _is_entity(value: object) -> bool:
    if isinstance(value, Mapping):
        return _is_iri(value.get("id")) and _is_text(value.get("type"))
    return _is_iri(value)


MOMENT_RULE = "must be a moment in UTC, YYYY-MM-DDTHH:mm:ss.SSSZ"
_Form = tuple[str, Callable[[object], bool], str]
_FORMS: tuple[_Form, ...] = (
    ("sensor", _is_iri, "must be an IRI"),
    ("sendTime", _is_moment, MOMENT_RULE),
    ("dataVersion", lambda value: isinstance(value, str), "must be a text"),
    (
        "data",
        lambda value: isinstance(value, list) and 0 < len(value) <= MOST_DATA,
        f"must be a list of 1 to {MOST_DATA} events or entities",
    ),
)
ENTITY_RULE = "must be an IRI, or an object with its id (an IRI) and type"
_EVENT_FORMS: tuple[_Form, ...] = (
    ("@context", _is_context, f"must be {CONTEXTS[0]}, or a list with it"),
    (
        "id",
        lambda value: isinstance(value, str) and _UUID.fullmatch(value) is not None,
        "must be a urn:uuid:",
    ),
    ("type", _is_text, "must be a term"),
    ("profile", _is_text, "must be a term"),
    ("actor", _is_entity, ENTITY_RULE),
    ("action", _is_text, "must be a term"),
    ("object", _is_entity, ENTITY_RULE),
    ("eventTime", _is_moment, MOMENT_RULE),
    *((name, _is_entity, ENTITY_RULE) for name in _ENTITIES),
    ("extensions", lambda value: isinstance(value, Mapping), "must be an object"),
)


def supports(body: Json) -> bool:
    """Whether data of its version can be read."""
    return body["dataVersion"] in CONTEXTS


def is_event(datum: object) -> bool:
    """An event says when; what says only what something is, is an entity."""
    if not isinstance(datum, Mapping):
        return False
    kind = datum.get("type")
    return "eventTime" in datum or "action" in datum or (isinstance(kind, str) and kind.endswith("Event"))


def data_faults(body: Json) -> Iterator[Fault]:
    """What is wrong with the events and entities of a well-formed envelope: by JSON pointer."""
    for at, datum in enumerate(body["data"]):
        if not is_event(datum):
            if not isinstance(datum, Mapping) or not _is_entity(datum):
                yield Fault(f"/data/{at}", "must be an event, or an entity with its id (an IRI) and type")
            continue
        for name in _REQUIRED:
            if datum.get(name) is None:
                yield Fault(_pointer("data", at, name), "must be there")
        for name, holds, rule in _EVENT_FORMS:
            if datum.get(name) is not None and not holds(datum[name]):
                yield Fault(_pointer("data", at, name), rule)


def events_of(body: Json) -> list[CaliperEvent]:
    """The events of an envelope without faults, in order; entities say nothing that is kept."""
    return [_event(each) for each in body["data"] if is_event(each)]


def _event(event: Json) -> CaliperEvent:
    about = event["object"]
    return CaliperEvent(
        UUID(event["id"]),
        event["type"],
        event["action"],
        datetime.fromisoformat(event["eventTime"]),
        _person(event),
        _id(about) or "",
        about.get("type") if isinstance(about, Mapping) else None,
        _id(event.get("group")),
    )


def _id(entity: object) -> str | None:
    found = entity.get("id") if isinstance(entity, Mapping) else entity
    return found if isinstance(found, str) else None


def _person(event: Json) -> str | None:
    """Who did it. A grade is about whose attempt, a time-out about whose session it is."""
    actor, about = event["actor"], event["object"]
    if event["type"] == "GradeEvent":
        return _whose(about, "assignee")
    if isinstance(actor, Mapping) and actor["type"] != "Person":
        return _whose(about, "user") if event["type"] == "SessionEvent" else None
    return _id(actor)


def _whose(entity: object, name: str) -> str | None:
    person = entity.get(name) if isinstance(entity, Mapping) else None
    return _id(person) if _is_entity(person) else None

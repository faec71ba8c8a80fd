"""Caliper 1.2: an envelope as a sensor sends it, and the events in it; or which field breaks which rule."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.errors import Fault
from app.wire.caliper_forms import (
    CONTEXTS,
    LONGEST,
    MOMENT_RULE,
    is_blank,
    is_iri,
    is_moment,
    is_object,
    is_older,
    is_text,
    is_uuid,
)
from app.wire.caliper_rules import Path, description_faults, event_faults, pointer

ENVELOPE = ("sensor", "sendTime", "dataVersion", "data")
MOST_DATA = 10_000
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
            yield Fault(pointer((name,)), "is no property of an envelope")
    for name, holds, rule in _FORMS:
        if name in body and not holds(body[name]):
            yield Fault(f"/{name}", rule)


def _is_entity(value: object) -> bool:
    if isinstance(value, Mapping):
        return is_iri(value.get("id")) and is_text(value.get("type"))
    return is_iri(value)


def _contexts(datum: Json) -> list[object]:
    """Whatever it names as its contexts."""
    said = datum.get("@context")
    return said if isinstance(said, list) else [said]


_Form = tuple[str, Callable[[object], bool], str]
_FORMS: tuple[_Form, ...] = (
    ("sensor", is_text, f"must be a text of 1 to {LONGEST} characters"),
    ("sendTime", is_moment, MOMENT_RULE),
    ("dataVersion", lambda value: isinstance(value, str), "must be a text"),
    (
        "data",
        lambda value: isinstance(value, list) and 0 < len(value) <= MOST_DATA,
        f"must be a list of 1 to {MOST_DATA} events or entities",
    ),
)
ENTITY_RULE = "must be an IRI, or an object with its id (an IRI) and type"
_OLDER_FORMS: tuple[_Form, ...] = (
    ("id", is_uuid, "must be a urn:uuid:"),
    ("type", is_text, "must be a term"),
    ("profile", is_text, "must be a term"),
    ("actor", _is_entity, ENTITY_RULE),
    ("action", is_text, "must be a term"),
    ("object", _is_entity, ENTITY_RULE),
    ("eventTime", is_moment, MOMENT_RULE),
    *((name, _is_entity, ENTITY_RULE) for name in _ENTITIES),
    ("extensions", is_object, "must be an object"),
)
"""What an event of 1.1 must be like, in its outer fields alone: large platforms that send 1.1 have types,
actions and objects in it that its text has not."""


def supports(body: Json) -> bool:
    """Whether data of its version can be read."""
    return body["dataVersion"] == CONTEXTS[0] or is_older(body["dataVersion"])


def is_event(datum: object) -> bool:
    """An event says when; what says only what something is, is an entity."""
    if not isinstance(datum, Mapping):
        return False
    kind = datum.get("type")
    return "eventTime" in datum or "action" in datum or (isinstance(kind, str) and kind.endswith("Event"))


def data_faults(body: Json) -> Iterator[Fault]:
    """What is wrong with the events and entities of a well-formed envelope: by JSON pointer."""
    for at, datum in enumerate(body["data"]):
        if not isinstance(datum, Mapping):
            yield Fault(pointer(("data", at)), _NEITHER)
        elif _is_of_older(datum, body):
            yield from _older_faults(datum, ("data", at))
        elif is_event(datum):
            yield from event_faults(datum, ("data", at))
        else:
            yield from description_faults(datum, ("data", at))


_NEITHER = "must be an event, or an entity with its id (an IRI) and type"


def _is_of_older(datum: Json, body: Json) -> bool:
    """Whether it is of 1.1: by its own context, or the envelope's version where it names none of them."""
    named = _contexts(datum)
    if CONTEXTS[0] in named:
        return False
    return any(map(is_older, named)) or is_older(body["dataVersion"])


def _older_faults(datum: Json, path: Path) -> Iterator[Fault]:
    if not is_event(datum):
        if not _is_entity(datum):
            yield Fault(pointer(path), _NEITHER)
        return
    for name in _REQUIRED:
        if is_blank(datum.get(name)):
            yield Fault(pointer((*path, name)), "must be there")
    if not is_blank(datum.get("@context")) and not any(map(is_older, _contexts(datum))):
        yield Fault(pointer((*path, "@context")), f"must be {CONTEXTS[1]}, or a list with it")
    for name, holds, rule in _OLDER_FORMS:
        if not is_blank(datum.get(name)) and not holds(datum[name]):
            yield Fault(pointer((*path, name)), rule)


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
    return found if isinstance(found, str) and found else None


def _person(event: Json) -> str | None:
    """Who did it. A grade is about whose attempt, a time-out about whose session it is."""
    actor, about = event["actor"], event["object"]
    if event["type"] == "GradeEvent":
        return _whose(about, "assignee")
    if isinstance(actor, Mapping) and actor["type"] != "Person":
        return _whose(about, "user") if event["type"] == "SessionEvent" else None
    return _somebody(actor)


def _whose(entity: object, name: str) -> str | None:
    person = entity.get(name) if isinstance(entity, Mapping) else None
    return _somebody(person) if _is_entity(person) else None


def _somebody(person: object) -> str | None:
    """Their IRI; None of anonymous people, whose id is that of their type, or a blank node's."""
    found = _id(person)
    return None if found is None or found.startswith(_NOBODYS) else found


_NOBODYS = ("_:", "http://purl.imsglobal.org/caliper/", "https://purl.imsglobal.org/caliper/")

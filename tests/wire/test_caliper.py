"""Caliper envelopes: which field breaks which rule, and whom an event is about."""

from typing import Any

import pytest

from app.wire.caliper import data_faults, envelope_faults, events_of, supports
from app.wire.caliper_forms import CONTEXTS
from tests.access.scene_caliper import ENVELOPE, viewed


def sent(*data: Any, **fields: Any) -> dict[str, Any]:
    return {**ENVELOPE, "data": list(data)} | fields


def faults(body: Any) -> list[tuple[str, str]]:
    found = list(envelope_faults(body)) or list(data_faults(body))
    return [(each.pointer, each.detail) for each in found]


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


MOMENT = "must be a moment in UTC, YYYY-MM-DDTHH:mm:ss.SSSZ"
DATA = "must be a list of 1 to 10000 events or entities"
EVENT = viewed("1")
ENVELOPES: dict[str, tuple[Any, str, str]] = {
    "events without an envelope": (
        [EVENT],
        "",
        "must be an envelope: an object with sensor, sendTime, dataVersion and data",
    ),
    "no sensor": (without(sent(EVENT), "sensor"), "/sensor", "must be there"),
    "no moment": (without(sent(EVENT), "sendTime"), "/sendTime", "must be there"),
    "no version": (without(sent(EVENT), "dataVersion"), "/dataVersion", "must be there"),
    "no data": (without(sent(EVENT), "data"), "/data", "must be there"),
    "a property of one's own": (sent(EVENT, colour="blue"), "/colour", "is no property of an envelope"),
    "a sensor that is no text": (
        sent(EVENT, sensor=7),
        "/sensor",
        "must be a text of 1 to 2000 characters",
    ),
    "a moment without milliseconds": (sent(EVENT, sendTime="2018-11-20T11:05:01Z"), "/sendTime", MOMENT),
    "a moment with another zone": (
        sent(EVENT, sendTime="2018-11-20T11:05:01.000+01:00"),
        "/sendTime",
        MOMENT,
    ),
    "a day that there is not": (sent(EVENT, sendTime="2018-02-30T11:05:01.000Z"), "/sendTime", MOMENT),
    "a version that is no text": (sent(EVENT, dataVersion=1.2), "/dataVersion", "must be a text"),
    "data that are no list": (sent(data=EVENT), "/data", DATA),
    "an empty list": (sent(), "/data", DATA),
}
EVENTS: dict[str, tuple[Any, str, str]] = {
    **{
        f"no {name}": (without(EVENT, name), f"/data/0/{name}", "must be there")
        for name in ("@context", "id", "type", "actor", "action", "object", "eventTime")
    },
    "null where something must be": (EVENT | {"actor": None}, "/data/0/actor", "must be there"),
    "another context": (
        EVENT | {"@context": "http://schema.org"},
        "/data/0/@context",
        f"must be {CONTEXTS[0]}, or a list that ends with it",
    ),
    "an id that is no UUID": (
        EVENT | {"id": "https://vle.example.edu/events/1"},
        "/data/0/id",
        "must be a urn:uuid:",
    ),
    "a type that is no text": (
        EVENT | {"type": ["NavigationEvent"]},
        "/data/0/type",
        "must be a type of event of Caliper 1.2",
    ),
    "an actor without its id": (EVENT | {"actor": {"type": "Person"}}, "/data/0/actor/id", "must be there"),
    "an object without its type": (
        EVENT | {"object": {"id": "urn:x:1"}},
        "/data/0/object/type",
        "must be there",
    ),
    "a group that is no IRI": (
        EVENT | {"group": "section 1"},
        "/data/0/group",
        "must be an Organization, or its IRI",
    ),
    "a moment without its zone": (
        EVENT | {"eventTime": "2018-11-19T11:05:00.000"},
        "/data/0/eventTime",
        MOMENT,
    ),
    "extensions that are no object": (
        EVENT | {"extensions": ["x"]},
        "/data/0/extensions",
        "must be an object",
    ),
    "an entity without its id": (
        {"@context": CONTEXTS[0], "type": "Person"},
        "/data/0/id",
        "must be there",
    ),
    "an entity without its context": (
        {"id": "https://vle.example.edu/users/1", "type": "Person"},
        "/data/0/@context",
        "must be there",
    ),
    "what is neither": ("urn:x:1", "/data/0", "must be an event, or an entity with its id (an IRI) and type"),
}


@pytest.mark.parametrize("label", ENVELOPES)
def test_a_malformed_envelope_names_the_field(label: str) -> None:
    body, pointer, rule = ENVELOPES[label]
    assert faults(body) == [(pointer, rule)]


@pytest.mark.parametrize("label", EVENTS)
def test_a_malformed_event_names_the_field(label: str) -> None:
    datum, pointer, rule = EVENTS[label]
    assert faults(sent(datum)) == [(pointer, rule)]


def test_what_is_optional_may_be_left_out_thinned_or_in_a_list_of_contexts() -> None:
    thin = without(EVENT, "profile") | {
        "@context": ["http://schema.org", {"x": "urn:x"}, CONTEXTS[0]],
        "actor": "https://vle.example.edu/users/1",
        "object": "https://vle.example.edu/pages/7",
        "group": "https://vle.example.edu/sections/3",
    }
    ann = {"id": "https://vle.example.edu/users/1", "type": "Person", "name": "Ann"}
    body = sent(thin, ann | {"@context": CONTEXTS[0]})
    assert faults(body) == []
    [event] = events_of(body)
    assert (event.person, event.object_type, event.group) == (
        "https://vle.example.edu/users/1", None, "https://vle.example.edu/sections/3",
    )  # fmt: skip


def test_data_of_another_version_are_well_formed_and_not_supported() -> None:
    body = sent(EVENT, dataVersion="http://purl.imsglobal.org/ctx/caliper/v9")
    assert faults(body) == []
    assert not supports(body)
    extension = CONTEXTS[1] + "/ToolLaunchProfile-extension"
    assert all(supports(sent(EVENT, dataVersion=each)) for each in (*CONTEXTS, extension))
    assert not supports(sent(EVENT, dataVersion=CONTEXTS[0] + "/x"))


BARE = "788e0326-c12c-4c23-be39-27b446992b79"
OLDER = viewed("1", **{"@context": CONTEXTS[1]})
EARLIER: dict[str, dict[str, Any]] = {
    "a type of a platform's own": {"type": "https://vle.example.edu/vocabulary/LaunchEvent"},
    "an action that the type has not": {"type": "MessageEvent", "action": "Created"},
    "an object that the type has not": {"object": {"id": "urn:x:1", "type": "Entity"}},
    "an id without its scheme": {"id": BARE},
    "lists of contexts in any order": {"@context": [CONTEXTS[1], "https://vle.example.edu/context"]},
    "a profile's extension of 1.1": {"@context": CONTEXTS[1] + "/ToolUseProfile-extension"},
    "what is empty": {"group": "", "extensions": [], "session": None},
}
"""As sensors of large platforms send it, or may."""


@pytest.mark.parametrize("label", EARLIER)
def test_data_of_1_1_are_read_by_their_outer_fields(label: str) -> None:
    body = sent(OLDER | EARLIER[label], dataVersion=CONTEXTS[1])
    assert faults(body) == []
    [event] = events_of(body)
    assert (event.person, event.group) == ("https://vle.example.edu/users/1", None)


def test_an_event_of_1_1_is_refused_where_its_outer_fields_are_wrong() -> None:
    body = sent(
        without(OLDER, "actor") | {"object": {"type": "Page"}, "eventTime": "today"},
        {"@context": CONTEXTS[1], "type": "Person"},
        viewed("1", **{"@context": CONTEXTS[0] + "/x"}),
        dataVersion=CONTEXTS[1],
    )
    assert faults(body) == [
        ("/data/0/actor", "must be there"),
        ("/data/0/object", "must be an IRI, or an object with its id (an IRI) and type"),
        ("/data/0/eventTime", MOMENT),
        ("/data/1", "must be an event, or an entity with its id (an IRI) and type"),
        ("/data/2/@context", f"must be {CONTEXTS[1]}, or a list with it"),
    ]


SOFTWARE = {"id": "https://vle.example.edu/grader", "type": "SoftwareApplication"}
ANN = {"id": "https://vle.example.edu/users/ann", "type": "Person"}
PEOPLE: dict[str, tuple[dict[str, Any], str | None]] = {
    "who did it": ({}, "https://vle.example.edu/users/1"),
    "whose attempt was graded, by software": (
        {
            "type": "GradeEvent",
            "actor": SOFTWARE,
            "object": {"id": "urn:x:1", "type": "Attempt", "assignee": ANN},
        },
        ANN["id"],
    ),
    "whose attempt was graded, by a teacher": (
        {"type": "GradeEvent", "object": {"id": "urn:x:1", "type": "Attempt", "assignee": ANN["id"]}},
        ANN["id"],
    ),
    "nobody: a graded attempt that says no more": ({"type": "GradeEvent", "object": "urn:x:1"}, None),
    "whose session ran out": (
        {
            "type": "SessionEvent",
            "action": "TimedOut",
            "actor": SOFTWARE,
            "object": {"id": "urn:x:1", "type": "Session", "user": ANN},
        },
        ANN["id"],
    ),
    "nobody: somebody anonymous": ({"actor": "http://purl.imsglobal.org/caliper/Person"}, None),
    "nobody: a blank node": ({"actor": {"id": "_:b0", "type": "Person"}}, None),
    "nobody: software alone": ({"type": "ToolUseEvent", "actor": SOFTWARE}, None),
}


@pytest.mark.parametrize("label", PEOPLE)
def test_an_event_is_about(label: str) -> None:
    fields, person = PEOPLE[label]
    [event] = events_of(sent(viewed("1", **fields)))
    assert event.person == person

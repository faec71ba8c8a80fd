"""Caliper 1.2's model: which property of an event, or of an entity in it, breaks which rule."""

from typing import Any

import pytest

from app.wire.caliper import data_faults
from app.wire.caliper_entities import ENTITIES, METRICS
from app.wire.caliper_forms import CONTEXTS, FORMS
from app.wire.caliper_model import ACTIONS, EVENT, EVENTS, NARROWER, PROFILES
from app.wire.caliper_rules import DEEPEST
from tests.access.scene_caliper import ENVELOPE, viewed
from tests.wire.test_guides import tables

THERE = "must be there"
LIST = "must be a list"
TEXT = "must be a text"
NUMBER = "must be a number"
WHOLE = "must be a whole number"
COUNT = "must be a whole number, 0 or more"
MOMENT = "must be a moment in UTC, YYYY-MM-DDTHH:mm:ss.SSSZ"
DURATION = "must be a duration of ISO 8601, such as PT30M54S"
CONTEXT = f"must be {CONTEXTS[0]}, or a list that ends with it"
PERSON = "must be a Person, or its IRI"
TOOL = "must be a SoftwareApplication, or its IRI"
SURVEYED = "must be a Questionnaire or a QuestionnaireItem, or its IRI"


def one(kind: str, **properties: Any) -> dict[str, Any]:
    """An entity."""
    return {"id": f"https://vle.example.edu/{kind}/1", "type": kind} | properties


def event(kind: str, action: str, about: Any, **properties: Any) -> dict[str, Any]:
    given = without(viewed("1"), "profile")
    return given | {"type": kind, "action": action, "object": about} | properties


def described(kind: str, **properties: Any) -> dict[str, Any]:
    return {"@context": CONTEXTS[0]} | one(kind, **properties)


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


def faults(datum: Any) -> list[tuple[str, str]]:
    found = data_faults({**ENVELOPE, "data": [datum]})
    return [(each.pointer.removeprefix("/data/0"), each.detail) for each in found]


FORUM, PAGE, APP = one("Forum"), one("Page"), one("SoftwareApplication")
FAULTY: dict[str, tuple[Any, str, str]] = {
    # events: type, profile, action
    "a type of nobody's": (
        event("BakingEvent", "Started", PAGE),
        "/type",
        "must be a type of event of Caliper 1.2",
    ),
    "an entity's type": (event("Person", "Started", PAGE), "/type", "must be a type of event of Caliper 1.2"),
    "a profile of nobody's": (
        event("ViewEvent", "Viewed", PAGE, profile="BakingProfile"),
        "/profile",
        f"must be one of {', '.join(PROFILES)}",
    ),
    "an action of nobody's": (event("Event", "Baked", PAGE), "/action", "must be an action of Caliper 1.2"),
    "an action in small letters": (
        event("Event", "viewed", PAGE),
        "/action",
        "must be an action of Caliper 1.2",
    ),
    "another event's action": (
        event("ForumEvent", "Viewed", FORUM),
        "/action",
        "must be an action of this event: Subscribed, Unsubscribed",
    ),
    # events: who, what, and what around it
    "software reads a page": (event("ViewEvent", "Viewed", PAGE, actor=APP), "/actor", PERSON),
    "a page acts": (event("Event", "Viewed", PAGE, actor=PAGE), "/actor", "must be an Agent, or its IRI"),
    "a page as a forum": (event("ForumEvent", "Subscribed", PAGE), "/object", "must be a Forum, or its IRI"),
    "a supertype as its subtype": (
        event("AssessmentEvent", "Started", one("AssignableDigitalResource")),
        "/object",
        "must be an Assessment, or its IRI",
    ),
    "a person viewed": (
        event("ViewEvent", "Viewed", one("Person")),
        "/object",
        "must be a DigitalResource or a Result, or its IRI",
    ),
    "an app that is a page": (event("ViewEvent", "Viewed", PAGE, edApp=PAGE), "/edApp", TOOL),
    "a group that is a person": (
        event("ViewEvent", "Viewed", PAGE, group=one("Person")),
        "/group",
        "must be an Organization, or its IRI",
    ),
    "a session as a federated one": (
        event("ViewEvent", "Viewed", PAGE, federatedSession=one("Session")),
        "/federatedSession",
        "must be an LtiSession, or its IRI",
    ),
    "a membership that is a list": (
        event("ViewEvent", "Viewed", PAGE, membership=[one("Membership")]),
        "/membership",
        "must be a Membership, or its IRI",
    ),
    "a place in a film that is a page": (
        event("MediaEvent", "Paused", one("VideoObject"), target=PAGE),
        "/target",
        "must be a MediaLocation, or its IRI",
    ),
    "an item that leads from a page": (
        event("AssessmentItemEvent", "Started", one("AssessmentItem"), referrer=PAGE),
        "/referrer",
        "must be an AssessmentItem, or its IRI",
    ),
    "a grade that makes a result": (
        event("GradeEvent", "Graded", one("Attempt"), generated=one("Result")),
        "/generated",
        "must be a Score, or its IRI",
    ),
    "a context in the wrong order": (
        event("ViewEvent", "Viewed", PAGE, **{"@context": [CONTEXTS[0], {"x": "urn:x"}]}),
        "/@context",
        CONTEXT,
    ),
    "terms defined inline": (
        event("ViewEvent", "Viewed", PAGE, **{"@context": {"ViewEvent": "urn:x"}}),
        "/@context",
        CONTEXT,
    ),
    "an id without its scheme": (
        event("ViewEvent", "Viewed", PAGE, id="788e0326-c12c-4c23-be39-27b446992b79"),
        "/id",
        "must be a urn:uuid:",
    ),
    # events: what one action, or one profile, asks for
    "ranked, with a comment": (
        event("FeedbackEvent", "Ranked", PAGE, generated=one("Comment")),
        "/generated",
        "must be a Rating, or its IRI",
    ),
    "commented, with a rating": (
        event("FeedbackEvent", "Commented", PAGE, generated=one("Rating")),
        "/generated",
        "must be a Comment, or its IRI",
    ),
    "copied to nothing": (event("ResourceManagementEvent", "Copied", PAGE), "/generated", THERE),
    "launched without a session": (event("ToolLaunchEvent", "Launched", APP), "/federatedSession", THERE),
    "logged in to a session": (event("SessionEvent", "LoggedIn", one("Session")), "/object", TOOL),
    "a person times out": (event("SessionEvent", "TimedOut", one("Session")), "/actor", TOOL),
    "a time-out of software": (
        event("SessionEvent", "TimedOut", APP, actor=APP),
        "/object",
        "must be a Session, or its IRI",
    ),
    "a survey's page": (event("ViewEvent", "Viewed", PAGE, profile="SurveyProfile"), "/object", SURVEYED),
    # entities: what all have
    "a type of no entity": (described("Cake"), "/type", "must be a type of entity of Caliper 1.2"),
    "an entity of another context": (
        described("Page") | {"@context": "https://schema.org"},
        "/@context",
        CONTEXT,
    ),
    "an id with a space": (described("Page", id="page 1"), "/id", "must be an IRI"),
    "a name that is a number": (described("Page", name=7), "/name", TEXT),
    "a day without its time": (described("Page", dateCreated="2018-11-15"), "/dateCreated", MOMENT),
    "a moment without its milliseconds": (
        described("Page", dateModified="2018-11-15T10:00:00Z"),
        "/dateModified",
        MOMENT,
    ),
    "extensions that are a text": (described("Page", extensions="x"), "/extensions", "must be an object"),
    "a context that is a number": (
        described("Page", isPartOf=PAGE | {"@context": 7}),
        "/isPartOf/@context",
        "must be a text, a list or an object",
    ),
    "an identifier without its type": (
        described("Page", otherIdentifiers=[{"type": "SystemIdentifier", "identifier": "7"}]),
        "/otherIdentifiers/0/identifierType",
        THERE,
    ),
    "an identifier's text": (
        described("Page", otherIdentifiers=["7"]),
        "/otherIdentifiers/0",
        "must be a SystemIdentifier, or its IRI",
    ),
    # entities: kinds of values
    "true as a number": (described("Score", scoreGiven=True), "/scoreGiven", NUMBER),
    "a number in quotes": (described("Result", resultScore="7.5"), "/resultScore", NUMBER),
    "half an attempt": (described("Attempt", count=1.5), "/count", WHOLE),
    "fewer than no attempts": (described("Assessment", maxAttempts=-1), "/maxAttempts", COUNT),
    "a yes": (described("AudioObject", muted="yes"), "/muted", "must be true or false"),
    "minutes": (described("VideoObject", duration="30"), "/duration", DURATION),
    "no time": (described("MediaLocation", currentTime="PT"), "/currentTime", DURATION),
    "a keyword": (described("Page", keywords="x"), "/keywords", LIST),
    "a number among keywords": (described("Page", keywords=["x", 7]), "/keywords/1", TEXT),
    "a number among choices": (described("RatingScaleResponse", selections=["x", 7]), "/selections/1", TEXT),
    "a metric of nobody's": (
        described("AggregateMeasure", metric="Cakes", metricValue=7),
        "/metric",
        f"must be one of {', '.join(METRICS.split())}",
    ),
    "a metric without its value": (described("AggregateMeasure", metric="WordsRead"), "/metricValue", THERE),
    "a role of nobody's": (
        described("Membership", roles=["Learner", "Baker"]),
        "/roles/1",
        "must be a role of Caliper 1.2, such as Learner",
    ),
    "a status of nobody's": (
        described("Membership", status="active"),
        "/status",
        "must be one of Active, Inactive",
    ),
    "a selection without its end": (
        described("HighlightAnnotation", selection={"type": "TextPositionSelector", "start": 0}),
        "/selection/end",
        THERE,
    ),
    # entities: which entities are in them
    "a message among threads": (
        described("Forum", items=[one("Thread"), one("Message")]),
        "/items/1",
        "must be a Thread, or its IRI",
    ),
    "a questionnaire without items": (described("Questionnaire", items=[]), "/items", THERE),
    "software as a member": (described("Membership", member=APP), "/member", PERSON),
    "an attempt as a part of a page": (
        described("Attempt", isPartOf=PAGE),
        "/isPartOf",
        "must be an Attempt, or its IRI",
    ),
    "deep in an event": (
        event(
            "MessageEvent",
            "Posted",
            one("Message", replyTo=one("Message", isPartOf=one("Thread", creators=[one("Page")]))),
        ),
        "/object/replyTo/isPartOf/creators/0",
        "must be an Agent, or its IRI",
    ),
}


@pytest.mark.parametrize("label", FAULTY)
def test_what_breaks_a_rule_is_named(label: str) -> None:
    datum, pointer, rule = FAULTY[label]
    assert faults(datum) == [(pointer, rule)]


SOUND: dict[str, Any] = {
    "any action in a generic event": event("Event", "Recommended", one("Person")),
    "a subtype of a subtype": event("AssignableEvent", "Submitted", one("Assessment"), generated="_:b0"),
    "another profile than the type's": event(
        "NavigationEvent", "NavigatedTo", PAGE, profile="GeneralProfile"
    ),
    "a result viewed": event("ViewEvent", "Viewed", one("Result"), profile="GradingProfile"),
    "software that grades": event("GradeEvent", "Graded", one("Attempt"), actor=APP, generated="urn:x:1"),
    "software navigated to": event("NavigationEvent", "NavigatedTo", APP, referrer=PAGE),
    "a session that times out": event("SessionEvent", "TimedOut", one("Session"), actor=APP),
    "a launch": event(
        "ToolLaunchEvent", "Launched", APP, federatedSession=one("LtiSession"), target=one("Link")
    ),
    "an anonymous person": event(
        "ToolUseEvent", "Used", APP, actor="http://purl.imsglobal.org/caliper/Person"
    ),
    "both spellings": event("MediaEvent", "EnabledCloseCaptioning", one("VideoObject")),
    "what is empty": event("ViewEvent", "Viewed", PAGE, group="", extensions=[], session={}, target=None),
    "what the model does not have": described("Page", colour="blue", index=-1),
    "extensions of any form and depth": described("Page", extensions={"x": [{"type": 7}], "id": None}),
    "terms of one's own": described("Page")
    | {"@context": [{"x": "urn:x"}, "https://x.example", CONTEXTS[0]]},
    "an identifier by itself": without(
        described("SystemIdentifier", identifier="7", identifierType="Other", source=APP), "id"
    ),
    "whole numbers as decimals": described("Score", scoreGiven=7, maxScore=10.0),
    "a decimal that is whole": described("Attempt", count=2.0, duration="P1Y2M3DT4H5M6.7S"),
    "weeks": described("VideoObject", duration="P2W"),
    "a role within a role": described("Membership", roles=["Instructor", "Instructor#TeachingAssistant"]),
    "both of an assessment's supertypes": described(
        "Assessment", items=["urn:x:1"], maxScore=7.5, keywords=["x"]
    ),
    "a type of message that is new": described("LtiLink", messageType="LtiAssetProcessorRequest"),
}


@pytest.mark.parametrize("label", SOUND)
def test_what_the_standard_allows_is_taken(label: str) -> None:
    assert faults(SOUND[label]) == []


def test_entities_within_entities_end_somewhere() -> None:
    page = one("Page")
    for _ in range(DEEPEST):
        page = one("Page", isPartOf=page)
    found = faults(event("ViewEvent", "Viewed", page))
    assert found == [("/object" + "/isPartOf" * (DEEPEST - 2), f"must be at most {DEEPEST} steps deep")]


def test_a_fault_never_says_what_was_sent() -> None:
    datum = event("ViewEvent", "Secret", "secret secret", profile="Secret", group={"type": "Secret"})
    found = faults(datum | {"eventTime": "secret", "edApp": one("Person", name="secret")})
    assert len(found) == 7
    assert "secret" not in " ".join(rule.lower() for _, rule in found)


def test_every_type_has_its_actions_and_a_row_in_the_guide() -> None:
    assert set(ACTIONS) == set(EVENTS)
    for name, of_a_type, _ in NARROWER:
        assert name in EVENTS
        assert of_a_type in {"action", "profile"}
    rows = tables("caliper.md", "profile", "its events")
    assert dict(rows) == {f"`{name}`": ", ".join(events.split()) for name, events in PROFILES.items()}


def test_every_word_of_the_model_is_a_kind_of_value_or_an_entity() -> None:
    said = [*ENTITIES.values(), EVENT, *EVENTS.values(), *NARROWER.values()]
    words = {word for each in said for kind in each.values() for word in kind.strip("[]").split(", ")}
    assert words - set(FORMS) == words & set(ENTITIES)

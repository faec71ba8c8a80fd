"""Check: whether a statement is one, property by property, by the rules of a version.

Each kind of object is a table of its properties and what each must be. So every statement is looked at once,
in the order in which it was written; senders repeat themselves, so what they repeat is remembered (`forms`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.xapi import forms
from app.xapi.faults import BadStatement

Json = Any
"""Any JSON value."""
Check = Callable[[Json], None]
Rules = Mapping[str, Check]
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
MOST_DEPTH = 32
"""Of arrays and objects in one another, in extensions."""
IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


def _object(value: Json, rules: Rules, *required: str) -> None:
    """Raises BadStatement unless the value is an object of these properties alone."""
    if type(value) is not dict:
        raise BadStatement("must be an object")
    for name, inner in value.items():
        check = rules.get(name)
        if check is None:
            raise BadStatement("there is no such property here", name)
        try:
            check(inner)
        except BadStatement as bad:
            raise bad.within(name) from None
    for name in required:
        if name not in value:
            raise BadStatement(f"lacks {name}")


def _list(value: Json, check: Check) -> None:
    if type(value) is not list:
        raise BadStatement("must be an array")
    for at, inner in enumerate(value):
        try:
            check(inner)
        except BadStatement as bad:
            raise bad.within(at) from None


# --- single values ---


def text(value: Json) -> None:
    if type(value) is not str:
        raise BadStatement("must be a string")


def iri(value: Json) -> None:
    if type(value) is not str or not forms.is_iri(value):
        raise BadStatement("must be an IRI with a scheme")


def uuid(value: Json) -> None:
    if not forms.is_uuid(value):
        raise BadStatement("must be a UUID")


def boolean(value: Json) -> None:
    if type(value) is not bool:
        raise BadStatement("must be true or false")


def number(value: Json) -> None:
    if type(value) not in {int, float}:
        raise BadStatement("must be a number")


def whole(value: Json) -> None:
    if type(value) is not int or value < 0:
        raise BadStatement("must be a whole number, 0 or more")


def scaled(value: Json) -> None:
    number(value)
    if not -1 <= value <= 1:
        raise BadStatement("must be from -1 to 1")


def moment(value: Json) -> None:
    if forms.read_moment(value) is None:
        raise BadStatement("must be a moment by ISO 8601")


def duration(value: Json) -> None:
    if not forms.is_duration(value):
        raise BadStatement("must be a duration by ISO 8601")


def language(value: Json) -> None:
    if type(value) is not str or not forms.is_language(value):
        raise BadStatement("must be a language tag by RFC 5646")


def language_map(value: Json) -> None:
    if type(value) is not dict:
        raise BadStatement("must be an object of texts by language")
    for name, inner in value.items():
        if not forms.is_language(name):
            raise BadStatement("must be a language tag by RFC 5646", name)
        if type(inner) is not str:
            raise BadStatement("must be a string", name)


def extensions(value: Json) -> None:
    if type(value) is not dict:
        raise BadStatement("must be an object")
    for name, inner in value.items():
        if not forms.is_iri(name):
            raise BadStatement("an extension's name must be an IRI", name)
        if isinstance(inner, dict | list):
            _deep(inner)


def _deep(value: Json, depth: int = 1) -> None:
    if depth > MOST_DEPTH:
        raise BadStatement(f"nests more than {MOST_DEPTH} deep")
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            _deep(inner, depth + 1)


def _one_of(*allowed: str) -> Check:
    def check(value: Json) -> None:
        if value not in allowed or type(value) is not str:
            raise BadStatement(f"must be {' or '.join(allowed)}")

    return check


# --- people ---


def mailbox(value: Json) -> None:
    if not forms.is_mailbox(value):
        raise BadStatement("must be mailto: and an address")


def sha1(value: Json) -> None:
    if not forms.is_sha1(value):
        raise BadStatement("must be 40 hexadecimal digits")


_ACCOUNT: Rules = {"homePage": iri, "name": text}


def account(value: Json) -> None:
    _object(value, _ACCOUNT, "homePage", "name")


_IDENTIFIERS: Rules = {"mbox": mailbox, "mbox_sha1sum": sha1, "openid": iri, "account": account}
_AGENT: Rules = {"objectType": _one_of("Agent"), "name": text, **_IDENTIFIERS}


def agent(value: Json) -> None:
    _object(value, _AGENT)
    if _identified(value) != 1:
        raise BadStatement("needs exactly one of mbox, mbox_sha1sum, openid and account")


def _identified(value: dict[str, Any]) -> int:
    return ("account" in value) + ("mbox" in value) + ("mbox_sha1sum" in value) + ("openid" in value)


def _members(value: Json) -> None:
    _list(value, agent)


_GROUP: Rules = {"objectType": _one_of("Group"), "name": text, "member": _members, **_IDENTIFIERS}


def group(value: Json) -> None:
    _object(value, _GROUP, "objectType")
    identified = _identified(value)
    if identified > 1:
        raise BadStatement("needs no more than one of mbox, mbox_sha1sum, openid and account")
    if not identified and not value.get("member"):
        raise BadStatement("a group that is not identified lacks member")


def actor(value: Json) -> None:
    if type(value) is dict and value.get("objectType") == "Group":
        group(value)
    else:
        agent(value)


_PAIR = 2


def authority(value: Json) -> None:
    """Somebody, or an application and its user, both of whom are named by a group."""
    actor(value)
    if value.get("objectType") == "Group" and (_identified(value) or len(value["member"]) != _PAIR):
        raise BadStatement("a group that vouches has two members, and no identifier")


# --- activities ---


def _component(value: Json) -> None:
    _object(value, {"id": text, "description": language_map}, "id")


def _components(value: Json) -> None:
    _list(value, _component)
    ids = [each["id"] for each in value]
    if len(set(ids)) < len(ids):
        raise BadStatement("two have the same id")


def _patterns(value: Json) -> None:
    _list(value, text)


_COMPONENTS_OF = {
    "true-false": (), "fill-in": (), "long-fill-in": (), "numeric": (), "other": (),
    "choice": ("choices",), "sequencing": ("choices",), "likert": ("scale",),
    "matching": ("source", "target"), "performance": ("steps",),
}  # fmt: skip
_OF_INTERACTIONS = ("correctResponsesPattern", "choices", "scale", "source", "target", "steps")
_DEFINITION: Rules = {
    "name": language_map,
    "description": language_map,
    "type": iri,
    "moreInfo": iri,
    "extensions": extensions,
    "interactionType": _one_of(*_COMPONENTS_OF),
    "correctResponsesPattern": _patterns,
    **dict.fromkeys(("choices", "scale", "source", "target", "steps"), _components),
}


def definition(value: Json) -> None:
    _object(value, _DEFINITION)
    kind = value.get("interactionType")
    allowed = ("correctResponsesPattern", *_COMPONENTS_OF[kind]) if kind is not None else ()
    for name in _OF_INTERACTIONS:
        if name in value and name not in allowed:
            raise BadStatement("does not belong to this interactionType", name)


_ACTIVITY: Rules = {"objectType": _one_of("Activity"), "id": iri, "definition": definition}


def activity(value: Json) -> None:
    _object(value, _ACTIVITY, "id")


_REFERENCE: Rules = {"objectType": _one_of("StatementRef"), "id": uuid}


def reference(value: Json) -> None:
    _object(value, _REFERENCE, "objectType", "id")


# --- what was done ---

_VERB: Rules = {"id": iri, "display": language_map}


def verb(value: Json) -> None:
    _object(value, _VERB, "id")


_SCORE: Rules = {"scaled": scaled, "raw": number, "min": number, "max": number}


def score(value: Json) -> None:
    _object(value, _SCORE)
    least, most = value.get("min"), value.get("max")
    raw = value.get("raw")
    if least is not None and most is not None and least >= most:
        raise BadStatement("min must be less than max")
    if raw is not None and ((least is not None and raw < least) or (most is not None and raw > most)):
        raise BadStatement("must be from min to max", "raw")


_RESULT: Rules = {
    "score": score,
    "success": boolean,
    "completion": boolean,
    "response": text,
    "duration": duration,
    "extensions": extensions,
}


def result(value: Json) -> None:
    _object(value, _RESULT)


def _activities(value: Json) -> None:
    if type(value) is dict:
        activity(value)
    else:
        _list(value, activity)


_CONTEXT_ACTIVITIES: Rules = dict.fromkeys(("parent", "grouping", "category", "other"), _activities)


def context_activities(value: Json) -> None:
    _object(value, _CONTEXT_ACTIVITIES)


def _relevant_types(value: Json) -> None:
    _list(value, iri)
    if not value:
        raise BadStatement("must name a type, or be left out")


_CONTEXT_AGENT: Rules = {
    "objectType": _one_of("contextAgent"),
    "agent": agent,
    "relevantTypes": _relevant_types,
}
_CONTEXT_GROUP: Rules = {
    "objectType": _one_of("contextGroup"),
    "group": group,
    "relevantTypes": _relevant_types,
}


def _context_agents(value: Json) -> None:
    _list(value, lambda each: _object(each, _CONTEXT_AGENT, "objectType", "agent"))


def _context_groups(value: Json) -> None:
    _list(value, lambda each: _object(each, _CONTEXT_GROUP, "objectType", "group"))


_CONTEXT: Rules = {
    "registration": uuid,
    "instructor": actor,
    "team": group,
    "contextActivities": context_activities,
    "revision": text,
    "platform": text,
    "language": language,
    "statement": reference,
    "extensions": extensions,
}
_CONTEXT_2: Rules = {**_CONTEXT, "contextAgents": _context_agents, "contextGroups": _context_groups}


def sha2(value: Json) -> None:
    text(value)
    if not value or set(value) - set("0123456789abcdefABCDEF"):
        raise BadStatement("must be hexadecimal digits")


def media_type(value: Json) -> None:
    if not forms.is_media_type(value):
        raise BadStatement("must be an Internet media type")


_ATTACHMENT: Rules = {
    "usageType": iri,
    "display": language_map,
    "description": language_map,
    "contentType": media_type,
    "length": whole,
    "sha2": sha2,
    "fileUrl": iri,
}


def _attachment(value: Json) -> None:
    _object(value, _ATTACHMENT, "usageType", "display", "contentType", "length", "sha2")


def attachments(value: Json) -> None:
    _list(value, _attachment)


def _version(value: Json) -> None:
    text(value)
    if value != "1.0" and not (value.startswith("1.0.") and value[4:].isdigit()):
        raise BadStatement("must be 1.0 and a patch, such as 1.0.3")


def _version_2(value: Json) -> None:
    """Statements of 1.0 may be passed on, too."""
    text(value)
    if not value.startswith("2.0.") or not value[4:].isdigit():
        _version(value)


class Checker:
    """The rules of one version."""

    def __init__(self, context: Rules, version: Check) -> None:
        self._context = context
        common: Rules = {
            "actor": actor,
            "verb": verb,
            "result": result,
            "context": self._check_context,
            "timestamp": moment,
            "attachments": attachments,
        }
        self._substatement: Rules = {**common, "objectType": _one_of("SubStatement"), "object": self._inner}
        self._statement: Rules = {
            **common,
            "id": uuid,
            "object": self._outer,
            "stored": moment,
            "authority": authority,
            "version": version,
        }

    def check(self, value: Json) -> None:
        """Raises BadStatement unless the value is a statement."""
        _object(value, self._statement, "actor", "verb", "object")
        self._check_whole(value)
        if value["verb"]["id"] == VOIDED and value["object"].get("objectType") != "StatementRef":
            raise BadStatement("voids a statement: must be a StatementRef", "object")

    def _check_whole(self, value: dict[str, Any]) -> None:
        """What no property says alone."""
        context = value.get("context")
        if context and value["object"].get("objectType", "Activity") != "Activity":
            for name in ("revision", "platform"):
                if name in context:
                    raise BadStatement("only where the object is an Activity", "context", name)

    def _check_context(self, value: Json) -> None:
        _object(value, self._context)

    def _inner(self, value: Json) -> None:
        """The object of a SubStatement."""
        if type(value) is not dict:
            raise BadStatement("must be an object")
        kind = value.get("objectType", "Activity")
        check = _OBJECTS.get(kind) if type(kind) is str else None
        if check is None:
            raise BadStatement("is none of the objects there can be", "objectType")
        check(value)

    def _outer(self, value: Json) -> None:
        if type(value) is dict and value.get("objectType") == "SubStatement":
            _object(value, self._substatement, "actor", "verb", "object")
            self._check_whole(value)
        else:
            self._inner(value)


_OBJECTS: Mapping[str, Check] = {
    "Activity": activity,
    "Agent": agent,
    "Group": group,
    "StatementRef": reference,
}
VERSION_1, VERSION_2 = Checker(_CONTEXT, _version), Checker(_CONTEXT_2, _version_2)

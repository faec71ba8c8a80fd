"""Looks: the three formats in which a statement is answered."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any


class Format(StrEnum):
    """How much of what is in a statement an answer has."""

    EXACT = "exact"
    """As it was sent."""
    IDS = "ids"
    """Of people and activities what identifies them, and no more."""
    CANONICAL = "canonical"
    """In one language each, and of activities what is known of them here."""


_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


def only_ids(statement: Mapping[str, Any]) -> dict[str, Any]:
    """The statement in the format `ids`."""
    made = {name: _ids(name, value) for name, value in statement.items()}
    made["verb"] = {"id": statement["verb"]["id"]}
    return made


def _ids(name: str, value: Any) -> Any:  # noqa: ANN401, PLR0911 (any JSON; one line for each property)
    match name:
        case "actor" | "instructor" | "team" | "authority":
            return _agent(value)
        case "object":
            return _object(value)
        case "context":
            return {key: _ids(key, inner) for key, inner in value.items()}
        case "contextActivities":
            return {kind: [{"id": each["id"]} for each in _listed(some)] for kind, some in value.items()}
        case "contextAgents":
            return [{**each, "agent": _agent(each["agent"])} for each in value]
        case "contextGroups":
            return [{**each, "group": _agent(each["group"])} for each in value]
        case _:
            return value


def _agent(agent: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: agent[name] for name in ("objectType", *_IDENTIFIERS) if name in agent}
    if "member" in agent and not any(name in agent for name in _IDENTIFIERS):
        kept["member"] = [_agent(each) for each in agent["member"]]
    return kept


def _object(value: Mapping[str, Any]) -> dict[str, Any]:
    match value.get("objectType", "Activity"):
        case "Activity":
            return {"id": value["id"]}
        case "SubStatement":
            return only_ids(value)
        case "StatementRef":
            return dict(value)
        case _:
            return _agent(value)


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 (one or several)
    return value if isinstance(value, list) else [value]


# --- canonical ---

_BY_LANGUAGE = ("name", "description")


def merged_definition(said: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What several statements say of one activity, put together: every language, and else the latest word."""
    merged: dict[str, Any] = {}
    for each in said:
        texts = {name: merged.get(name, {}) | each[name] for name in _BY_LANGUAGE if name in each}
        merged |= {**each, **texts}
    return merged


Definitions = Mapping[str, Mapping[str, Any]]
"""By activity id."""


def activities_of(statement: Mapping[str, Any]) -> set[str]:
    """The ids of every activity in it."""
    found: set[str] = set()
    subject = statement["object"]
    match subject.get("objectType", "Activity"):
        case "Activity":
            found.add(subject["id"])
        case "SubStatement":
            found |= activities_of(subject)
    for some in statement.get("context", {}).get("contextActivities", {}).values():
        found |= {each["id"] for each in _listed(some)}
    return found


def canonical(
    statement: Mapping[str, Any], definitions: Definitions, languages: Sequence[str]
) -> dict[str, Any]:
    """The statement in the format `canonical`: `languages` are those wanted, the most wanted first."""
    made = dict(statement)
    verb = dict(statement["verb"])
    if "display" in verb:
        verb["display"] = in_one_language(verb["display"], languages)
    made["verb"] = verb
    subject = statement["object"]
    match subject.get("objectType", "Activity"):
        case "Activity":
            made["object"] = _defined(subject, definitions, languages)
        case "SubStatement":
            made["object"] = canonical(subject, definitions, languages)
    context = statement.get("context")
    if context and "contextActivities" in context:
        groups = {
            kind: [_defined(each, definitions, languages) for each in _listed(some)]
            for kind, some in context["contextActivities"].items()
        }
        made["context"] = {**context, "contextActivities": groups}
    return made


def _defined(
    activity: Mapping[str, Any], definitions: Definitions, languages: Sequence[str]
) -> dict[str, Any]:
    definition = dict(definitions.get(activity["id"]) or activity.get("definition") or {})
    if not definition:
        return dict(activity)
    for name in ("name", "description"):
        if name in definition:
            definition[name] = in_one_language(definition[name], languages)
    for name in ("choices", "scale", "source", "target", "steps"):
        if name in definition:
            definition[name] = [
                {**each, "description": in_one_language(each["description"], languages)}
                if "description" in each
                else each
                for each in definition[name]
            ]
    return {**activity, "definition": definition}


def in_one_language(texts: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """The entry that is wanted most; the first one where none is."""
    if not texts:
        return {}
    by_tag = {tag.lower(): tag for tag in reversed(list(texts))}
    for wanted in languages:
        for tag, own in by_tag.items():
            if tag == wanted or tag.startswith(f"{wanted}-") or wanted == "*":
                return {own: texts[own]}
    first = next(iter(texts))
    return {first: texts[first]}


def accepted_languages(header: str) -> list[str]:
    """Those of an Accept-Language header, in lower case, the most wanted first (RFC 9110, 12.5.4)."""
    weighed = []
    for at, each in enumerate(header.split(",")):
        tag, _, weight = each.partition(";")
        try:
            quality = float(weight.partition("=")[2]) if weight.strip() else 1.0
        except ValueError:
            quality = 0.0
        if tag.strip() and quality > 0:
            weighed.append((-quality, at, tag.strip().lower()))
    return [tag for _, _, tag in sorted(weighed)]

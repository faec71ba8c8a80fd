"""Same: when two statements say the same. What a record store adds or may set anew counts for nothing."""

from collections.abc import Mapping
from typing import Any

from app.xapi.forms import read_moment, same_duration
from app.xapi.names import agent_key

_SET_BY_THE_STORE = frozenset({"id", "authority", "stored", "timestamp", "version", "attachments"})


def says_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether they are one statement, sent twice."""
    times = [read_moment(each["timestamp"]) for each in (one, other) if "timestamp" in each]
    if len(times) == 2 and times[0] != times[1]:  # noqa: PLR2004 (both have one)
        return False
    return _plain(one) == _plain(other)


def _plain(statement: Mapping[str, Any]) -> dict[str, Any]:
    """What is left to compare, in one form."""
    return {name: _value(name, value) for name, value in statement.items() if name not in _SET_BY_THE_STORE}


def _value(name: str, value: Any) -> Any:  # noqa: ANN401, PLR0911 (any JSON; one line for each property)
    match name:
        case "actor" | "instructor" | "team" | "agent" | "group":
            return _agent(value)
        case "verb":
            return value["id"]
        case "object":
            return _object(value)
        case "context":
            return {key: _context(key, inner) for key, inner in value.items()}
        case "result":
            return {
                key: same_duration(inner) if key == "duration" else _number(inner)
                for key, inner in value.items()
            }
        case "timestamp":
            return read_moment(value)
        case "registration" | "id":
            return str(value).lower()
        case _:
            return _number(value)


def _number(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    """A number is what it says, however it is written; and true is not 1."""
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, dict):
        return {key: _number(inner) for key, inner in value.items()}
    return [_number(each) for each in value] if isinstance(value, list) else value


def _agent(agent: Mapping[str, Any]) -> Any:  # noqa: ANN401 (comparable)
    members = sorted(repr(_agent(each)) for each in agent.get("member", ()))
    return agent_key(agent), agent.get("objectType", "Agent"), members


def _object(value: Mapping[str, Any]) -> Any:  # noqa: ANN401 (comparable)
    match value.get("objectType", "Activity"):
        case "Activity":
            return "Activity", value["id"]
        case "SubStatement":
            inner = {key: each for key, each in value.items() if key != "objectType"}
            return {key: _value(key, each) for key, each in inner.items() if key != "attachments"}
        case "StatementRef":
            return "StatementRef", value["id"].lower()
        case _:
            return _agent(value)


def _context(name: str, value: Any) -> Any:  # noqa: ANN401 (any JSON)
    if name == "contextActivities":
        listed = {kind: each if isinstance(each, list) else [each] for kind, each in value.items()}
        return {kind: sorted(each["id"] for each in some) for kind, some in listed.items() if some}
    if name in {"contextAgents", "contextGroups"}:
        return sorted(
            repr((_agent(each.get("agent") or each["group"]), each.get("relevantTypes"))) for each in value
        )
    return _value(name, value)

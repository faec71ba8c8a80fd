"""Caliper 1.2: which property of an event, or of an entity in it, breaks which rule of the model."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Fault
from app.wire.caliper_entities import ENTITIES
from app.wire.caliper_forms import FORMS, is_blank, is_iri, one_of
from app.wire.caliper_model import ACTIONS, EVENT, EVENTS, NARROWER

DEEPEST = 24
"""Steps of a pointer at which no further entity is read: real ones take ten."""
Path = tuple[str | int, ...]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a property must be: a value of a kind (`holds`), or else an entity of some types; or a list."""

    words: str
    holds: Callable[[object], bool] | None
    types: frozenset[str] = frozenset()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What a type must be like."""

    rules: Mapping[str, Rule]
    required: tuple[str, ...]


def pointer(path: Path) -> str:
    return "".join("/" + str(part)[:60].replace("~", "~0").replace("/", "~1") for part in path)


def _supertypes(name: str) -> list[str]:
    return [each for each in ENTITIES[name].get("is", "").split(", ") if each]


def _is_a(name: str, other: str) -> bool:
    return name == other or any(_is_a(each, other) for each in _supertypes(name))


def _article(name: str) -> str:
    return f"{'an' if name.startswith((*'AEIOU', 'Lti')) else 'a'} {name}"


def _rule(kind: str) -> Rule:
    many = kind.startswith("[")
    kind = kind.strip("[]")
    if kind in FORMS:
        holds, words = FORMS[kind]
        return Rule(words, holds, many=many)
    names = kind.split(", ")
    types = frozenset(name for name in ENTITIES if any(_is_a(name, each) for each in names))
    return Rule(f"must be {' or '.join(map(_article, names))}, or its IRI", None, types, many)


def _said(name: str) -> dict[str, str]:
    """What an entity's type says of its properties, and its supertypes say."""
    said: dict[str, str] = {}
    for each in _supertypes(name):
        said |= _said(each)
    return _anew(said, ENTITIES[name])


def _anew(said: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    names = {name.rstrip("!") for name in more}
    return {name: kind for name, kind in said.items() if name.rstrip("!") not in names} | dict(more)


def _shape(said: Mapping[str, str], **rules: Rule) -> Shape:
    kinds = {name.rstrip("!"): _rule(kind) for name, kind in said.items() if name != "is"}
    return Shape(kinds | rules, tuple(name.rstrip("!") for name in said if name.endswith("!")))


def _event_shape(name: str, more: Mapping[str, str]) -> Shape:
    actions = ACTIONS[name].split()
    if name == "Event":
        return _shape(EVENT)
    words = f"must be an action of this event: {', '.join(actions)}"
    return _shape(_anew(_anew(EVENT, EVENTS[name]), more), action=Rule(words, one_of(actions)))


_ENTITY_SHAPES = {name: _shape(_said(name)) for name in ENTITIES}
_EVENT_SHAPES = {name: _event_shape(name, {}) for name in EVENTS}
_NARROWER: dict[str, list[tuple[str, str, Shape]]] = {}
for (_name, _property, _value), _more in NARROWER.items():
    _NARROWER.setdefault(_name, []).append((_property, _value, _event_shape(_name, _more)))


def event_faults(event: Json, path: Path) -> Iterator[Fault]:
    """What is wrong with an event and all that is in it."""
    kind = event.get("type")
    known = isinstance(kind, str) and kind in EVENTS
    if not known:
        yield _type_fault(kind, "event", path)
    yield from _shape_faults(event, _shape_of(event, str(kind)) if known else _EVENT_SHAPES["Event"], path)


def _shape_of(event: Json, kind: str) -> Shape:
    for name, value, shape in _NARROWER.get(kind, ()):
        if event.get(name) == value:
            return shape
    return _EVENT_SHAPES[kind]


def description_faults(entity: Json, path: Path) -> Iterator[Fault]:
    """What is wrong with an entity that is sent by itself."""
    holds, words = FORMS["top context"]
    if "@context" not in entity:
        yield Fault(pointer((*path, "@context")), "must be there")
    elif not holds(entity["@context"]):
        yield Fault(pointer((*path, "@context")), words)
    yield from _entity_faults(entity, _ANY, path)


_ANY = Rule("must be an event or an entity", None, frozenset(ENTITIES))


def _type_fault(kind: object, what: str, path: Path) -> Fault:
    rule = "must be there" if is_blank(kind) else f"must be a type of {what} of Caliper 1.2"
    return Fault(pointer((*path, "type")), rule)


def _shape_faults(value: Json, shape: Shape, path: Path) -> Iterator[Fault]:
    for name in shape.required:
        if is_blank(value.get(name)):
            yield Fault(pointer((*path, name)), "must be there")
    for name, each in value.items():
        rule = shape.rules.get(name)
        if rule is None or is_blank(each):
            continue
        if rule.many:
            yield from _list_faults(each, rule, (*path, name))
        elif rule.holds is None:
            yield from _entity_faults(each, rule, (*path, name))
        elif not rule.holds(each):
            yield Fault(pointer((*path, name)), rule.words)


def _list_faults(value: object, rule: Rule, path: Path) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(pointer(path), "must be a list")
        return
    for at, each in enumerate(value):
        if rule.holds is None:
            yield from _entity_faults(each, rule, (*path, at))
        elif not rule.holds(each):
            yield Fault(pointer((*path, at)), rule.words)


def _entity_faults(value: object, rule: Rule, path: Path) -> Iterator[Fault]:
    """Of an entity, or the IRI of one."""
    if not isinstance(value, Mapping):
        if not is_iri(value):
            yield Fault(pointer(path), rule.words)
        return
    if len(path) > DEEPEST:
        yield Fault(pointer(path), f"must be at most {DEEPEST} steps deep")
        return
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in ENTITIES:
        yield _type_fault(kind, "entity", path)
        yield from _shape_faults(value, _ENTITY_SHAPES["Entity"], path)
    elif kind not in rule.types:
        yield Fault(pointer(path), rule.words)
    else:
        yield from _shape_faults(value, _ENTITY_SHAPES[kind], path)

"""Which differences between two contracts break a client that was written for the older one.

Data has a direction. What clients send may come to be taken more widely, never more narrowly; what they are
sent may come to be more definite, never less. Beyond that, what a typed client names must stay: operations,
parameters, fields, values, statuses, headers, media types. Wording, order and examples never matter.

Not looked into, because the contract does not use them: `not`, `if`, `dependentSchemas`, callbacks, cookies.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

Schema = Mapping[str, Any]
Document = Mapping[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
GREATEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
VALUE_GONE = re.compile(r": value .* gone$")
ANYTHING: Schema = {}
NOTHING: Schema = {"type": "nothing"}
ONE_TOKEN = frozenset({"oauth2", "openIdConnect"})
"""On the wire these are what `http`, `bearer` is: a token in the same header."""


def breaking_changes(old: Document, new: Document) -> list[str]:
    """One line for each change that breaks, such as `GET /v1/me: answer 200: /roles: gone`."""
    return list(dict.fromkeys(_Comparison(old, new).contract()))


@dataclass(frozen=True)
class _Where:
    """A place in an operation, and whether its data are sent by the client."""

    place: str
    sent: bool
    textual: bool = False
    """Whether it stands in an address or a header, where nobody can say null."""
    within: frozenset[tuple[str, str]] = frozenset()
    """The pairs of schemas that this place lies in: a schema may hold itself."""

    def at(self, step: str) -> "_Where":
        return replace(self, place=self.place + step)

    def inside(self, pair: tuple[str, str]) -> "_Where":
        return replace(self, within=self.within | {pair})


class _Comparison:
    def __init__(self, old: Document, new: Document) -> None:
        self._old = old
        self._new = new

    def contract(self) -> Iterator[str]:
        for path, item in self._old["paths"].items():
            after = self._new["paths"].get(path, {})
            for method in METHODS:
                if method not in item:
                    continue
                name = f"{method.upper()} {path}"
                if method not in after:
                    yield f"{name}: gone"
                    continue
                yield from (f"{name}: {each}" for each in self._operation(item, after, method))

    def _operation(self, old_item: Schema, new_item: Schema, method: str) -> Iterator[str]:
        old, new = old_item[method], new_item[method]
        if old.get("operationId") != new.get("operationId"):
            yield f"operationId {old.get('operationId')} became {new.get('operationId')}"
        yield from self._parameters(
            _parameters(self._old, old_item, old), _parameters(self._new, new_item, new)
        )
        yield from self._body(
            _follow(self._old, old.get("requestBody")), _follow(self._new, new.get("requestBody"))
        )
        yield from self._answers(old["responses"], new["responses"])
        yield from self._security(old, new)

    def _parameters(self, old: dict[str, Schema], new: dict[str, Schema]) -> Iterator[str]:
        for name, before in old.items():
            after = new.get(name)
            if after is None:
                yield f"{name}: gone"
                continue
            if after.get("required") and not before.get("required"):
                yield f"{name}: required now"
            yield from self._schemas(
                _Where(name, sent=True, textual=True),
                before.get("schema", ANYTHING),
                after.get("schema", ANYTHING),
            )
        for name in new.keys() - old.keys():
            if new[name].get("required"):
                yield f"{name}: required now"

    def _body(self, old: Schema, new: Schema) -> Iterator[str]:
        if new.get("required") and not old.get("required"):
            yield "body: required now"
        yield from self._content(_Where("body", sent=True), old, new)

    def _answers(self, old: Schema, new: Schema) -> Iterator[str]:
        for status, before in old.items():
            if status not in new:
                yield f"answer {status}: gone"
                continue
            was, now = _follow(self._old, before), _follow(self._new, new[status])
            where = _Where(f"answer {status}", sent=False)
            yield from self._content(where, was, now)
            for name, header in was.get("headers", {}).items():
                place = where.at(f": header {name}")
                if name not in now.get("headers", {}):
                    yield f"{place.place}: gone"
                    continue
                is_now = _follow(self._new, now["headers"][name])
                yield from self._schemas(
                    place, _follow(self._old, header).get("schema", ANYTHING), is_now.get("schema", ANYTHING)
                )

    def _content(self, where: _Where, old: Schema, new: Schema) -> Iterator[str]:
        for media, before in old.get("content", {}).items():
            after = new.get("content", {}).get(media)
            if after is None:
                yield f"{where.place}: {media} gone"
            else:
                yield from self._schemas(where, before.get("schema", ANYTHING), after.get("schema", ANYTHING))

    def _security(self, old: Schema, new: Schema) -> Iterator[str]:
        now = _rights(self._new, new)
        for right in _rights(self._old, old):
            if not any(_suffices(right, wanted) for wanted in now):
                yield f"other rights are needed: {' or '.join(map(_told, now))}"

    def _schemas(self, where: _Where, old: Any, new: Any) -> Iterator[str]:
        before, after = _as_schema(old), _as_schema(new)
        pair = _identity(before), _identity(after)
        if pair in where.within:
            return
        inside = where.inside(pair)
        was, now = _variants(self._old, before), _variants(self._new, after)
        narrow, wide = (was, now) if where.sent else (now, was)
        if where.textual:
            narrow = [each for each in narrow if each.get("type") != "null"]
        is_choice = not where.sent and all(each.get("type") == "object" for each in narrow)
        found: list[list[str]] = []
        for each in narrow:
            candidates = [other for other in wide if _may_be(each, other)]
            if not candidates:
                told = "no longer takes" if where.sent else "may now be"
                found.append([f"{where.place}: {told} {each.get('type', 'anything')}"])
                continue
            compared = [
                list(self._plain(inside, each, other) if where.sent else self._plain(inside, other, each))
                for other in candidates
            ]
            found.append(min(compared, key=len))
        yield from (
            line for lines in found for line in lines if not (is_choice and _is_elsewhere(line, found))
        )

    def _plain(self, where: _Where, old: Schema, new: Schema) -> Iterator[str]:
        yield from _values(where, old, new)
        yield from _limits(where, old, new)
        yield from self._fields(where, old, new)
        if "items" in old or "items" in new:
            yield from self._schemas(where.at("/*"), old.get("items", True), new.get("items", True))
        yield from self._other_fields(where, old, new)

    def _fields(self, where: _Where, old: Schema, new: Schema) -> Iterator[str]:
        was, now = old.get("properties", {}), new.get("properties", {})
        for name, before in was.items():
            place = where.at(f"/{name}")
            if name not in now:
                yield f"{place.place}: gone"
            else:
                yield from self._schemas(place, before, now[name])
        required_then, required_now = set(old.get("required", ())), set(new.get("required", ()))
        if where.sent:
            yield from (
                f"{where.place}/{name}: required now" for name in sorted(required_now - required_then)
            )
        else:
            lost = sorted((required_then - required_now) & now.keys())
            yield from (f"{where.place}/{name}: may be absent now" for name in lost)

    def _other_fields(self, where: _Where, old: Schema, new: Schema) -> Iterator[str]:
        was, now = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if where.sent and now is False and was is not False:
            yield f"{where.place}: other fields are refused now"
        elif was is not False and not (was is now is True):
            yield from self._schemas(where.at("/*"), was, now)


def _is_elsewhere(line: str, found: list[list[str]]) -> bool:
    """Whether a value that one alternative of an answer has not is another's: they are told apart by it."""
    return VALUE_GONE.search(line) is not None and any(line not in lines for lines in found)


def _values(where: _Where, old: Schema, new: Schema) -> Iterator[str]:
    was, now = _enumerated(old), _enumerated(new)
    if was is None or now is None:
        if where.sent and now is not None:
            yield f"{where.place}: only certain values are taken now"
        if not where.sent and was is not None:
            yield f"{where.place}: any value is possible now"
        return
    yield from (f"{where.place}: value {each} gone" for each in was if each not in now)
    if not where.sent:
        yield from (f"{where.place}: value {each} is new" for each in now if each not in was)


def _limits(where: _Where, old: Schema, new: Schema) -> Iterator[str]:
    formats = old.get("format"), new.get("format")
    if formats[0] != formats[1] and formats[1 if where.sent else 0] is not None:
        yield f"{where.place}: format {formats[0]} became {formats[1]}"
    if not where.sent:
        return
    tighter = [key for key in LEAST if key in new and new[key] > old.get(key, float("-inf"))]
    tighter += [key for key in GREATEST if key in new and new[key] < old.get(key, float("inf"))]
    tighter += [key for key in ("pattern", "multipleOf") if key in new and new[key] != old.get(key)]
    if new.get("uniqueItems") and not old.get("uniqueItems"):
        tighter.append("uniqueItems")
    yield from (f"{where.place}: {key} is {new[key]}, was {old.get(key)}" for key in tighter)
    if "default" in old and old["default"] != new.get("default"):
        yield f"{where.place}: default is {new.get('default')}, was {old['default']}"


def _enumerated(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    values: list[Any] | None = schema.get("enum")
    return values


def _may_be(narrow: Schema, wide: Schema) -> bool:
    kinds = narrow.get("type"), wide.get("type")
    return kinds[1] is None or kinds[0] == kinds[1] or kinds == ("integer", "number")


def _as_schema(schema: Any) -> Schema:
    if isinstance(schema, bool):
        return ANYTHING if schema else NOTHING
    found: Schema = schema
    return found


def _identity(schema: Schema) -> str:
    return str(schema.get("$ref", id(schema)))


def _variants(document: Document, schema: Schema) -> list[Schema]:
    """The schema as alternatives of one type each."""
    whole = _merged(document, schema)
    for choice in ("anyOf", "oneOf"):
        if choice in whole:
            rest = {key: value for key, value in whole.items() if key != choice}
            return [each for one in whole[choice] for each in _variants(document, {"allOf": [one, rest]})]
    kinds = whole.get("type")
    return [{**whole, "type": kind} for kind in kinds] if isinstance(kinds, list) else [whole]


def _merged(document: Document, schema: Schema) -> Schema:
    """The schema with what it refers to and what it is made of, in one."""
    whole: dict[str, Any] = {}
    for part in _parts(document, schema):
        properties = {**whole.get("properties", {}), **part.get("properties", {})}
        required = sorted({*whole.get("required", ()), *part.get("required", ())})
        whole |= part
        if properties:
            whole["properties"] = properties
        if required:
            whole["required"] = required
    return whole


def _parts(document: Document, schema: Schema) -> Iterable[Schema]:
    if "$ref" in schema:
        yield from _parts(document, _follow(document, schema))
    for part in schema.get("allOf", ()):
        yield from _parts(document, part)
    yield {key: value for key, value in schema.items() if key not in {"$ref", "allOf"}}


def _follow(document: Document, node: Schema | None) -> Schema:
    """What the node refers to, if it is a reference within the document."""
    found: Any = node or {}
    while "$ref" in found:
        path = found["$ref"].removeprefix("#/").split("/")
        found = document
        for step in path:
            found = found[step.replace("~1", "/").replace("~0", "~")]
    followed: Schema = found
    return followed


def _parameters(document: Document, item: Schema, operation: Schema) -> dict[str, Schema]:
    listed = [*item.get("parameters", ()), *operation.get("parameters", ())]
    followed = [_follow(document, each) for each in listed]
    return {f"{each['in']} {each['name']}": each for each in followed}


def _rights(document: Document, operation: Schema) -> list[dict[str, set[str]]]:
    """What a client needs, as alternatives: scopes by the kind of credential, whatever it is called."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    alternatives = operation.get("security", document.get("security", [])) or [{}]
    return [
        {_credential(schemes[name]): set(scopes) for name, scopes in each.items()} for each in alternatives
    ]


def _credential(scheme: Schema) -> str:
    if scheme["type"] in ONE_TOKEN:
        return "http bearer"
    return " ".join(str(scheme[key]) for key in ("type", "scheme", "in", "name") if key in scheme)


def _told(wanted: Mapping[str, set[str]]) -> str:
    return " and ".join(" ".join((name, *sorted(scopes))) for name, scopes in wanted.items())


def _suffices(held: Mapping[str, set[str]], wanted: Mapping[str, set[str]]) -> bool:
    return all(name in held and scopes <= held[name] for name, scopes in wanted.items())

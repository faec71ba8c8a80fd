"""Each kind of change, one at a time, on a small contract: what breaks is named, the rest is let through."""

from copy import deepcopy
from typing import Any

import pytest

from tests.contract.breaking import breaking_changes

Path = tuple[str | int, ...]

PERSON: dict[str, Any] = {
    "type": "object",
    "required": ["name", "state"],
    "properties": {
        "name": {"type": "string", "maxLength": 20},
        "born_on": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "state": {"$ref": "#/components/schemas/State"},
        "friends": {"type": "array", "maxItems": 9, "items": {"$ref": "#/components/schemas/Person"}},
        "marks": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
}
CONTRACT: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/people/{id}": {
            "parameters": [{"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}],
            "put": {
                "operationId": "record_person",
                "security": [{"token": ["write"]}],
                "parameters": [
                    {
                        "in": "query",
                        "name": "size",
                        "schema": {"type": "integer", "minimum": 1, "maximum": 9, "default": 5},
                    },
                    {"$ref": "#/components/parameters/Why"},
                    {
                        "in": "query",
                        "name": "of",
                        "schema": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    },
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Person"}}}
                },
                "responses": {
                    "200": {
                        "headers": {"ETag": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Person"}}},
                    },
                    "404": {"content": {"application/problem+json": {"schema": {"type": "object"}}}},
                },
            },
        }
    },
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "parameters": {"Why": {"in": "header", "name": "Why", "schema": {"type": "string"}}},
        "schemas": {"Person": PERSON, "State": {"type": "string", "enum": ["here", "gone"]}},
    },
}
ITEM: Path = ("paths", "/people/{id}")
PUT: Path = (*ITEM, "put")
SIZE: Path = (*PUT, "parameters", 0)
OK: Path = (*PUT, "responses", "200")
FIELDS: Path = ("components", "schemas", "Person", "properties")
STATES: Path = ("components", "schemas", "State", "enum")
GONE = object()
BODY = "PUT /people/{id}: body"
ANSWER = "PUT /people/{id}: answer 200"


def changed(at: Path, value: Any) -> dict[str, Any]:
    """The small contract with another value there, or without that."""
    contract = deepcopy(CONTRACT)
    node: Any = contract
    for step in at[:-1]:
        node = node[step]
    if value is GONE:
        del node[at[-1]]
    else:
        node[at[-1]] = value
    return contract


def field(name: str, value: Any) -> tuple[Path, Any]:
    return (*FIELDS, name), value


BREAKS: dict[str, tuple[tuple[Path, Any], list[str]]] = {
    "a path goes": ((ITEM, GONE), ["PUT /people/{id}: gone"]),
    "an operation goes": ((PUT, GONE), ["PUT /people/{id}: gone"]),
    "an operation is renamed": (
        ((*PUT, "operationId"), "record_human"),
        ["PUT /people/{id}: operationId record_person became record_human"],
    ),
    "a parameter goes": (((*PUT, "parameters", 1), GONE), ["PUT /people/{id}: header Why: gone"]),
    "a parameter is required": (((*SIZE, "required"), True), ["PUT /people/{id}: query size: required now"]),
    "a referred parameter is required": (
        (("components", "parameters", "Why", "required"), True),
        ["PUT /people/{id}: header Why: required now"],
    ),
    "a new parameter is required": (
        ((*ITEM, "parameters", 0), {"in": "path", "name": "key", "required": True, "schema": {}}),
        ["PUT /people/{id}: path id: gone", "PUT /people/{id}: path key: required now"],
    ),
    "a parameter's range shrinks": (
        ((*SIZE, "schema"), {"type": "integer", "minimum": 2, "maximum": 8, "default": 5}),
        [
            "PUT /people/{id}: query size: minimum is 2, was 1",
            "PUT /people/{id}: query size: maximum is 8, was 9",
        ],
    ),
    "a default changes": (
        ((*SIZE, "schema", "default"), 9),
        ["PUT /people/{id}: query size: default is 9, was 5"],
    ),
    "a parameter's type changes": (
        ((*SIZE, "schema", "type"), "string"),
        ["PUT /people/{id}: query size: no longer takes integer"],
    ),
    "a parameter gets a pattern": (
        ((*ITEM, "parameters", 0, "schema", "pattern"), "^a"),
        ["PUT /people/{id}: path id: pattern is ^a, was None"],
    ),
    "a parameter gets a format": (
        ((*ITEM, "parameters", 0, "schema", "format"), "uuid"),
        ["PUT /people/{id}: path id: format None became uuid"],
    ),
    "a list that is sent must be without doubles": (
        ((*FIELDS, "friends", "uniqueItems"), True),
        [f"{BODY}/friends: uniqueItems is True, was None"],
    ),
    "a body is required": (
        ((*PUT, "requestBody", "required"), True),
        ["PUT /people/{id}: body: required now"],
    ),
    "a body's media type goes": (
        ((*PUT, "requestBody", "content"), {"text/csv": {}}),
        ["PUT /people/{id}: body: application/json gone"],
    ),
    "a field goes": (field("born_on", GONE), [f"{BODY}/born_on: gone", f"{ANSWER}/born_on: gone"]),
    "a field is required of the client": (
        (("components", "schemas", "Person", "required"), ["name", "state", "born_on"]),
        [f"{BODY}/born_on: required now"],
    ),
    "a field may be absent from the answer": (
        (("components", "schemas", "Person", "required"), ["name"]),
        [f"{ANSWER}/state: may be absent now"],
    ),
    "a field's type changes": (
        field("name", {"type": "integer"}),
        [f"{BODY}/name: no longer takes string", f"{ANSWER}/name: may now be integer"],
    ),
    "a field's format changes": (
        ((*FIELDS, "born_on", "anyOf", 0, "format"), "date-time"),
        [
            f"{BODY}/born_on: format date became date-time",
            f"{ANSWER}/born_on: format date became date-time",
        ],
    ),
    "a field that is sent may no longer be null": (
        field("born_on", {"type": "string", "format": "date"}),
        [f"{BODY}/born_on: no longer takes null"],
    ),
    "a field of the answer may be null": (
        field("name", {"type": ["string", "null"], "maxLength": 20}),
        [f"{ANSWER}/name: may now be null"],
    ),
    "a text that is sent must be shorter": (
        ((*FIELDS, "name", "maxLength"), 19),
        [f"{BODY}/name: maxLength is 19, was 20"],
    ),
    "a value goes": (
        (STATES, ["here"]),
        [f"{BODY}/state: value gone gone", f"{ANSWER}/state: value gone gone"],
    ),
    "a value goes from every alternative": (
        (
            (*OK, "content", "application/json", "schema"),
            {
                "oneOf": [
                    {
                        **PERSON,
                        "properties": PERSON["properties"] | {"state": {"type": "string", "const": "here"}},
                    }
                ]
                * 2
            },
        ),
        [f"{ANSWER}/state: value gone gone"],
    ),
    "a value comes into answers": ((STATES, ["here", "gone", "new"]), [f"{ANSWER}/state: value new is new"]),
    "any value comes into answers": (
        (("components", "schemas", "State"), {"type": "string"}),
        [f"{ANSWER}/state: any value is possible now"],
    ),
    "only certain values are taken": (
        ((*FIELDS, "name", "enum"), ["Ada", "Alan"]),
        [f"{BODY}/name: only certain values are taken now"],
    ),
    "an item's type changes": (
        ((*FIELDS, "friends", "items"), {"type": "string"}),
        [f"{BODY}/friends/*: no longer takes object", f"{ANSWER}/friends/*: may now be string"],
    ),
    "a map's values change": (
        ((*FIELDS, "marks", "additionalProperties"), {"type": "number"}),
        [f"{ANSWER}/marks/*: may now be number"],
    ),
    "other fields are refused": (
        (("components", "schemas", "Person", "additionalProperties"), False),
        [f"{BODY}: other fields are refused now"],
    ),
    "a status goes": (((*PUT, "responses", "404"), GONE), ["PUT /people/{id}: answer 404: gone"]),
    "an answer's media type goes": (
        ((*OK, "content"), {"text/csv": {}}),
        ["PUT /people/{id}: answer 200: application/json gone"],
    ),
    "an answer's header goes": (((*OK, "headers"), {}), ["PUT /people/{id}: answer 200: header ETag: gone"]),
    "another scope is needed": (
        ((*PUT, "security"), [{"token": ["write", "admin"]}]),
        ["PUT /people/{id}: other rights are needed: http bearer admin write"],
    ),
    "another credential is needed": (
        (("components", "securitySchemes", "token"), {"type": "apiKey", "in": "header", "name": "Key"}),
        ["PUT /people/{id}: other rights are needed: apiKey header Key write"],
    ),
}

HARMLESS: dict[str, tuple[Path, Any]] = {
    "a path comes": (("paths", "/new"), {"get": {"operationId": "x", "responses": {}}}),
    "an operation comes": ((*ITEM, "get"), {"operationId": "x", "responses": {}}),
    "an optional parameter comes": ((*PUT, "parameters", 1), {**CONTRACT["components"]["parameters"]["Why"]}),
    "a range grows": ((*SIZE, "schema", "maximum"), 10),
    "a bound goes": ((*FIELDS, "name"), {"type": "string"}),
    "a parameter takes more types": ((*SIZE, "schema", "type"), ["integer", "string"]),
    "a parameter is no longer said to be null": ((*PUT, "parameters", 2, "schema"), {"type": "string"}),
    "an integer that is sent may be any number": ((*SIZE, "schema", "type"), "number"),
    "an optional field comes": field("nick", {"type": "string"}),
    "a status comes": ((*PUT, "responses", "429"), {"description": "slower"}),
    "a media type comes": ((*OK, "content", "text/csv"), {}),
    "a header comes": ((*OK, "headers", "Age"), {"schema": {"type": "integer"}}),
    "a scope is no longer needed": ((*PUT, "security"), [{"token": []}]),
    "nothing is needed any more": ((*PUT, "security"), []),
    "another credential will do too": ((*PUT, "security"), [{"other": []}, {"token": ["write"]}]),
    "a scheme of the same token is named differently": (
        ("components", "securitySchemes", "token"),
        {"type": "oauth2", "flows": {}},
    ),
    "words change": ((*PUT, "summary"), "Say who somebody is"),
    "an answer is one of several, told apart by their state": (
        (*OK, "content", "application/json", "schema"),
        {
            "oneOf": [
                {**PERSON, "properties": PERSON["properties"] | {"state": {"type": "string", "const": each}}}
                for each in ("here", "gone")
            ]
        },
    ),
    "a schema is written out in place of a reference": (
        (*OK, "content", "application/json", "schema"),
        {"allOf": [{"$ref": "#/components/schemas/Person"}]},
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_breaks_a_client_is_named(name: str) -> None:
    (at, value), expected = BREAKS[name]
    assert breaking_changes(CONTRACT, changed(at, value)) == expected


@pytest.mark.parametrize("name", HARMLESS)
def test_what_breaks_nobody_passes(name: str) -> None:
    new = changed(*HARMLESS[name])
    new["components"]["securitySchemes"].setdefault("other", {"type": "apiKey", "in": "header", "name": "K"})
    assert breaking_changes(CONTRACT, new) == []


def test_nothing_of_the_real_contract_goes_unnoticed(contract: dict[str, Any]) -> None:
    """Every operation taken away, and of every twentieth schema its first field: each compares all of it."""
    assert breaking_changes(contract, contract) == []
    gone = [f"{method.upper()} {path}: gone" for path, item in contract["paths"].items() for method in item]
    assert sorted(breaking_changes(contract, {**contract, "paths": {}})) == sorted(gone)

    old = deepcopy(contract)
    for item in old["paths"].values():
        for operation in item.values():
            few = {key: value for key, value in operation["responses"].items() if key < "300" or key == "401"}
            operation["responses"] = few  # the other refusals look like this one
    for name, schema in list(old["components"]["schemas"].items())[::20]:
        fields = schema.get("properties", {})
        for first in list(fields)[:1]:
            rest = {key: value for key, value in fields.items() if key != first}
            schemas = {**old["components"]["schemas"], name: {**schema, "properties": rest}}
            new = {**old, "components": {**old["components"], "schemas": schemas}}
            assert any(line.endswith(f"/{first}: gone") for line in breaking_changes(old, new)), name

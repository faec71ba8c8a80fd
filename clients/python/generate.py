"""Write the client's two generated modules: what the contract's schemas are, and its operations.

    python clients/python/generate.py           writes them anew
    python clients/python/generate.py --check   fails where they are not current

Standard library only. What a schema says that Python's types cannot, such as a longest length, is left to the
service, which names the field and the rule.
"""

import json
import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill, indent
from typing import Any

HERE = Path(__file__).resolve().parent
CONTRACT = HERE.parents[1] / "openapi" / "openapi.json"
PACKAGE = HERE / "src" / "attune_client"
WIDTH = 110
Json = dict[str, Any]
PLAIN = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "object": "dict[str, Any]",
}
HEADERS = {"Attune-Purpose": "purpose", "Idempotency-Key": "idempotency_key", "If-Match": "if_match"}
"""Those that a call may be given. `If-None-Match` of a read is the client's own affair."""


def type_of(schema: Json, prefix: str = "") -> str:  # noqa: PLR0911 (one for each kind of schema)
    """The Python type of what the schema describes."""
    if "$ref" in schema:
        return prefix + class_name(schema["$ref"].rsplit("/", 1)[-1])
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " | ".join(dict.fromkeys(type_of(each, prefix) for each in schema[choice]))
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        return f"Literal[{', '.join(json.dumps(each) for each in values)}]"
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(type_of({**schema, "type": each}, prefix) for each in kind)
    if kind == "array":
        return f"list[{type_of(schema.get('items', {}), prefix)}]"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"dict[str, {type_of(schema['additionalProperties'], prefix)}]"
    return PLAIN.get(str(kind), "Any")


def class_name(name: str) -> str:
    return re.sub(r"\W", "_", name).strip("_")


def identifier(name: str) -> str:
    plain = re.sub(r"\W", "_", name.lower()).strip("_")
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def docstring(text: str, margin: str = "    ") -> str:
    words = " ".join(text.replace("\\", "\\\\").replace('"""', "'''").split())
    words += " " if words.endswith('"') else ""
    return indent(fill(f'"""{words}"""', WIDTH - len(margin), break_long_words=False), margin)


def models(contract: Json) -> Iterator[str]:
    yield '"""What travels, by the names of the contract\'s schemas. Generated: `make client`."""\n'
    yield "from __future__ import annotations\n"
    yield "from typing import Any, Literal, NotRequired, TypeAlias, TypedDict\n"
    schemas = contract["components"]["schemas"]
    # What is made of others comes last: names in annotations are looked up late, those of an alias at once.
    for is_made_of_others in (False, True):
        for name, schema in schemas.items():
            if "properties" not in schema and ("oneOf" in schema or "anyOf" in schema) is is_made_of_others:
                yield f"{class_name(name)}: TypeAlias = {type_of(schema)}"
                if "description" in schema:
                    yield docstring(schema["description"], "")
        for name, schema in schemas.items():
            if "properties" in schema and not is_made_of_others:
                yield from model(class_name(name), schema)


def model(name: str, schema: Json) -> Iterator[str]:
    """A TypedDict; in its other notation where a field's name is none in Python."""
    required = set(schema.get("required", ()))
    fields = {
        key: type_of(each) if key in required else f"NotRequired[{type_of(each)}]"
        for key, each in schema["properties"].items()
    }
    if not all(key.isidentifier() and not keyword.iskeyword(key) for key in fields):
        yield f"\n{name} = TypedDict(\n    {json.dumps(name)},\n    {{"
        yield from (f"        {json.dumps(key)}: {json.dumps(value)}," for key, value in fields.items())
        yield "    },\n)"
        return
    yield f"\n\nclass {name}(TypedDict):"
    if "description" in schema:
        yield docstring(schema["description"]) + "\n"
    for key, value in fields.items():
        yield f"    {key}: {value}"
        if "description" in schema["properties"][key]:
            yield docstring(schema["properties"][key]["description"])


def calls(contract: Json) -> Iterator[str]:
    yield '"""A function for each operation: a call that a client asks. Generated: `make client`."""\n'
    yield "from __future__ import annotations\n"
    yield "from typing import TYPE_CHECKING, Any, Literal\n"
    yield "from attune_client.call import Call, Paged, called\n"
    yield "if TYPE_CHECKING:  # making five hundred types takes longer than asking"
    yield "    from attune_client import models"
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            yield from call(contract, method.upper(), path, operation)


def call(contract: Json, method: str, path: str, operation: Json) -> Iterator[str]:
    listed = [resolved(contract, each) for each in operation.get("parameters", ())]
    in_path = [each for each in listed if each["in"] == "path"]
    in_query = [each for each in listed if each["in"] == "query"]
    headers = {each["name"]: HEADERS[each["name"]] for each in listed if each["name"] in HEADERS}
    if method != "GET" and any(each["name"] == "If-None-Match" for each in listed):
        headers["If-None-Match"] = "if_none_match"
    body, body_name = body_of(contract, operation)
    named = [f"{identifier(each['name'])}: {type_of(each['schema'], 'models.')}" for each in in_path]
    optional = [argument(each) for each in in_query] + [
        f"{each}: str | None = None" for each in headers.values()
    ]
    optional.sort(key=lambda each: "=" in each)
    arguments = [*named, *body, *(["*", *optional] if optional else [])]
    answer, reads = answer_of(contract, operation)
    said = operation["summary"].rstrip(".") + ". " + operation.get("description", "")
    yield f"\n\ndef {operation['operationId']}("
    yield from (f"    {each}," for each in arguments)
    yield f") -> {answer}:"
    yield docstring(said)
    kind = "Paged" if answer.startswith("Paged") else "Call"
    filled = ", ".join(f"{json.dumps(each['name'])}: {identifier(each['name'])}" for each in in_path)
    asked = ", ".join(f"{json.dumps(each['name'])}: {identifier(each['name'])}" for each in in_query)
    sent = ", ".join(f"{json.dumps(key)}: {value}" for key, value in headers.items())
    yield f"    return {kind}(\n        *called({json.dumps(method)}, {json.dumps(path)}, {{{filled}}}),"
    yield f"        query={{{asked}}},\n        headers={{{sent}}},"
    yield f"        {body_name}reads={json.dumps(reads)},\n    )"


def argument(parameter: Json) -> str:
    name, kind = identifier(parameter["name"]), type_of(parameter["schema"], "models.")
    return f"{name}: {kind}" if parameter.get("required") else f"{name}: {kind} | None = None"


def body_of(contract: Json, operation: Json) -> tuple[list[str], str]:
    """The arguments that say what is sent, and how they are handed on."""
    if "requestBody" not in operation:
        return [], ""
    content = resolved(contract, operation["requestBody"])["content"]
    if "application/json" in content:
        return [f"body: {type_of(content['application/json']['schema'], 'models.')}"], "body=body, "
    if "application/x-www-form-urlencoded" in content:
        return ["form: dict[str, str]"], "form=form, "
    media = ", ".join(json.dumps(each) for each in content)
    return [
        "content: bytes",
        f"content_type: Literal[{media}]",
    ], "content=content, content_type=content_type, "


def answer_of(contract: Json, operation: Json) -> tuple[str, str]:
    """The call's type, and how its answer is read."""
    kinds: dict[str, None] = {}
    reads, paged = "nothing", ""
    for status, response in operation["responses"].items():
        if not status.startswith("2"):
            continue
        content = resolved(contract, response).get("content", {})
        if "application/json" in content:
            schema = content["application/json"].get("schema", {})
            kinds[type_of(schema, "models.")], reads = None, "json"
            page = resolved(contract, schema).get("properties", {})
            paged = type_of(page["items"]["items"], "models.") if "next_cursor" in page else ""
        elif content:
            reads = "text" if all(each.startswith("text/") for each in content) else "bytes"
            kinds["str" if reads == "text" else "bytes"] = None
        else:
            kinds["None"] = None
    answer = " | ".join(kinds)
    return (f"Paged[{answer}, {paged}]" if paged else f"Call[{answer}]"), reads


def resolved(contract: Json, part: Json) -> Json:
    if "$ref" not in part:
        return part
    found: Any = contract
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return resolved(contract, found)


def main() -> int:
    contract = json.loads(CONTRACT.read_text("utf-8"))
    stale = 0
    for name, lines in (("models.py", models(contract)), ("calls.py", calls(contract))):
        file, text = PACKAGE / name, "\n".join(lines) + "\n"
        if "--check" not in sys.argv:
            file.write_text(text, "utf-8")
        elif not file.exists() or file.read_text("utf-8") != text:
            print(f"{file.name} is not what the contract says: run `make client`")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())

"""Configuration as documentation: every variable in one table, written from the settings themselves."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.settings import COMMAND_VARIABLES, PROJECT, Issuer, Platform, Settings

_HEAD = """\
# Configuration
All of it is environment variables. They are read once, at start. All faults are listed together: the
variable, what is wrong and what the setting means; the service then ends with status 2. A variable that
begins with `ATTUNE_` and is not in these tables is a fault too. Values are never printed.
`attune configuration` writes this page from the code.

`attune serve` needs `ATTUNE_DATABASE_URL` and `ATTUNE_ISSUERS`; `attune db migrate` needs
`ATTUNE_OWNER_DATABASE_URL`. [A university's service](deploying.md) also wants `ATTUNE_PUBLIC_URL`,
`ATTUNE_SIGNING_KEY` (receipts, webhooks and workbooks), `ATTUNE_METRICS_TOKEN`, `ATTUNE_WORKERS`,
`ATTUNE_TRUSTED_PROXIES` behind a proxy, and `ATTUNE_ALLOWED_ORIGINS` for pages of another origin.
"""
_ISSUERS = """
## Issuers
`ATTUNE_ISSUERS` is a JSON list with one object for each identity provider, of these members:
"""
_PLATFORMS = """
## Learning platforms
`ATTUNE_LTI_PLATFORMS` is a JSON list with one object for each learning platform's client, of these members:
"""
_COMMAND_VARIABLES = """
## Read by one command only
"""
_KINDS = {
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "boolean": "`true` or `false`",
}
_TITLES = "| name | default | meaning | allowed |\n| --- | --- | --- | --- |\n"


def as_markdown() -> str:
    elsewhere = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in COMMAND_VARIABLES.items())
    return (
        f"{_HEAD}\n{_table(Settings, 'ATTUNE_')}{_ISSUERS}\n{_table(Issuer, '')}"
        f"{_PLATFORMS}\n{_table(Platform, '')}{_COMMAND_VARIABLES}\n"
        f"| name | meaning |\n| --- | --- |\n{elsewhere}"
    )


def _table(model: type[BaseModel], prefix: str) -> str:
    schemas: dict[str, Any] = model.model_json_schema()["properties"]
    rows = []
    for name, field in model.model_fields.items():
        shown = f"{prefix}{name.upper()}" if prefix else name
        default = "required" if field.is_required() else _default(field.get_default())
        rows.append(f"| `{shown}` | {default} | {field.description} | {_allowed(schemas[name])} |\n")
    return _TITLES + "".join(rows)


def _default(value: object) -> str:
    if isinstance(value, Path):
        return f"`{value.relative_to(PROJECT)}` beside the code"
    if isinstance(value, tuple):
        return ", ".join(f"`{each}`" for each in value) or "none"
    return "none" if value in (None, "") else f"`{value}`"


def _allowed(schema: dict[str, Any]) -> str:
    """What the JSON schema of a setting says, in words."""
    if "$ref" in schema:
        return "an object"
    if "anyOf" in schema:
        return _allowed(next(each for each in schema["anyOf"] if each.get("type") != "null"))
    if "enum" in schema:
        return " or ".join(f"`{each}`" for each in schema["enum"])
    words = _KINDS.get(schema.get("type", ""), "text")
    if schema.get("format") == "path":
        words = "a directory"
    if "pattern" in schema:
        words = f"text like `{schema['pattern']}`"
    if (items := schema.get("items", {})).get("enum"):
        words = f"a list of {_allowed(items)}"
    return words + "".join(
        f", {text} {schema[key]:,}"
        for key, text in (
            ("minimum", "at least"),
            ("exclusiveMinimum", "above"),
            ("maximum", "at most"),
            ("minLength", "length at least"),
        )
        if key in schema
    )

"""docs/disclosure.md says of every answer that counts people how it is kept from telling of one.

The contract says which answers there are: whoever adds one with a number in it is told here to say what it
is. What can be chosen of an answer is held against the contract, too: nobody can cut groups by it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.reading import Json, operations, parameters, resolved, responses

pytestmark = [pytest.mark.row("BY-5"), pytest.mark.row("EX-10")]

OF_ONE = re.compile(r"/v1/(students/\{student_id\}|me)(/|$)|/problems/")
"""Answers about one student, or about no data at all."""
NO_COUNTS = frozenset({
    # When, and which one of several.
    "academic_year", "version", "cut_off_day", "year_of_study", "months", "row",
    # Rules that a person or a profile has set.
    "again_after_days", "amber_from", "green_from", "below", "coefficient", "days", "fewest_days",
    "per_active_day", "per_unit", "review_every_days", "sources.*", "teaching_days", "window_days",
})  # fmt: skip
"""Numbers that count nobody, by their last name."""
FIGURES, NO_FIGURES = "Every answer about groups", "Counts that are no statistics about students"
"""Sections of the page, each with a table."""
_OPERATION, _NAME = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`]*)`"), re.compile(r"`(\w+)`")
_CHILDREN = ("items", "anyOf", "oneOf", "allOf", "prefixItems")


def numbers(contract: Json, schema: Any, name: str = "", within: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of an answer's numbers, and `{}` for what may hold anything."""
    for each in schema if isinstance(schema, list) else ():
        yield from numbers(contract, each, name, within)
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        if schema["$ref"] not in within:
            yield from numbers(contract, resolved(contract, schema), name, (*within, schema["$ref"]))
        return
    kinds = schema["type"] if isinstance(schema.get("type"), list) else [schema.get("type")]
    if {"integer", "number"} & {*kinds}:
        yield name
    if "object" in kinds and schema.keys().isdisjoint({"properties", "allOf"}):
        more = schema.get("additionalProperties", True)
        yield from ["{}"] if more is True else numbers(contract, more, f"{name}.*", within)
    for key, each in schema.get("properties", {}).items():
        yield from numbers(contract, each, key, within)
    for key in _CHILDREN:
        yield from numbers(contract, schema.get(key), name, within)


def counted(contract: Json, operation: Json) -> set[str]:
    """What in its answers may count people; the media type of what is no JSON."""
    found: set[str] = set()
    for status, response in responses(contract, operation):
        for kind, body in response.get("content", {}).items() if status < 300 else ():
            found |= {*numbers(contract, body.get("schema"))} - NO_COUNTS if "json" in kind else {kind}
    return found


def chosen(contract: Json, operation: Json) -> set[str]:
    """The names of what an asker chooses: of the path, the query and the body."""
    names = {each["name"] for each in parameters(contract, operation) if each["in"] in {"path", "query"}}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return names | {*resolved(contract, body).get("properties", {})}


def rows(page: str, section: str) -> dict[str, list[str]]:
    """By operation, the other cells of its row in the section's table."""
    text = page.partition(f"## {section}\n")[2].partition("\n## ")[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    return {" ".join(found): cells[1:] for cells in lines for found in _OPERATION.findall(cells[0])}


@pytest.fixture(scope="module")
def page(project: Path) -> str:
    return (project / "docs" / "disclosure.md").read_text("utf-8")


@pytest.fixture(scope="module")
def known(contract: Json) -> dict[str, Json]:
    """The contract's operations, as the page names them."""
    return {f"{method.upper()} {path}": operation for method, path, operation in operations(contract)}


def test_every_answer_that_may_count_people_has_a_row(
    contract: Json, known: dict[str, Json], page: str
) -> None:
    """How it is kept from telling of one student, or why it need not be."""
    listed = rows(page, FIGURES) | rows(page, NO_FIGURES)
    missing = {
        name: sorted(told)
        for name, operation in known.items()
        if not OF_ONE.match(name.split(" ")[1]) and name not in listed
        if (told := counted(contract, operation))
    }
    assert not missing, "docs/disclosure.md says nothing of these"


def test_every_row_is_of_an_answer_that_there_is_and_says_something(
    known: dict[str, Json], page: str
) -> None:
    figures, others = rows(page, FIGURES), rows(page, NO_FIGURES)
    assert figures.keys() | others.keys() <= known.keys()
    assert figures.keys().isdisjoint(others)
    assert all(all(cells) for cells in (*figures.values(), *others.values()))


def test_figures_can_be_asked_for_by_what_the_page_says_and_by_nothing_else(
    contract: Json, known: dict[str, Json], page: str
) -> None:
    """Whatever an asker can choose could cut a group."""
    figures = rows(page, FIGURES)
    assert len(figures) >= 9
    for name, (_method, _who, choice, _budget) in figures.items():
        assert {*_NAME.findall(choice)} == chosen(contract, known[name]), name

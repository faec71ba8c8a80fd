"""The contract against the one that clients were written for: what breaks them is declared, with a reason."""

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.main import VERSION
from tests.contract.breaking import breaking_changes


@pytest.fixture(scope="module")
def declarations(project: Path) -> dict[str, Any]:
    declared: dict[str, Any] = yaml.safe_load((project / "openapi" / "breaking.yaml").read_text("utf-8"))
    return declared


@pytest.fixture(scope="module")
def released(project: Path) -> dict[str, Any]:
    """The newest released contract, which names its own version."""
    files = (project / "openapi" / "released").glob("*.json")
    newest = max(files, key=lambda file: [int(part) for part in file.stem.split(".")])
    contract: dict[str, Any] = json.loads(newest.read_text("utf-8"))
    assert contract["info"]["version"] == newest.stem
    return contract


@pytest.fixture(scope="module")
def changes(released: dict[str, Any], contract: dict[str, Any]) -> list[str]:
    return breaking_changes(released, contract)


def test_every_breaking_change_is_declared(changes: list[str], declarations: dict[str, Any]) -> None:
    undeclared = [line for line in changes if not any(_fits(line, *each) for each in _declared(declarations))]
    assert not undeclared, "\n".join(
        ("clients break: undo it, or declare it in openapi/breaking.yaml with a reason", *undeclared)
    )


def test_every_declaration_speaks_of_a_change_and_says_why(
    changes: list[str], declarations: dict[str, Any], released: dict[str, Any]
) -> None:
    assert declarations["since"] == released["info"]["version"]
    fitting = {each for each in _declared(declarations) if any(_fits(line, *each) for line in changes)}
    for each in declarations["declared"]:
        assert len(each["reason"].split()) > 3, each
        for pattern in each["operations"]:
            assert any((pattern, change) in fitting for change in each["changes"]), (
                f"nothing is like {pattern}"
            )
        for change in each["changes"]:
            assert any((pattern, change) in fitting for pattern in each["operations"]), f"not so: {change}"


@pytest.mark.parametrize(
    "line",
    [
        "GET /v1/me: answer 200: application/json gone",
        "GET /v1/students: answer 422: gone",
        "GET /v1/students: other rights are needed: http bearer attune:write",
        "POST /v1/events: other rights are needed: http bearer attune:write",
        "POST /v1/events: body/data_as_of: maxProperties is 10, was None",
        "GET /v1/students/{student_id}/dashboard: answer 200/sections/grades/state: may be absent now",
    ],
)
def test_a_declaration_excuses_nothing_but_what_it_says(line: str, declarations: dict[str, Any]) -> None:
    assert not any(_fits(line, *each) for each in _declared(declarations))


def test_the_changelog_knows_what_is_released(project: Path, released: dict[str, Any]) -> None:
    headings = [
        line for line in (project / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("## ")
    ]
    newest = next(each for each in headings if each != "## Unreleased")
    assert newest.split()[1] == released["info"]["version"] == VERSION


def _declared(declarations: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (operation, change)
        for each in declarations["declared"]
        for operation in each["operations"]
        for change in each["changes"]
    ]


def _fits(line: str, operations: str, change: str) -> bool:
    """What changed is declared to the letter; only in the operation does `*` stand for anything."""
    operation, _, changed = line.partition(": ")
    pattern = operations.replace("[", "[[]").replace("?", "[?]")
    return changed == change and fnmatchcase(operation, pattern)

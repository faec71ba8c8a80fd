"""The contract against the one that clients were written for: what breaks them is declared, with a reason."""

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

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
    patterns = [each["change"] for each in declarations["declared"]]
    undeclared = [line for line in changes if not any(_matches(line, each) for each in patterns)]
    assert not undeclared, "\n".join(
        ("clients break: undo it, or declare it in openapi/breaking.yaml with a reason", *undeclared)
    )


def test_every_declaration_speaks_of_a_change_and_says_why(
    changes: list[str], declarations: dict[str, Any], released: dict[str, Any]
) -> None:
    assert declarations["since"] == released["info"]["version"]
    for each in declarations["declared"]:
        assert any(_matches(line, each["change"]) for line in changes), f"nothing is like {each['change']}"
        assert len(each["reason"].split()) > 3, each


def _matches(line: str, pattern: str) -> bool:
    """`*` is the only wildcard: square brackets and question marks stand for themselves."""
    return fnmatchcase(line, pattern.replace("[", "[[]").replace("?", "[?]"))

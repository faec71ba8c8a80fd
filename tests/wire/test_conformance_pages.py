"""The pages on xAPI and Caliper name tests: each is there."""

import ast
import re
from pathlib import Path

from tests.wire.test_guides import tables

STATEMENTS = ("routers/exchange/test_statements", "routers/exchange/test_activity_documents",
              "routers/exchange/test_service_credentials", "systems/test_moodle_statements")  # fmt: skip
CALIPER = ("wire/test_caliper", "wire/test_caliper_rules", "routers/activity/test_caliper")
SUITE_ALONE = "suite alone"


def parsed(module: str) -> ast.Module:
    return ast.parse(Path(f"tests/{module}.py").read_text("utf-8"))


def functions(*modules: str) -> set[str]:
    found = [each for module in modules for each in parsed(module).body]
    return {each.name for each in found if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def labels(*modules: str) -> set[str]:
    """Every text in the modules, among them the names of cases, and the comments above some of them."""
    found = [each for module in modules for each in ast.walk(parsed(module))]
    said = {each.value for each in found if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    source = "".join(Path(f"tests/{module}.py").read_text("utf-8") for module in modules)
    made = {f"no {each}" for each in said}  # of the names of properties that must be there
    return said | made | set(re.findall(r"^ +# \w+: (.*)$", source, re.MULTILINE))


def test_each_test_that_the_page_on_xapi_names_is_there() -> None:
    rows = tables("conformance-xapi.md", "XAPI-", "section", "requirement", "own test", "suite")
    assert len(rows) > 250
    known = {*functions(*STATEMENTS), *(module.rpartition("/")[2] for module in STATEMENTS)}
    said = {name for *_, own, _ in rows for part in own.split("; ") for name in part.split(": ")} - {
        SUITE_ALONE
    }
    assert {name for name in said if not any(name.strip("…") in each for each in known)} == set()


def test_each_test_and_case_that_the_page_on_caliper_names_is_there() -> None:
    rows = tables("caliper.md", "section", "requirement", "test, or why not")
    assert len(rows) > 35
    known, cases = functions(*CALIPER), labels(*CALIPER)
    for *_, requirement, test in rows:
        named = re.findall(r"`(test_\w+)(…?)`", test)
        assert all(
            any(each == name or (more and each.startswith(name)) for each in known) for name, more in named
        )
        assert set(re.findall(r'"([^"]+)"', test)) <= cases, requirement

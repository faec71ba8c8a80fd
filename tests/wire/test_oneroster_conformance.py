"""OneRoster, requirement by requirement: the page has every rule and column, and each its test."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from app.wire.oneroster import parse_package
from app.wire.oneroster_references import find_faults
from app.wire.oneroster_tables import TABLES, Column, Kind
from tests.wire import test_oneroster as rules
from tests.wire.oneroster_package import Tables, everything, files
from tests.wire.test_guides import UNQUOTED, tables

PAGE = "conformance-oneroster.md"
MODULES = ("wire/test_oneroster", "wire/test_oneroster_conformance", "jobs/test_import_oneroster",
           "routers/exchange/test_imports")  # fmt: skip
CASES: list[Mapping[str, object]] = [
    rules.CELLS,
    rules.DELTA,
    rules.FILES,
    rules.ARCHIVES,
    rules.TAKEN_FILES,
    rules.TAKEN_ROWS,
]
LABELS = [label for each in CASES for label in each]
NOT_HERE = "not here: "


def requirements() -> list[list[str]]:
    return tables(PAGE, "section", "requirement", "here", "test")


def functions(module: str) -> set[str]:
    parsed = ast.parse(Path(f"tests/{module}.py").read_text("utf-8"))
    return {each.name for each in parsed.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_requirement_has_a_test_that_there_is_or_says_why_not() -> None:
    known = {name for module in MODULES for name in functions(module)}
    assert len(requirements()) > 50
    for section, requirement, _, test in requirements():
        cases, named = re.findall(r'"([^"]+)"', test), re.findall(r"`(test_\w+)`", test)
        assert set(cases) <= set(LABELS), (section, requirement)
        assert set(named) <= known, (section, requirement)
        assert cases or named or test.startswith(NOT_HERE), (section, requirement)


def test_every_case_is_some_requirements() -> None:
    assert len(LABELS) == len(set(LABELS))
    said = {label for *_, test in requirements() for label in re.findall(r'"([^"]+)"', test)}
    assert set(LABELS) - said == set()


class Said(NamedTuple):
    """A row of the page's columns."""

    section: str
    file: str
    column: str
    required: str
    format: str
    what: str


@cache
def said_of(file: str) -> list[Said]:
    rows = [Said(*each) for each in tables(PAGE, "section", "file", "column", "required", "format", "what")]
    return [each for each in rows if each.file == f"`{file}.csv`"]


KINDS = {
    "GUID Reference": Kind.IDENTIFIER, "String": Kind.TEXT, "ID": Kind.TEXT, "Enumeration": Kind.TEXT,
    "Date": Kind.DATE, "Year": Kind.YEAR, "Float": Kind.NUMBER, "Integer": Kind.WHOLE_NUMBER,
    "Boolean": Kind.TRUTH,
}  # fmt: skip
"""By the binding's names."""
FORMS = {"each of the form {type:id}": Kind.USER_IDS, "each of the form {value:value}": Kind.PAIRS}


def read(said: Said) -> Column:
    """The column as the page has it."""
    named = UNQUOTED.findall(said.what)
    many = "List" in said.format
    one = said.format.removeprefix("List of ").removesuffix(" List").removesuffix("s")
    kind = FORMS.get(said.what, Kind.TRUTH if named == ["true", "false"] else KINDS[one])
    refers = named[0].removesuffix(".csv") if kind is Kind.IDENTIFIER else None
    words = [] if refers or kind is Kind.TRUTH else [each for each in named if each != "ext:…"]
    more = "ext:…" in named or not words
    name = said.column.strip("`")
    return Column(name, kind, said.required == "yes", many, tuple(words), more, refers)


@pytest.mark.parametrize("file", TABLES)
def test_every_column_is_on_the_page_in_its_order_and_with_its_rules(file: str) -> None:
    assert [read(each) for each in said_of(file)] == list(TABLES[file].own)


BAD: Mapping[Kind, str] = {
    Kind.IDENTIFIER: "no identifier", Kind.DATE: "2018-13-01", Kind.YEAR: "18", Kind.NUMBER: "1,5",
    Kind.WHOLE_NUMBER: "1.5", Kind.TRUTH: "True", Kind.USER_IDS: "{vle}", Kind.PAIRS: "{A:B:C}",
}  # fmt: skip
"""What no cell of the kind may hold. Any text is one."""
WORDS: Mapping[Kind, str] = {
    Kind.IDENTIFIER: "must be 1 to 255 of the characters", Kind.DATE: "must be a date",
    Kind.YEAR: "must be a year",
    Kind.NUMBER: "must be a number", Kind.WHOLE_NUMBER: "must be a whole number",
    Kind.TRUTH: "must be true or false", Kind.USER_IDS: "must be of the form {type:id}",
    Kind.PAIRS: "must be of the form {value:value}",
}  # fmt: skip


def trials(column: Column) -> Iterator[tuple[str, str | None]]:
    """What to put into a cell, and how the rule begins that it breaks; None: it breaks none."""
    yield "", "must not be empty" if column.required else None
    if column.kind in BAD:
        yield BAD[column.kind], WORDS[column.kind]
    for word in column.words:
        yield word, None
        yield word.upper(), "must be one of"
    if column.words:
        yield "ext:other", None if column.extensible else "must be one of"
    if column.many and column.words:
        yield f"{column.words[0]},nobody", "must be one of"


def faults(given: Tables) -> list[tuple[str, str]]:
    _, found = parse_package(files(given))
    return [(each.pointer, each.detail) for each in found]


@pytest.mark.parametrize("file", TABLES)
def test_every_cell_of_every_column_is_held_to_its_format(file: str) -> None:
    for column in map(read, said_of(file)):
        for text, rule in trials(column):
            given = {file: everything()[file]}
            given[file][0][column.name] = text
            found = faults(given)
            if rule is None:
                assert found == [], (column.name, text)
            else:
                [(pointer, detail)] = found
                assert pointer == f"/{file}.csv/2/{column.name}", (column.name, text)
                assert detail.startswith(rule), (column.name, text)


REFERENCES = [(name, each) for name in TABLES for each in map(read, said_of(name)) if each.refers is not None]


@pytest.mark.parametrize(("file", "column"), REFERENCES, ids=lambda each: getattr(each, "name", each))
def test_every_reference_of_a_bulk_file_leads_to_a_row_of_the_package(file: str, column: Column) -> None:
    given = everything()
    given[file][0][column.name] = "nobody"
    package, found = parse_package(files(given))
    assert package is not None
    assert found == []
    told = {(each.pointer, each.detail) for each in find_faults(package)}
    assert (f"/{file}.csv/2/{column.name}", f"{column.refers}.csv has no such sourcedId") in told

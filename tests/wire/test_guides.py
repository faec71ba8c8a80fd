"""The connection guides say what is mapped, ignored and read; here their tables are held against the code."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from app.profiles.caliper import CaliperEntry
from app.wire import oneroster_ignored, oneroster_roster, udd_codes, udd_roster
from app.wire.mapped import Known, Mapped
from app.wire.oneroster import parse_package
from app.wire.oneroster_tables import TABLES
from app.wire.udd import parse_delivery
from app.wire.udd_deliveries import to_items
from app.wire.udd_registrations import Rules
from app.wire.udd_tables import ENTITIES
from tests.wire import oneroster_package, udd_delivery

LEVELS = ("undergraduate", "postgraduate_taught", "postgraduate_research")
UNQUOTED = re.compile(r"`([^`]+)`")


def tables(document: str, *header: str) -> list[list[str]]:
    """The cells of every row under such a header."""
    found, inside = [], False
    for line in (Path("docs") / document).read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells == list(header):
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not cells[0].startswith("---"):
            found.append(cells)
    return found


def becomes(document: str) -> dict[str, set[str]]:
    """By file: the nouns of the roster and of deliveries that it becomes."""
    rows = tables(document, "file", "becomes", "how")
    return {file.strip("`"): set(filter(None, nouns.split(", "))) for file, nouns, _ in rows}


def made(mapped: Mapped) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for noun, places in mapped.places.items():
        for file, _ in places:
            found.setdefault(file, set()).add(noun)
    return found


def not_kept(document: str, columns: str) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    files = {file.strip("`"): why for file, why in tables(document, "file", "why")}
    rows = tables(document, "file", columns, "why")
    return files, {
        (file.strip("`"), each): why for file, some, why in rows for each in UNQUOTED.findall(some)
    }


def test_the_guide_to_oneroster_says_what_becomes_what() -> None:
    package, _ = parse_package(oneroster_package.files(oneroster_package.tables()))
    assert package is not None
    mapped = oneroster_roster.to_roster(package, Known(LEVELS), LEVELS[0], lambda day: day.year)
    said = becomes("oneroster.md")
    assert {file: nouns for file, nouns in said.items() if nouns} == made(mapped)
    assert said.keys() | {f"{name}.csv" for name in oneroster_ignored.FILES} == {
        f"{name}.csv" for name in TABLES
    }


def test_the_guide_to_oneroster_says_what_is_not_kept_and_which_own_columns_are_read() -> None:
    files, columns = not_kept("oneroster.md", "column")
    assert files == {f"{name}.csv": why for name, why in oneroster_ignored.FILES.items()}
    assert columns == {(f"{name}.csv", each): why for (name, each), why in oneroster_ignored.COLUMNS.items()}
    own = {
        (file.strip("`"), name.strip("`"))
        for file, name, _ in tables("oneroster.md", "file", "column", "what it says")
    }
    assert own == {
        (f"{name}.csv", each) for name, some in oneroster_roster.OWN_COLUMNS.items() for each in some
    }


def test_the_guide_to_udd_says_what_becomes_what() -> None:
    given = udd_delivery.delivery()
    given["staffmoduleinstance"] = [{"STAFF_ID": "t1", "MOD_INSTANCE_ID": "LAW1-17"}]
    given["studentmoduleinstance"][0]["MOD_CREDITS_ACHIEVED"] = "20"
    delivery, _ = parse_delivery(udd_delivery.files(given))
    rules = Rules(
        lambda year: (date(year, 8, 1), date(year + 1, 8, 1)), ("personal_tutor",), knows_visas=True
    )
    mapped = udd_roster.to_roster(delivery, Known(LEVELS), rules)
    items = to_items(delivery, set(), mapped)
    found = made(mapped)
    for noun in ("sessions", "attendance", "marks"):
        for (file, _), _ in getattr(items, noun):
            found.setdefault(file, set()).add(noun)
    said = becomes("udd.md")
    assert {file: nouns for file, nouns in said.items() if nouns} == found
    assert said.keys() | {f"{name}.tsv" for name in udd_codes.FILES} == {f"{name}.tsv" for name in ENTITIES}


def test_the_guide_to_udd_says_what_is_not_kept() -> None:
    files, columns = not_kept("udd.md", "columns")
    assert files == {f"{name}.tsv": why for name, why in udd_codes.FILES.items()}
    assert columns == {(f"{name}.tsv", each): why for (name, each), why in udd_codes.COLUMNS.items()}


@pytest.mark.parametrize("document", ["oneroster.md", "udd.md"])
def test_a_guides_commands_are_there(document: str) -> None:
    verb = document.removesuffix(".md")
    assert f"$ attune import {verb} " in (Path("docs") / document).read_text("utf-8")


def test_the_example_in_the_guide_to_caliper_is_an_entry() -> None:
    text = Path("docs/caliper.md").read_text("utf-8")
    [example] = re.findall(r"```yaml\n(caliper:.*?)```", text, re.DOTALL)
    entry = CaliperEntry.model_validate(yaml.safe_load(example)["caliper"])
    entry.check_kinds({"vle": {rule.kind for rule in entry.events}})
    with pytest.raises(ValueError, match="vle has no events of the kind logged_in"):
        entry.check_kinds({"vle": {"viewed"}})

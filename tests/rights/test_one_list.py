"""Every table has its place: in a copy, in an erasure, in retention, and so in the processing register.

Whoever adds a table is told here what is still to be said of it.
"""

import pytest
from sqlalchemy import Table

from app.actions.governance.processing_register import register_of
from app.profiles.model import read_profile
from app.retention.rules import Category
from app.rights.page import in_words
from app.settings import PROJECT
from app.store.governance import erasure_rules
from app.store.governance.copy_contents import BESIDES, LEFT_OUT, NOT_ABOUT_STUDENTS, parts
from app.store.governance.retention_tables import APART, CATEGORY_OF, NO_RULE, TABLES
from app.store.tables import METADATA


def names_a_person(table: Table) -> bool:
    """By a column of its own, or by whomever a key of it leads to."""
    keys = {each.column.table.name for each in table.foreign_keys}
    return bool({"student_id", "staff_id"} & set(table.columns.keys()) or {"students", "staff"} & keys)


PERSONAL = {table.name for table in METADATA.tables.values() if names_a_person(table)}
"""Tables that say something of a person by themselves."""
NAMES_STAFF = {
    "staff", "teaching", "scoring_trials", "signal_trials", "group_interventions", "saved_cohorts",
    "review_lists", "erasures", "source_proposals", "source_consultations", "governance_reviews",
    "known_inaccuracies", "cohort_readings", "prediction_models", "service_credentials", "webhooks",
}  # fmt: skip
"""They name staff for what they do at work, and stay as long as that does."""


@pytest.mark.parametrize("table", sorted(METADATA.tables))
def test_every_table_has_its_place_everywhere(table: str) -> None:
    copied = table in {each.name for each in parts()} | LEFT_OUT.keys() | BESIDES.keys()
    assert copied or table in NOT_ABOUT_STUDENTS, "say in copy_contents.py whether a copy holds it"
    assert not copied or table in erasure_rules.RULES, "say in erasure_rules.py what an erasure does with it"
    assert (table in CATEGORY_OF) != (table in NO_RULE), "say in retention_tables.py how long it is kept"
    assert not copied or table in CATEGORY_OF, "it is about students: it needs a rule of retention"
    if table in PERSONAL and table not in NAMES_STAFF:
        assert table in CATEGORY_OF, "it is about a person: it needs a rule of retention"


def test_whatever_is_named_is_a_table_and_named_once() -> None:
    named = [each for names in TABLES.values() for each in names]
    assert len(named) == len(set(named))
    assert {*named, *NO_RULE} == {*METADATA.tables, *APART}
    assert set(TABLES) == set(Category)
    assert all(each.endswith(".") for each in NO_RULE.values())


@pytest.mark.parametrize("name", ["city", "essex", "exeter", "nottingham", "open_university", "queen_mary"])
def test_every_table_with_personal_data_has_an_entry_of_the_register_an_owner_and_a_basis(name: str) -> None:
    entries = register_of(read_profile(PROJECT / "app" / "profiles", name))
    assert {each.category for each in entries} == set(Category)
    registered = {data for each in entries for data in each.data}
    assert {in_words(each) for each in CATEGORY_OF} == registered
    for each in entries:
        assert each.basis, each
        assert each.owner, each
        assert each.contact, each
        assert each.kept, each


def test_who_is_named_for_their_work_is_no_student() -> None:
    """What such a table says of anybody is what staff did in it; each has a reason to stay."""
    for name in NAMES_STAFF:
        assert name in PERSONAL, name
        assert name in NO_RULE, name
        assert "student_id" not in METADATA.tables[name].columns


def test_the_day_of_every_table_that_is_kept_by_the_day_is_said() -> None:
    """A category that goes by the day needs to know the day of each of its tables."""
    functions = [each.read_text("utf-8") for each in (PROJECT / "migrations" / "functions").glob("*.sql")]
    said = "\n".join(each for each in functions if "attune_retention_day" in each)
    by_relationship = {*TABLES[Category.IDENTITY], *TABLES[Category.CONTACT], "pending_signals", *APART}
    missing = [each for each in CATEGORY_OF if f"when '{each}' then" not in said]
    assert set(missing) <= by_relationship

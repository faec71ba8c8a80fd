"""What an erasure does with each table: every table of the schema has a rule, and rules are of tables."""

from app.rights.exceptions import SAID
from app.store.governance.copy_contents import BESIDES, NOT_ABOUT_STUDENTS
from app.store.governance.erasure_rules import ORDER, RULES, Does, does
from app.store.tables import METADATA

OWNED = {table.name for table in METADATA.tables.values() if "student_id" in table.columns}


def test_every_table_has_a_rule() -> None:
    """One without a `student_id` may hold something of a student all the same: somebody has to look."""
    missing = (OWNED | BESIDES.keys() | {"idempotency_keys"}) - RULES.keys()
    assert missing == set(), "say in app/store/governance/erasure_rules.py what an erasure does with these"
    # Answers kept for repeats are in no copy, and are erased all the same.
    assert RULES.keys() & NOT_ABOUT_STUDENTS.keys() == {"idempotency_keys"}
    assert METADATA.tables.keys() == RULES.keys() | NOT_ABOUT_STUDENTS.keys()


def test_whatever_is_kept_is_kept_under_an_exception() -> None:
    for table, rule in RULES.items():
        kept = rule.does in {Does.KEEP, Does.KEEP_IF_SPONSORED}
        assert kept == (rule.exception is not None), table
        assert rule.why.endswith(".")
    assert {each.exception for each in RULES.values()} - {None} <= SAID.keys()


def test_a_table_that_refers_to_another_comes_before_it() -> None:
    assert set(ORDER) == OWNED - {"students"}
    for table in METADATA.tables.values():
        for key in table.foreign_key_constraints:
            referred = key.referred_table.name
            if {table.name, referred} <= set(ORDER) and table.name != referred:
                assert ORDER.index(table.name) < ORDER.index(referred)


def test_without_anonymity_nothing_is_left_for_figures() -> None:
    assert Does.ANONYMISE not in {does(each, anonymise=False) for each in RULES}

"""What a copy holds: every table of an institution is in it, or is left out for a written reason."""

from app.rights.page import PagePart, render
from app.rights.titles import TITLES
from app.store.governance.copy_contents import (
    BESIDES,
    LEFT_OUT,
    LEFT_OUT_ROWS,
    NOT_ABOUT_STUDENTS,
    OPENED_BY,
    parts,
)
from app.store.governance.retention_tables import APART
from app.store.tables import METADATA

OWNED = {table.name for table in METADATA.tables.values() if "student_id" in table.columns}


def test_every_table_is_covered_or_left_out_for_a_reason() -> None:
    """One without a `student_id` may hold something of a student all the same: somebody has to look."""
    covered = {each.name for each in parts()}
    assert covered == OWNED - LEFT_OUT.keys() | BESIDES.keys()
    unknown = METADATA.tables.keys() - covered - LEFT_OUT.keys() - NOT_ABOUT_STUDENTS.keys()
    assert unknown == set(), "say in app/store/governance/copy_contents.py where these belong"
    assert covered.isdisjoint(NOT_ABOUT_STUDENTS)


def test_whatever_is_named_is_a_table() -> None:
    tables = {*METADATA.tables, *APART}
    for named in (LEFT_OUT, NOT_ABOUT_STUDENTS, LEFT_OUT_ROWS, BESIDES, OPENED_BY, TITLES):
        assert set(named) <= tables
    assert all([*LEFT_OUT.values(), *NOT_ABOUT_STUDENTS.values(), *LEFT_OUT_ROWS.values()])


def test_every_table_of_a_copy_has_a_title_of_its_own() -> None:
    """For people: no part goes by a table's name."""
    named = {each.name for each in parts()} | LEFT_OUT.keys()
    assert named - TITLES.keys() == set(), "say in TITLES what people call these"
    assert len(set(TITLES.values())) == len(TITLES)
    assert [title for title in TITLES.values() if "_" in title or not title[0].isupper()] == []


def test_every_column_of_the_students_rows_is_in() -> None:
    """As it is, or by the name of the member of staff that it refers to."""
    wrong = []
    by_name = {each.name: each.rows.sql for each in parts()}
    for name in OWNED - LEFT_OUT.keys() - LEFT_OUT_ROWS.keys():
        for column in METADATA.tables[name].columns:
            shown = f"t.{column.name}" in by_name[name] or f"= t.{column.name})" in by_name[name]
            if not shown and column.name not in {"institution_id", "student_id"}:
                wrong.append(f"{name}.{column.name}")
    assert wrong == []


def test_what_a_page_shows_can_mark_up_nothing() -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=1>'
    rows = [{hostile: hostile, "list": [hostile, {"of": hostile}], "none": None, "flag": True}]
    page = render(hostile, {hostile: hostile}, [hostile], [PagePart("x", hostile, rows, [hostile])])
    assert "<script" not in page
    assert "<img" not in page
    assert "<td>yes</td>" in page
    assert "Nothing is kept." in render("x", {}, [], [PagePart("x", "x", [])])

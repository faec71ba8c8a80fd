"""Out and back in: whatever people do to a workbook, what they document reaches the right student.

ATTUNE_WORKBOOKS asks for more workbooks than every run of the suite makes; a release is tried with 1,000.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.outreach.case import AttemptOutcome
from app.outreach.ladder import Channel
from app.workbooks import layout, write, write_beside
from app.workbooks.contact import NOTHING, Contact
from app.workbooks.judge import RowOutcome
from app.workbooks.layout import FIRST_ROW, Identity
from tests.workbooks.made import (
    INSTITUTION,
    STAMP,
    TODAY,
    documented,
    edited,
    entering,
    judged,
    line,
    number,
    put,
    report,
    sheet_of,
    student,
    table,
    written,
)

WORKBOOKS = int(os.environ.get("ATTUNE_WORKBOOKS", "240"))  # noqa: TID251 (the edge of the tests)
PARTS = 4
blank = cache(written)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40).map(
    lambda text: text.strip() or None
)
# What a spreadsheet would take for something else.
TRAPS = st.sampled_from(
    [
        "=1+1",
        '=HYPERLINK("https://x.invalid")',
        "+44 20 7040 5060",
        "-1",
        "@all",
        "00123",
        "1e9",
        "12/11",
        "TRUE",
        "two\nlines",
    ]
)
DAYS = st.integers(0, 60).map(lambda days: TODAY - timedelta(days=days))
ANY_TEXT = st.one_of(TEXTS, TRAPS)
CONTACTS = st.one_of(
    st.builds(Contact, st.sampled_from(Channel), st.sampled_from(AttemptOutcome), DAYS, ANY_TEXT, ANY_TEXT),
    st.builds(Contact, by=ANY_TEXT, note=ANY_TEXT),
    st.just(NOTHING),
)


@st.composite
def edits(draw: st.DrawFn, count: int) -> tuple[list[Callable[[Workbook], None]], set[int]]:
    """What somebody does to the sheet once it is filled in, and which students' rows they delete."""
    deleted = draw(st.sets(st.integers(1, count), max_size=2))
    order = draw(st.permutations(range(count)))
    moved = draw(st.lists(st.tuples(st.integers(0, 22), st.integers(0, 22)), max_size=4))
    extra_columns = draw(st.lists(st.tuples(st.integers(0, 23), TEXTS), max_size=2))
    extra_rows = draw(st.lists(st.tuples(st.integers(0, count), TEXTS), max_size=2))
    renamed = draw(st.booleans())
    hidden = draw(st.sets(st.integers(FIRST_ROW + 1, FIRST_ROW + count)))

    def rearrange(book: Workbook) -> None:
        sheet = sheet_of(book)
        head, body = (rows := table(sheet))[:FIRST_ROW], rows[FIRST_ROW:]
        gone = {number(each) for each in deleted}
        body = [body[at] for at in order if body[at][1][0] not in gone]
        for at, text in extra_rows:
            body.insert(at, [(None, "n"), (None, "n"), (text, "s")] + [(None, "n")] * (len(head[0]) - 3))
        rows = [*head, *body]
        for source, target in moved:
            for row in rows:
                row.insert(target, row.pop(source))
        for place, text in extra_columns:
            for at, row in enumerate(rows):
                row.insert(place, (None, "n") if at == 0 else (text, "s"))
        if renamed:
            rows[1] = [(f"Column {at}", "s") for at in range(len(rows[1]))]
            sheet.title = "My list"
        put(sheet, rows)
        for each in hidden:  # as a filter does
            sheet.row_dimensions[each].hidden = True

    return [rearrange], deleted


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[dict[int, Contact], list[Callable[[Workbook], None]], set[int], int]:
    count = draw(st.integers(1, 6))
    contacts = draw(st.dictionaries(st.integers(1, count), CONTACTS, max_size=count))
    rearranged, deleted = draw(edits(count))
    return contacts, rearranged, deleted, count


@pytest.mark.parametrize("part", range(PARTS))  # beside each other, where there are cores for it
@settings(max_examples=WORKBOOKS // PARTS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=filled_in())
def test_what_is_documented_reaches_the_right_student(
    part: int,
    made: tuple[dict[int, Contact], list[Callable[[Workbook], None]], set[int], int],
) -> None:
    assert part < PARTS
    contacts, rearranged, deleted, count = made
    body = edited(blank(count), *(entering(at, each) for at, each in contacts.items()), *rearranged)
    rows = judged(body, count)
    expected = {
        student(at): contact for at, contact in contacts.items() if at not in deleted and contact != NOTHING
    }
    assert {each.student_id: each.contact for each in rows if each.outcome is RowOutcome.ACCEPTED} == expected
    rest = {each.outcome for each in rows if each.student_id not in expected}
    assert rest <= {RowOutcome.UNCHANGED}
    assert len(rows) == count - len(deleted)


@settings(max_examples=100, deadline=None)
@given(st.lists(CONTACTS, min_size=1, max_size=6))
def test_a_workbook_that_nobody_touched_changes_nothing(contacts: list[Contact]) -> None:
    known = {at: each for at, each in enumerate(contacts, 1) if each != NOTHING}
    versions = {at: [documented(1, each)] for at, each in known.items()}
    body = written(len(contacts), known)
    for sent in (body, edited(body)):
        assert {each.outcome for each in judged(sent, len(contacts), versions)} == {RowOutcome.UNCHANGED}


def test_a_workbook_of_before_a_column_was_added_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are under way when the service is brought up to date."""
    for module, names in ((write, ("COLUMNS", "SHOWN")), (write_beside, ("COLUMNS",))):
        for name in names:
            before = tuple(each for each in getattr(layout, name) if each.name != "left_out")
            monkeypatch.setattr(module, name, before)
    body = edited(written(3), entering(2, contact := Contact(note="Since the last release.")))
    monkeypatch.undo()
    assert [each.contact for each in judged(body, 3) if each.outcome is RowOutcome.ACCEPTED] == [contact]


def test_nothing_shows_who_a_row_is_about_but_its_own_columns() -> None:
    """Neither keys nor the hidden sheet hold a student's id, and keys differ from week to week."""
    with ZipFile(BytesIO(written(3))) as archive:
        whole = b"".join(map(archive.read, archive.namelist())).lower()
    assert str(student(1)).encode() not in whole
    assert student(1).hex.encode() not in whole
    weeks = (date(2018, 11, 12), date(2018, 11, 19))
    keys = [STAMP.keys(Identity(INSTITUTION, "SHPS", week), [(student(1), 0)]) for week in weeks]
    assert keys[0][0].split("-")[1] != keys[1][0].split("-")[1]


def test_a_row_has_room_for_what_is_wrapped_in_it_as_not_every_program_makes_it() -> None:
    """LibreOffice drew the lines of one row over the next, and remarks over the columns to fill in."""
    short, long = "Nothing counts.", "Something is known to be wrong. " * 12
    lines = [
        replace(line(at), cells={**line(at).cells, "remarks": each}) for at, each in ((1, short), (2, long))
    ]
    book = load_workbook(BytesIO(write.write(replace(report(lines), rules=[short, long]), STAMP)))
    sheet, about = sheet_of(book), book[layout.ABOUT_SHEET]
    assert sheet.row_dimensions[FIRST_ROW + 1].height is None
    assert sheet.row_dimensions[FIRST_ROW + 2].height == 5 * 15
    assert sheet.cell(FIRST_ROW + 2, layout.COLUMNS.index(layout.REMARKS) + 1).alignment.wrap_text
    heights = {cell.value: about.row_dimensions[cell.row].height for cell in about["B"]}
    assert (heights[short], heights[long]) == (None, 5 * 15)

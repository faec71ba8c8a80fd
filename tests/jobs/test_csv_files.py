"""CSV files: the page about their columns is the code's own, and a template is a file that is read."""

from datetime import date
from pathlib import Path

import pytest

from app.cli.templates import as_markdown, columns, files, roster_files, templates
from app.wire.csv_roster import read_roster
from app.wire.roster import TutorshipRow
from app.wire.typed_csv import TypedFile


def test_the_page_is_the_codes_own() -> None:
    page = Path("docs/csv-files.md").read_text("utf-8")
    assert page == as_markdown(), "run `attune csv-files`"
    assert "| `level` | text | yes |" in page


def test_every_template_is_a_file_that_can_be_read_and_holds_nobody(tmp_path: Path) -> None:
    templates(tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == files().keys()
    for name, row_class in files().items():
        file = TypedFile(tmp_path / f"{name}.csv", row_class)
        assert (list(file.rows()), file.rejects) == ([], [])
    roster = read_roster(tmp_path)
    assert [getattr(roster, name) for name in roster_files()] == [[]] * len(roster_files())


@pytest.mark.parametrize("name", files())
def test_each_column_says_what_stands_in_it(name: str) -> None:
    assert all(each.value for each in columns(files()[name]))


def test_a_tutorship_may_say_of_which_kind_it_is(tmp_path: Path) -> None:
    (tmp_path / "tutorships.csv").write_text(
        "student,staff,starts_on,kind\ns1,t1,2018-09-24,adviser\ns2,t1,2018-09-24,\n"
    )
    kinds = [row.kind for row in read_roster(tmp_path).tutorships]
    assert kinds == ["adviser", None]
    assert TutorshipRow("s1", "t1", date(2018, 9, 24)).kind is None

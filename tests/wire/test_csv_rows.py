"""CSV rows: no file can hurt, and every bad line is named."""

from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.wire.csv_rows import LONGEST_LINE, CsvFile


def read(path: Path, content: bytes, *columns: str) -> tuple[list[tuple[str, ...]], list[tuple[int, str]]]:
    """The good lines' fields, and (line, reason) of the others."""
    path.write_bytes(content)
    file = CsvFile(path, columns or ("a", "b"))
    fields = [line.fields for line in file.lines()]
    return fields, [(reject.line, reject.reason) for reject in file.rejects]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some.csv"


def test_columns_are_read_by_name_in_any_order_and_others_left_aside(path: Path) -> None:
    assert read(path, b"b,x,a\n1,2,3\n") == ([("3", "1")], [])


def test_quotes_byte_order_mark_and_windows_line_ends_are_understood(path: Path) -> None:
    assert read(path, '\ufeff"a","b"\r\n"1, 2","é"\r\n'.encode()) == ([("1, 2", "é")], [])


def test_the_last_line_needs_no_end(path: Path) -> None:
    assert read(path, b"a,b\n1,2") == ([("1", "2")], [])


def test_a_missing_column_refuses_the_file_and_names_it(path: Path) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(path, b"a,c\n1,2\n")
    assert refusal.value.faults[0].pointer == "/some.csv/b"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\n", b'"a\n'])
def test_a_file_without_a_readable_header_is_refused(path: Path, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        read(path, content)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none\.csv: No such file"):
        list(CsvFile(tmp_path / "none.csv", ["a"]).lines())


def test_each_bad_line_is_rejected_with_its_reason_and_the_others_go_on(path: Path) -> None:
    content = b'a,b\n1,2\n\xff,2\n1\n1,2,3\n"1,2\n\x00,2\n\n3,4\n'
    fields, rejects = read(path, content)
    assert fields == [("1", "2"), ("3", "4")]
    assert [line for line, _ in rejects] == [3, 4, 5, 6, 7, 8]
    for (_, reason), said in zip(
        rejects, ["UTF-8", "1 fields", "3 fields", "not CSV", "NUL", "0 fields"], strict=True
    ):
        assert said in reason


def test_a_line_without_end_is_rejected_in_bounded_memory(path: Path) -> None:
    """A file of two gigabytes without a line end: sparse on the disk, and never whole in memory."""
    import resource  # noqa: PLC0415

    with path.open("wb") as file:
        file.write(b"a,b\n1,")
        file.seek(2_000_000_000)
        file.write(b"2\n3,4\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file_read = CsvFile(path, ["a", "b"])
    assert [line.fields for line in file_read.lines()] == [("3", "4")]
    assert file_read.rejects[0].reason == f"the line is longer than {LONGEST_LINE} bytes"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes

"""CSV files: what is written comes back, and nothing in them acts."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest

from app.http.csv_file import csv_text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "|calc", "%0A=1", "\t=1", "\r=1", "\n=1", "\x00=1", "  =1", "\u200b=1"],
)
def test_a_text_that_may_act_stands_behind_an_apostrophe(text: str) -> None:
    (_, (cell,)) = csv.reader(StringIO(csv_text(["x"], [[text]]), newline=""))
    assert cell == f"'{text}"


def test_everything_else_comes_back_as_it_is() -> None:
    texts = ["Ann", 'a "word", and\nanother', "a=b", "", "é", " two "]
    (_, *rows) = csv.reader(StringIO(csv_text(["x"], [[each] for each in texts]), newline=""))
    assert [each[0] if each else "" for each in rows] == texts


def test_figures_days_and_moments_are_written_plainly() -> None:
    moment = datetime(2018, 11, 20, 12, tzinfo=UTC)
    made = csv_text(["a", "b", "c", "d"], [[-1.5, date(2018, 11, 20), moment, None]])
    assert made == "a,b,c,d\r\n-1.5,2018-11-20,2018-11-20T12:00:00+00:00,\r\n"

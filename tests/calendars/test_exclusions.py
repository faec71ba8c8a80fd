"""Exclusions, as arithmetic: days become runs, and a day knows every reason why it is left out."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.calendars.exclusions import Exclusion, ExclusionReason, excluded_days, of_days, reasons_on

DAYS = st.dates(date(2018, 9, 1), date(2019, 7, 31))


@given(st.sets(DAYS, max_size=60))
def test_days_made_into_runs_are_the_same_days(days: set[date]) -> None:
    runs = list(of_days(sorted(days), ExclusionReason.VACATION))
    assert excluded_days(runs) == days
    assert all(earlier.last.toordinal() + 1 < later.first.toordinal() for earlier, later in pairwise(runs))


@given(DAYS, DAYS, DAYS, DAYS)
def test_what_lies_within_a_range_lies_in_both(a: date, b: date, c: date, d: date) -> None:
    whole = Exclusion(min(a, b), max(a, b), ExclusionReason.EXEMPTION)
    inside = whole.within(min(c, d), max(c, d))
    expected = excluded_days([whole]) & excluded_days([Exclusion(min(c, d), max(c, d), whole.reason)])
    assert excluded_days([inside] if inside else []) == expected


def test_a_day_is_excluded_for_each_reason_once_and_in_one_order() -> None:
    day = date(2018, 11, 20)
    listed = [Exclusion(day, day, each) for each in reversed(ExclusionReason)] * 2
    assert reasons_on(day, listed) == list(ExclusionReason)
    assert reasons_on(date(2018, 11, 21), listed) == []

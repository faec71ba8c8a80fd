"""What is due on which day: arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.retention.due import due_on, first_kept, months_after
from app.retention.rules import Rule, Trigger

DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))
RULES = st.builds(Rule, st.sampled_from(Trigger), st.integers(0, 72))
AUGUST = 8


@pytest.mark.parametrize(
    ("trigger", "months", "today", "kept"),
    [
        (Trigger.RECORD, 12, date(2026, 11, 28), date(2025, 11, 29)),
        (Trigger.RECORD, 0, date(2026, 11, 28), date(2026, 11, 29)),
        (Trigger.RECORD, 12, date(2024, 2, 29), date(2023, 3, 1)),
        (Trigger.CLOSING, 1, date(2026, 3, 31), date(2026, 3, 1)),
        (Trigger.RELATIONSHIP_END, 72, date(2026, 8, 1), date(2020, 8, 2)),
        # The year 2024/25 ended with July 2025: a year later it goes, and not a day sooner.
        (Trigger.YEAR_END, 12, date(2026, 7, 31), date(2024, 8, 1)),
        (Trigger.YEAR_END, 12, date(2026, 8, 1), date(2025, 8, 1)),
        (Trigger.YEAR_END, 0, date(2026, 11, 28), date(2026, 8, 1)),
    ],
)
def test_the_first_day_that_is_kept(trigger: Trigger, months: int, today: date, kept: date) -> None:
    assert first_kept(Rule(trigger, months), today, AUGUST) == kept


@given(rule=RULES, day=DAYS, starts=st.integers(1, 12))
def test_a_record_goes_on_the_day_that_is_said_and_not_a_day_sooner(
    rule: Rule, day: date, starts: int
) -> None:
    due = due_on(rule, day, starts)
    assert first_kept(rule, due, starts) > day
    assert first_kept(rule, due - timedelta(days=1), starts) <= day


@given(rule=RULES, day=DAYS, starts=st.integers(1, 12))
def test_what_is_due_stays_due(rule: Rule, day: date, starts: int) -> None:
    assert first_kept(rule, day, starts) <= first_kept(rule, day + timedelta(days=1), starts)


@given(day=DAYS, months=st.integers(0, 72))
def test_nothing_is_kept_longer_than_its_months_and_three_days(day: date, months: int) -> None:
    due = due_on(Rule(Trigger.RECORD, months), day, AUGUST)
    assert months_after(day, months) <= due <= months_after(day, months) + timedelta(days=3)


def test_one_rule_outlasts_another() -> None:
    year, end = Rule(Trigger.YEAR_END, 12), Rule(Trigger.RELATIONSHIP_END, 72)
    assert year.lasts_at_most_as(end)
    assert not end.lasts_at_most_as(year)
    assert not Rule(Trigger.RECORD, 24).lasts_at_most_as(year)

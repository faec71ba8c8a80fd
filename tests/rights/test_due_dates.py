"""Due dates, by dated cases: months of all lengths, weekends, public holidays, closure days and promises."""

from datetime import date

import pytest

from app.profiles.calendar import CalendarEntry
from app.rights.due_dates import due_on, months_after

ENGLAND = CalendarEntry().calendar
CLOSED = CalendarEntry(
    closure_days=frozenset({date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)})
).calendar
SCOTLAND = CalendarEntry(subdivision="SCT").calendar

MONTHS = [
    ("2026-08-31", "2026-09-30", "a shorter month ends it on its last day"),
    ("2026-01-29", "2026-03-02", "28 February 2026 is a Saturday"),
    ("2026-01-31", "2026-03-02", "the same, from the last day of January"),
    ("2027-01-31", "2027-03-01", "28 February 2027 is a Sunday"),
    ("2028-01-31", "2028-02-29", "a leap year has a 29 February"),
    ("2028-01-29", "2028-02-29", "the same number exists"),
    ("2028-02-29", "2028-03-29", "from a leap day"),
    ("2026-09-03", "2026-10-05", "3 October 2026 is a Saturday"),
    ("2026-10-12", "2026-11-12", "an ordinary Thursday"),
    ("2026-11-25", "2026-12-29", "Christmas Day, then a weekend with Boxing Day's substitute on Monday"),
    ("2026-11-26", "2026-12-29", "Boxing Day is a Saturday: its substitute is the Monday"),
    ("2026-12-01", "2027-01-04", "New Year's Day is a Friday"),
    ("2026-12-31", "2027-02-01", "31 January 2027 is a Sunday"),
    ("2026-03-03", "2026-04-07", "Good Friday 2026, then Easter Monday"),
    ("2026-04-04", "2026-05-05", "the early May bank holiday"),
    ("2026-04-25", "2026-05-26", "the spring bank holiday"),
    ("2026-07-31", "2026-09-01", "the summer bank holiday in England is 31 August 2026"),
    ("2018-11-20", "2018-12-20", "the tests' own day"),
]
PROMISES = [
    ("2018-11-20", 14, "2018-12-04", "fourteen days"),
    ("2026-12-11", 14, "2026-12-29", "over Christmas: it falls on Christmas Day"),
    ("2026-12-18", 14, "2027-01-04", "over New Year: it falls on New Year's Day"),
    ("2026-10-03", 14, "2026-10-19", "received on a Saturday, and counted from it"),
    ("2026-02-16", 14, "2026-03-02", "into a short month"),
    ("2026-01-20", 60, "2026-02-20", "a promise that is longer than the law is not kept"),
    ("2026-10-12", 0, "2026-10-12", "the same day"),
]


@pytest.mark.parametrize(("received", "due", "why"), MONTHS)
def test_a_request_is_due_after_one_calendar_month(received: str, due: str, why: str) -> None:
    found = due_on(date.fromisoformat(received), ENGLAND.next_working_day)
    assert found == date.fromisoformat(due), why


@pytest.mark.parametrize(("received", "days", "due", "why"), PROMISES)
def test_a_promise_shortens_it(received: str, days: int, due: str, why: str) -> None:
    found = due_on(date.fromisoformat(received), ENGLAND.next_working_day, promised_days=days)
    assert found == date.fromisoformat(due), why


def test_closure_days_and_the_countrys_holidays_count() -> None:
    received = date(2026, 11, 29)
    assert due_on(received, ENGLAND.next_working_day) == date(2026, 12, 29)
    assert due_on(received, CLOSED.next_working_day) == date(2027, 1, 4)
    assert due_on(date(2026, 7, 31), SCOTLAND.next_working_day) == date(2026, 8, 31)
    assert due_on(date(2026, 12, 4), SCOTLAND.next_working_day) == date(2027, 1, 5)  # 2 January is kept there


def test_two_further_months_are_the_same_arithmetic() -> None:
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert due_on(date(2026, 11, 30), ENGLAND.next_working_day, months=3) == date(2027, 3, 1)

"""Academic years that somebody has set: theirs alone are different from the usual calendar."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.calendars.calendar import Term
from app.calendars.years import CalendarYear, with_years
from app.profiles.calendar import CalendarEntry


def _year(day: date) -> int:
    return day.year if day.month >= 8 else day.year - 1


USUAL = CalendarEntry(closure_days=frozenset({date(2018, 12, 24), date(2019, 12, 24)})).calendar
TERM = Term("Autumn term", date(2018, 10, 1), date(2018, 12, 14))
SET = with_years(USUAL, [CalendarYear(2018, (TERM,), {date(2018, 11, 21): "Founder's day"})], _year)


@given(st.dates(date(2016, 1, 1), date(2022, 12, 31)))
def test_days_of_other_years_stay_what_they_are(day: date) -> None:
    if _year(day) == 2018:
        assert SET.term_of(day) == (TERM if TERM.first <= day <= TERM.last else None)
        assert SET.is_closed(day) is (
            day.weekday() >= 5 or USUAL.is_holiday(day) or day == date(2018, 11, 21)
        )
    else:
        assert SET.term_of(day) == USUAL.term_of(day)
        assert SET.is_closed(day) is USUAL.is_closed(day)

"""Calendars: terms, closed days, and arithmetic with working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendars.calendar import DAY, Calendar, TeachingWeek
from app.profiles.calendar import CalendarEntry, UsualTerm

TERMS = (
    UsualTerm(title="Autumn term", first_week=39, weeks=11),
    UsualTerm(title="Spring term", first_week=4, weeks=8),
)
ENGLAND = CalendarEntry(usual_terms=TERMS, closure_days=frozenset({date(2026, 12, 24)})).calendar
SCOTLAND = CalendarEntry(usual_terms=TERMS, subdivision="SCT").calendar

DAYS = st.dates(date(2018, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 12, 23), True),
        (date(2026, 12, 24), False),  # a closure day
        (date(2026, 12, 25), False),  # Christmas Day
        (date(2026, 12, 26), False),  # Boxing Day, a Saturday
        (date(2026, 12, 28), False),  # which is kept on Monday
        (date(2026, 12, 29), True),
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 4, 3), False),  # Good Friday
    ],
)
def test_offices_are_closed_at_weekends_on_public_holidays_and_on_closure_days(
    day: date,
    worked: bool,  # noqa: FBT001 (a parameter of the case)
) -> None:
    assert ENGLAND.is_working_day(day) is worked


def test_public_holidays_are_those_of_the_country() -> None:
    second_of_january, easter_monday = date(2025, 1, 2), date(2025, 4, 21)
    assert ENGLAND.is_working_day(second_of_january)
    assert not SCOTLAND.is_working_day(second_of_january)
    assert SCOTLAND.is_working_day(easter_monday)
    assert not ENGLAND.is_working_day(easter_monday)


def test_a_deadline_over_christmas_waits_for_the_offices_to_open() -> None:
    # Wednesday the 23rd; 24 is closed, 25 and 28 are holidays, a weekend between: two days on it is the 30th.
    assert ENGLAND.working_day_after(date(2026, 12, 23), 2) == date(2026, 12, 30)
    assert ENGLAND.working_day_after(date(2026, 12, 25), 0) == date(2026, 12, 29)
    assert ENGLAND.working_days_between(date(2026, 12, 23), date(2026, 12, 30)) == 3


@given(DAYS, st.integers(0, 30))
def test_counting_forward_and_counting_between_agree(day: date, count: int) -> None:
    later = ENGLAND.working_day_after(day, count)
    assert ENGLAND.is_working_day(later)
    if count:
        assert ENGLAND.working_days_between(day + DAY, later) == count


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        ENGLAND.working_day_after(date(2026, 12, 1), -1)


def test_terms_are_known_by_their_days_and_vacations_have_none() -> None:
    autumn = ENGLAND.term_of(date(2026, 10, 1))
    assert autumn is not None
    assert (autumn.title, autumn.first, autumn.last) == ("Autumn term", date(2026, 9, 21), date(2026, 12, 6))
    assert ENGLAND.term_of(date(2026, 12, 7)) is None
    assert not ENGLAND.is_teaching_day(date(2026, 12, 7))
    assert ENGLAND.is_working_day(date(2026, 12, 7))


def test_a_term_may_go_on_into_the_next_year() -> None:
    winter = CalendarEntry(usual_terms=(UsualTerm(title="Winter term", first_week=48, weeks=10),)).calendar
    assert winter.is_teaching_day(date(2027, 1, 20))
    assert not winter.is_teaching_day(date(2027, 2, 10))


def test_teaching_weeks_leave_out_vacations_and_say_which_days_are_taught() -> None:
    weeks = ENGLAND.teaching_weeks(date(2026, 11, 20), date(2027, 2, 14))
    assert [each.monday for each in weeks] == [
        date(2026, 11, 23), date(2026, 11, 30), date(2027, 1, 25), date(2027, 2, 1), date(2027, 2, 8),
    ]  # fmt: skip
    assert weeks[0].days == tuple(date(2026, 11, 23) + at * DAY for at in range(5))


def test_a_week_with_a_public_holiday_has_fewer_teaching_days() -> None:
    all_year = CalendarEntry(usual_terms=(UsualTerm(title="Term", first_week=10, weeks=20),)).calendar
    week = all_year.teaching_week(date(2026, 4, 8))
    assert week == TeachingWeek(date(2026, 4, 6), tuple(date(2026, 4, 7) + at * DAY for at in range(4)))


@given(DAYS, st.integers(1, 20))
def test_teaching_days_back_are_the_latest_ones(day: date, count: int) -> None:
    back = ENGLAND.teaching_days_back(day, count)
    assert len(back) == count
    assert back == ENGLAND.teaching_days(back[0], day)


def test_terms_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="Autumn term and Late term overlap"):
        CalendarEntry(usual_terms=(*TERMS, UsualTerm(title="Late term", first_week=45, weeks=3)))


@pytest.mark.parametrize(
    ("entries", "words"),
    [({"country": "XX"}, "no country XX"), ({"subdivision": "CORN"}, "GB has no subdivision CORN")],
)
def test_an_unknown_place_is_refused(entries: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        CalendarEntry.model_validate(entries)


@given(DAYS)
def test_a_week_is_taught_where_one_of_its_days_is(day: date) -> None:
    calendar: Calendar = ENGLAND
    week = calendar.teaching_week(day)
    monday = day - timedelta(days=day.weekday())
    taught = [monday + at * DAY for at in range(7) if calendar.is_teaching_day(monday + at * DAY)]
    assert (list(week.days) if week else []) == taught

"""Where a grant stands on a day, until when it can be answered, and when it is to be reviewed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.grants import (
    GrantStanding,
    GrantStatus,
    is_due_for_review,
    last_day_to_answer,
    standing_of,
    status_of,
)

MONDAY = date(2018, 11, 19)
FIRST, LAST = date(2018, 12, 1), date(2018, 12, 31)
DAYS = st.dates(date(2018, 1, 1), date(2020, 1, 1))


def standing(status: GrantStatus, today: date, answer_by: date = date(2018, 11, 30)) -> GrantStanding:
    ends_before = LAST + timedelta(days=1)
    return standing_of(status, answer_by=answer_by, starts_on=FIRST, ends_before=ends_before, today=today)


@pytest.mark.parametrize(
    ("requested_on", "working_days", "last"),
    [
        (MONDAY, 10, date(2018, 12, 3)),  # a Monday, two weeks on
        (date(2018, 11, 23), 1, date(2018, 11, 26)),  # from a Friday to the Monday
        (date(2018, 11, 24), 10, date(2018, 12, 7)),  # a Saturday counts like the Friday before
        (date(2018, 11, 25), 10, date(2018, 12, 7)),  # and a Sunday
        (MONDAY, 0, MONDAY),
    ],
)
def test_only_days_from_monday_to_friday_count(requested_on: date, working_days: int, last: date) -> None:
    assert last_day_to_answer(requested_on, working_days) == last


@given(DAYS, st.integers(0, 60))
def test_as_many_working_days_pass_as_were_given(requested_on: date, working_days: int) -> None:
    last = last_day_to_answer(requested_on, working_days)
    passed = [requested_on + timedelta(days=n) for n in range(1, (last - requested_on).days + 1)]
    assert sum(day.isoweekday() <= 5 for day in passed) == working_days
    assert last == requested_on or last.isoweekday() <= 5


@pytest.mark.parametrize(
    ("status", "today", "expected"),
    [
        (GrantStatus.REQUESTED, date(2018, 11, 30), GrantStanding.REQUESTED),
        (GrantStatus.REQUESTED, date(2018, 12, 1), GrantStanding.LAPSED),
        (GrantStatus.APPROVED, FIRST - timedelta(days=1), GrantStanding.APPROVED),
        (GrantStatus.APPROVED, FIRST, GrantStanding.IN_FORCE),
        (GrantStatus.APPROVED, LAST, GrantStanding.IN_FORCE),
        (GrantStatus.APPROVED, LAST + timedelta(days=1), GrantStanding.EXPIRED),
        (GrantStatus.REFUSED, FIRST, GrantStanding.REFUSED),
        (GrantStatus.REVOKED, FIRST, GrantStanding.REVOKED),
        (GrantStatus.SUPERSEDED, FIRST, GrantStanding.SUPERSEDED),
    ],
)
def test_where_a_grant_stands(status: GrantStatus, today: date, expected: GrantStanding) -> None:
    assert standing(status, today) is expected


def test_a_request_lapses_with_the_last_day_that_was_asked_for() -> None:
    late = date(2019, 6, 1)
    assert standing(GrantStatus.REQUESTED, LAST, answer_by=late) is GrantStanding.REQUESTED
    after = LAST + timedelta(days=1)
    assert standing(GrantStatus.REQUESTED, after, answer_by=late) is GrantStanding.LAPSED


@given(st.sampled_from(GrantStatus), DAYS, DAYS)
def test_a_standing_belongs_to_one_status(status: GrantStatus, today: date, answer_by: date) -> None:
    """The list is narrowed by it: a grant that stands so has no other."""
    assert status_of(standing(status, today, answer_by)) is status


@pytest.mark.parametrize(
    ("decided", "reviewed", "due"),
    [
        (-366, None, True),
        (-365, None, False),
        (-500, -366, True),
        (-500, -365, False),
        (-10, -500, False),  # the later of both counts
    ],
)
def test_a_review_is_due_after_the_days_since_the_latest(
    decided: int,
    reviewed: int | None,
    due: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    def at(days: int | None) -> date | None:
        return None if days is None else FIRST + timedelta(days=days)

    for each in GrantStanding:
        found = is_due_for_review(
            each, decided_on=at(decided), reviewed_on=at(reviewed), days=365, today=FIRST
        )
        assert found is (due and each is GrantStanding.IN_FORCE)

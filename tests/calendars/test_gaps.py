"""Gaps, as arithmetic: every day without evidence lies in one, and only counted days move warnings."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.calendars.calendar import DAY
from app.calendars.exclusions import Exclusion, ExclusionReason, excluded_days
from app.calendars.gaps import GapRules, Warned, bridged, find_gaps, vacations
from app.profiles.calendar import CalendarEntry, UsualTerm

AUTUMN = UsualTerm(title="Autumn term", first_week=39, weeks=12)
CALENDAR = CalendarEntry(usual_terms=(AUTUMN, UsualTerm(title="Spring term", first_week=4, weeks=9))).calendar
FIRST, LAST = date(2018, 9, 24), date(2019, 3, 22)
RULES = GapRules(least_days=1, warning_days=(21, 40, 50), threshold_days=60, report_within_working_days=10)
DAYS = st.dates(FIRST, LAST)
ABSENCE = ExclusionReason.AUTHORISED_ABSENCE


@given(st.sets(DAYS, max_size=12), st.lists(st.tuples(DAYS, st.integers(0, 20)), max_size=4))
def test_gaps_hold_every_counted_day_without_evidence_once(
    evidence: set[date], absences: list[tuple[date, int]]
) -> None:
    not_counted = [
        *vacations(CALENDAR, FIRST, LAST),
        *(Exclusion(day, day + timedelta(days=n), ABSENCE) for day, n in absences),
    ]
    gaps = find_gaps(evidence, FIRST, LAST, not_counted, RULES, CALENDAR)
    uncounted = excluded_days(not_counted)
    every = {FIRST + n * DAY for n in range((LAST - FIRST).days + 1)}
    assert sum(each.counted_days for each in gaps) == len(every - evidence - uncounted)
    for each in gaps:
        inside = {day for day in every if each.first <= day <= each.last}
        assert not inside & evidence
        assert each.counted_days == len(inside - uncounted)
        assert excluded_days(each.excluded) == inside & uncounted
        assert each.begins_after in {None, each.first - DAY}
        assert each.ended_on in {None, each.last + DAY}
        assert [one.days for one in each.warnings] == [
            n for n in RULES.warning_days if n <= each.counted_days
        ]
        assert (each.threshold_on is not None) is (each.counted_days >= 60)


def test_sixty_days_in_term_are_counted_day_by_day_and_ten_working_days_are_left() -> None:
    (gap,) = find_gaps([FIRST], FIRST, date(2018, 12, 1), [], RULES, CALENDAR)
    assert (gap.first, gap.counted_days) == (date(2018, 9, 25), 68)
    assert gap.warnings == (
        Warned(21, date(2018, 10, 15)),
        Warned(40, date(2018, 11, 3)),
        Warned(50, date(2018, 11, 13)),
    )
    assert gap.threshold_on == date(2018, 11, 23)
    assert gap.report_by == date(2018, 12, 7)


def test_days_of_a_vacation_do_not_count_and_the_gap_goes_on_after_it() -> None:
    since = date(2018, 12, 10)  # the last week of term
    winter = vacations(CALENDAR, FIRST, LAST)
    assert winter == [Exclusion(date(2018, 12, 17), date(2019, 1, 20), ExclusionReason.VACATION)]
    (gap,) = find_gaps([], since, date(2019, 1, 27), winter, RULES, CALENDAR)
    assert gap.counted_days == 7 + 7
    assert gap.excluded == tuple(winter)


def test_an_absence_goes_on_over_the_weekend_between_its_days() -> None:
    friday, monday = date(2018, 11, 16), date(2018, 11, 19)
    days = [Exclusion(each, each, ABSENCE) for each in (monday, friday)]
    assert excluded_days(bridged(days, CALENDAR)) == {friday + n * DAY for n in range(4)}
    thursday = Exclusion(date(2018, 11, 22), date(2018, 11, 22), ABSENCE)
    assert date(2018, 11, 21) not in excluded_days(bridged([*days, thursday], CALENDAR))

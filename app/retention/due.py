"""What is due: the first day that is kept, and the day on which something goes."""

import calendar
from datetime import date, timedelta

from app.retention.rules import Rule, Trigger

_DAY = timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """The same day of the month, so many months later or (negative) earlier; or else the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def first_kept(rule: Rule, today: date, year_starts: int) -> date:
    """Records of days before this one are due; `year_starts` is the month in which academic years begin."""
    if rule.trigger is Trigger.YEAR_END:
        return year_begin(months_after(today, -rule.months), year_starts)
    return months_after(today, -rule.months) + _DAY


def due_on(rule: Rule, day: date, year_starts: int) -> date:
    """The first day on which a record of that day is due."""
    since = day
    if rule.trigger is Trigger.YEAR_END:
        since = months_after(year_begin(day, year_starts), 12)
    due = months_after(since, rule.months)
    while first_kept(rule, due, year_starts) <= day:  # a shorter month: some days later
        due += _DAY
    return due


def year_begin(day: date, year_starts: int) -> date:
    """The first day of the day's academic year."""
    return date(day.year if day.month >= year_starts else day.year - 1, year_starts, 1)

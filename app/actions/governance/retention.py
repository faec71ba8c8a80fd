"""Retention: what the profile's rules mean on a day."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.profiles.model import Profile
from app.retention.due import due_on, first_kept, year_begin
from app.retention.rules import Action, Category, Rule, Trigger
from app.store.governance.retention import Found, TableRule
from app.store.governance.retention_tables import CATEGORY_OF, OF_STUDENTS, OTHERS

Figures = dict[Category, Found]


class Due(NamedTuple):
    """What is due of a category on a day, whatever there is of it."""

    before: date
    """Records of days before it are due, or all of students who left before it."""
    next_on: date
    """When more becomes due, where there is more: of a year as a whole, or day by day."""


def due(profile: Profile, category: Category, today: date) -> Due:
    rule = profile.retention[category].rule
    before = first_kept(rule, today, profile.academic_year_starts)
    return Due(before, due_on(rule, before, profile.academic_year_starts))


def table_rules(profile: Profile, today: date) -> list[TableRule]:
    """What is due of each table of students."""
    return [_table_rule(profile, name, today) for name in OF_STUDENTS]


def _table_rule(profile: Profile, name: str, today: date) -> TableRule:
    rule = profile.retention[CATEGORY_OF[name]].rule
    counted = "left" if rule.trigger is Trigger.RELATIONSHIP_END else "day"
    return TableRule(
        name, counted, due(profile, CATEGORY_OF[name], today).before, rule.action is Action.ANONYMISE
    )


def other_rules(profile: Profile, today: date) -> Mapping[str, date]:
    """By table about no student: rows of days before this one are due.

    Such a row has no student who could leave: a rule that waits for that counts from the row's own day.
    """
    return {name: _own_before(profile, name, today) for name in OTHERS}


def _own_before(profile: Profile, name: str, today: date) -> date:
    rule = profile.retention[CATEGORY_OF[name]].rule
    if rule.trigger is Trigger.RELATIONSHIP_END:
        rule = Rule(Trigger.RECORD, rule.months)
    return first_kept(rule, today, profile.academic_year_starts)


def whole_years(profile: Profile, today: date) -> tuple[list[int], date]:
    """Academic years whose events are due as a whole, and the first day that is kept."""
    rule = profile.retention[Category.ACTIVITY].rule
    before = due(profile, Category.ACTIVITY, today).before
    if rule.trigger is Trigger.RELATIONSHIP_END:
        return [], before
    last = year_begin(before, profile.academic_year_starts).year
    return list(range(last - _YEARS_BACK, last)), before


_YEARS_BACK = 30
"""Looked for; most of them have no partition."""


def goes_next(profile: Profile, category: Category, oldest_kept: date | None) -> date | None:
    """The day on which the oldest of what is kept becomes due."""
    if oldest_kept is None:
        return None
    return due_on(profile.retention[category].rule, oldest_kept, profile.academic_year_starts)


def keeps_until(rule: Rule) -> str:
    """The rule in words."""
    since = _SINCE[rule.trigger]
    if rule.months == 0:
        return f"until {since}"
    years, months = divmod(rule.months, 12)
    parts = [_many(years, "year"), _many(months, "month")]
    return f"{' and '.join(each for each in parts if each)} after {since}"


_SINCE = {
    Trigger.RECORD: "the day it is about",
    Trigger.CLOSING: "it was closed or answered",
    Trigger.YEAR_END: "the end of the academic year",
    Trigger.RELATIONSHIP_END: "the end of the student's registration",
}


def _many(number: int, what: str) -> str:
    return "" if number == 0 else f"{number} {what}{'' if number == 1 else 's'}"

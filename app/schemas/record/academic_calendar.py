"""The academic calendar: terms, closed days and teaching weeks of an academic year."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from app.actions.record.academic_calendar import AcademicCalendar, ClosedDay
from app.calendars.calendar import DAY, Term
from app.schemas.base import DayInUse, In, Name, Out, shown_as
from app.schemas.made_up import ACADEMIC_YEAR, FIRST_DAY_OF_TERM

_TERM = {"title": "Autumn term", "starts_on": FIRST_DAY_OF_TERM, "ends_before": "2018-12-15"}
_CLOSURE = {"day": "2018-12-24", "title": "Christmas closure"}
_CALENDAR = {
    "academic_year": ACADEMIC_YEAR,
    "first_day": "2018-08-01",
    "last_day": "2019-07-31",
    "origin": "set",
    "terms": [_TERM],
    "closed_days": [
        _CLOSURE | {"kind": "closure"},
        {"day": "2018-12-25", "title": None, "kind": "public_holiday"},
    ],
    "teaching_weeks": [{"monday": FIRST_DAY_OF_TERM, "teaching_days": 5}],
}


class TermIn(In):
    title: Name
    """What the term is called."""
    starts_on: DayInUse
    """The first day of the term."""
    ends_before: DayInUse
    """The first day after it."""


class ClosureDayIn(In):
    day: DayInUse
    """A day on which the institution is closed; weekends and public holidays need not be said."""
    title: Name
    """Why it is closed."""


class CalendarIn(In):
    model_config = shown_as({"terms": [_TERM], "closure_days": [_CLOSURE]})

    terms: list[TermIn] = Field(min_length=1, max_length=12)
    """All terms of the academic year: within it, without overlaps."""
    closure_days: list[ClosureDayIn] = Field(default=[], max_length=100)
    """Those days of the academic year on which it is closed besides weekends and public holidays."""


class TermOut(Out):
    title: str
    """What the term is called."""
    starts_on: date
    """The first day of the term."""
    ends_before: date
    """The first day after it."""


class ClosedDayOut(Out):
    day: date
    """A day from Monday to Friday on which the institution is closed."""
    title: str | None
    """Why, if administrators have said it."""
    kind: Literal["public_holiday", "closure"]
    """`public_holiday`: of the institution's country. `closure`: the institution's own."""


class TeachingWeekOut(Out):
    monday: date
    """Its first day."""
    teaching_days: int
    """On how many of its days there is teaching."""


class CalendarOut(Out):
    model_config = shown_as(_CALENDAR)

    academic_year: int
    """The year in which it starts."""
    first_day: date
    """The first day of the academic year."""
    last_day: date
    """The last day of the academic year."""
    origin: Literal["usual", "set"]
    """`usual`: its terms are those of every year. `set`: administrators have set them."""
    terms: list[TermOut]
    """The earliest first."""
    closed_days: list[ClosedDayOut]
    """The earliest first; weekends are left out."""
    teaching_weeks: list[TeachingWeekOut]
    """The weeks in which there is teaching, the earliest first."""


def terms_in(calendar: CalendarIn) -> list[Term]:
    return [Term(each.title, each.starts_on, each.ends_before - DAY) for each in calendar.terms]


def closure_days_in(calendar: CalendarIn) -> list[tuple[date, str]]:
    return [(each.day, each.title) for each in calendar.closure_days]


def calendar_out(calendar: AcademicCalendar) -> CalendarOut:
    return CalendarOut(
        academic_year=calendar.academic_year,
        first_day=calendar.first_day,
        last_day=calendar.last_day,
        origin="usual" if calendar.is_usual else "set",
        terms=[
            TermOut(title=each.title, starts_on=each.first, ends_before=each.last + DAY)
            for each in calendar.terms
        ],
        closed_days=_closed_days(calendar.closed_days),
        teaching_weeks=[
            TeachingWeekOut(monday=each.monday, teaching_days=len(each.days))
            for each in calendar.teaching_weeks
        ],
    )


def _closed_days(found: Sequence[ClosedDay]) -> list[ClosedDayOut]:
    return [
        ClosedDayOut(
            day=each.day, title=each.title, kind="public_holiday" if each.is_public_holiday else "closure"
        )
        for each in found
    ]

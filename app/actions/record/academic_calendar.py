"""The academic calendar: an administrator sets an academic year's terms and closure days, audited."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.actions.context import Context, StaffContext
from app.actions.governance.audit_change import audit_change
from app.calendars.calendar import DAY, SATURDAY, TeachingWeek, Term
from app.calendars.years import CalendarYear
from app.errors import Fault, InvalidInput
from app.scoring.models import AcademicYear
from app.store.record import calendar_years
from app.store.snapshot import InstitutionSnapshot, up_to_date


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day from Monday to Friday on which the institution is closed."""

    day: date
    title: str | None
    """Why, of a closure day that administrators have set."""
    is_public_holiday: bool


@dataclass(frozen=True, slots=True)
class AcademicCalendar:
    """An academic year as the institution keeps it."""

    academic_year: AcademicYear
    first_day: date
    last_day: date
    is_usual: bool
    """Whether nobody has set it: the terms are those of every year."""
    terms: Sequence[Term]
    closed_days: Sequence[ClosedDay]
    teaching_weeks: Sequence[TeachingWeek]


def academic_calendar(institution: InstitutionSnapshot, academic_year: AcademicYear) -> AcademicCalendar:
    profile, calendar = institution.profile, institution.calendar
    first, last = profile.first_day(academic_year), profile.last_day(academic_year)
    own = institution.calendar_years.get(academic_year)
    titles = own.closure_days if own else {}
    return AcademicCalendar(
        academic_year,
        first,
        last,
        own is None,
        terms_in(institution, academic_year),
        [
            ClosedDay(day, titles.get(day), calendar.is_holiday(day))
            for day in _days(first, last)
            if day.weekday() < SATURDAY and calendar.is_closed(day)
        ],
        calendar.teaching_weeks(first, last),
    )


def terms_in(institution: InstitutionSnapshot, academic_year: AcademicYear) -> list[Term]:
    """The terms that begin in an academic year, ascending."""
    profile, calendar = institution.profile, institution.calendar
    first, last = profile.first_day(academic_year), profile.last_day(academic_year)
    terms = [each for year in (first.year, first.year + 1) for each in calendar.terms_of(year)]
    return [each for each in terms if first <= each.first <= last]


async def lock_calendar(context: Context, academic_year: AcademicYear) -> AcademicCalendar:
    """As it is now; nobody else changes it until the transaction ends."""
    await calendar_years.lock(context.transaction)
    return academic_calendar(await up_to_date(context.transaction, context.institution), academic_year)


async def record_calendar(
    context: StaffContext,
    academic_year: AcademicYear,
    terms: Sequence[Term],
    closure_days: Sequence[tuple[date, str]],
) -> AcademicCalendar:
    """Set an academic year's calendar. Raises InvalidInput, naming each term or day at fault."""
    faults = [
        *_term_faults(context, academic_year, terms),
        *_day_faults(context, academic_year, closure_days),
    ]
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    known = await up_to_date(context.transaction, context.institution)
    before = known.calendar_years.get(academic_year)
    ordered = tuple(sorted(terms, key=lambda each: each.first))
    after = CalendarYear(academic_year, ordered, dict(sorted(closure_days)))
    await calendar_years.record(context.transaction, after)
    await audit_change(
        context,
        "calendar set",
        f"calendar/{academic_year}",
        before=None if before is None else calendar_years.to_json(before),
        after=calendar_years.to_json(after),
    )
    return academic_calendar(await up_to_date(context.transaction, known), academic_year)


def _term_faults(context: Context, academic_year: AcademicYear, terms: Sequence[Term]) -> Iterator[Fault]:
    year = _year_in_words(academic_year)
    for at, term in enumerate(terms):
        pointer = f"/body/terms/{at}"
        if term.last < term.first:
            yield Fault(f"{pointer}/ends_before", f"{term.title}: must be later than starts_on")
        elif {context.profile.academic_year(each) for each in (term.first, term.last)} != {academic_year}:
            yield Fault(pointer, f"{term.title}: lies outside of the academic year {year}")
        for earlier in terms[:at]:
            if earlier.first <= term.last and term.first <= earlier.last:
                yield Fault(pointer, f"{term.title}: overlaps {earlier.title}")


def _day_faults(
    context: Context, academic_year: AcademicYear, closure_days: Sequence[tuple[date, str]]
) -> Iterator[Fault]:
    days = [day for day, _ in closure_days]
    for at, day in enumerate(days):
        pointer = f"/body/closure_days/{at}/day"
        if context.profile.academic_year(day) != academic_year:
            yield Fault(pointer, f"lies outside of the academic year {_year_in_words(academic_year)}")
        if day in days[:at]:
            yield Fault(pointer, "stands in the list before")


def _year_in_words(academic_year: AcademicYear) -> str:
    return f"{academic_year}/{(academic_year + 1) % 100:02}"


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += DAY

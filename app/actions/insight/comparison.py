"""Comparison: a student's own weeks, and in which fifth of their course and year the latest one is.

Off until the student asks for it, in each academic year anew. While it is off, nothing is worked out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from app.actions.context import RequestContext
from app.actions.coverage import check_was_covered
from app.actions.engagement.read_engagement import ENGAGEMENT, DayState, Engagement, ScoredDay
from app.actions.insight.comparison_week import NothingToCompare, bars_of
from app.actions.show_section import show_section
from app.calendars.calendar import DAY, WEEK, monday_of
from app.errors import ConsentRequired
from app.ids import StudentId
from app.profiles.comparison import ComparisonEntry
from app.scoring.completeness import complete_until
from app.scoring.models import AcademicYear
from app.store.governance import restrictions
from app.store.governance.restrictions import EVERY_PURPOSE
from app.store.insight import comparisons
from app.store.insight.comparisons import Choice, OwnGroup

NOT_OFFERED = "this institution compares nobody with others"
WEEKS = 12
"""Of the student's own, at most: about a term."""


@dataclass(frozen=True, slots=True)
class OwnWeek:
    monday: date
    mean_score: float | None
    """Of its days that have a score; None: there is none."""
    usable: bool
    """Whether every day of it may be used."""


@dataclass(frozen=True, slots=True)
class Place:
    """In which fifth of the group the student's week is."""

    monday: date
    fifth: int
    """1, the lowest, to 5."""
    of_at_least: int
    """So many students are compared, or more."""


@dataclass(frozen=True, slots=True)
class Comparison:
    academic_year: AcademicYear
    choice: Choice | None
    """None: the student has chosen nothing in this academic year."""
    weeks: Sequence[OwnWeek]
    """Complete weeks, ascending."""
    place: Place | None
    """Of the latest of them."""
    withheld: str | None
    """Why there is no place, in a sentence; None where there is one."""


async def choose_comparison(context: RequestContext, student_id: StudentId, *, compares: bool) -> Choice:
    """Switch it on or off for this academic year. Raises OutOfScope where the service covers nobody such."""
    await check_was_covered(context, student_id)
    year = context.profile.academic_year(context.today)
    await comparisons.choose(context.transaction, student_id, year, context.now, compares=compares)
    chosen = await comparisons.find_choice(context.transaction, student_id, year)
    assert chosen is not None
    return chosen


async def read_comparison(
    context: RequestContext, entry: ComparisonEntry, student_id: StudentId
) -> Comparison:
    """For the student alone. Raises SectionRestricted where the profile shows students no engagement."""
    year = context.profile.academic_year(context.today)
    choice = await comparisons.find_choice(context.transaction, student_id, year)
    if choice is None or not choice.compares:
        return Comparison(year, choice, [], None, "It is off until you switch it on.")
    weeks: Sequence[OwnWeek] = ()
    try:
        weeks = await _own_weeks(context, student_id, year)
        return Comparison(year, choice, weeks, await _place(context, entry, student_id, weeks), None)
    except ConsentRequired:
        return Comparison(year, choice, weeks, None, "You have not consented to engagement data being used.")
    except NothingToCompare as why:
        return Comparison(year, choice, weeks, None, str(why))


async def _own_weeks(context: RequestContext, student_id: StudentId, year: AcademicYear) -> list[OwnWeek]:
    """Whole weeks of this academic year that every source has delivered, the latest ones."""
    begins, yesterday = context.profile.first_day(year), context.today - DAY
    first = max(monday_of(begins + WEEK - DAY), monday_of(context.today) - WEEKS * WEEK)
    if first + WEEK > context.today:
        return []
    engagement = await show_section(context, ENGAGEMENT, student_id, first, yesterday, None)
    complete = complete_until(engagement.complete, engagement.outages, yesterday)
    return [each for each in _by_week(engagement) if each.monday + WEEK - DAY <= complete]


def _by_week(engagement: Engagement) -> list[OwnWeek]:
    """The days begin with a Monday; what is left over at the end is no week."""
    days = engagement.days
    return [_own_week(days[at : at + WEEK.days]) for at in range(0, len(days) - WEEK.days + 1, WEEK.days)]


def _own_week(days: Sequence[ScoredDay]) -> OwnWeek:
    scores = [each.score for each in days if each.score is not None]
    usable = all(each.state in {DayState.SHOWN, DayState.UNAVAILABLE} for each in days)
    return OwnWeek(days[0].day, fmean(scores) if scores else None, usable)


async def _place(
    context: RequestContext, entry: ComparisonEntry, student_id: StudentId, weeks: Sequence[OwnWeek]
) -> Place:
    """Raises NothingToCompare."""
    if not weeks:
        raise NothingToCompare("No week of this academic year is over yet and delivered by every source.")
    week = weeks[-1]
    if week.mean_score is None or not week.usable:
        raise NothingToCompare("You have no score of the latest week, or not all of its days may be used.")
    mine = await _own_group(context, entry, student_id, week.monday)
    made = await bars_of(context, entry, mine, week.monday)
    fifth = 1 + sum(week.mean_score >= bar for bar in made.bars)
    return Place(week.monday, fifth, entry.fewest)


async def _own_group(
    context: RequestContext, entry: ComparisonEntry, student_id: StudentId, monday: date
) -> OwnGroup:
    """The student's course and year. Raises NothingToCompare."""
    found = await context.transaction.gather(
        {"group": comparisons.OWN_GROUP, "restricted": restrictions.OPEN},
        students=[student_id],
        **comparisons.group_parameters(context.profile.covered_levels, student_id, monday),
    )
    if {EVERY_PURPOSE, entry.purpose} & {each.purpose for each in found["restricted"]}:
        raise NothingToCompare("You objected to it, or your data are stored and not used.")
    mine: OwnGroup | None = next(iter(found["group"]), None)
    if mine is None or mine.group.year_of_study is None:
        raise NothingToCompare(
            "You were not registered on one course all of that week, or your year of study is not on record."
        )
    return mine

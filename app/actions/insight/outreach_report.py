"""The outreach report: how soon students are tried and reached, and on which rung; about nobody alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.governance.restrict import leave_out_restricted
from app.actions.insight.read_cohort import disclosure_control
from app.actions.support.casework import ladder_of
from app.calendars.calendar import DAY
from app.db.identity import elevated
from app.disclosure.control import Control, Figure
from app.outreach.ladder import Rung
from app.store.insight import outreach
from app.store.insight.outreach import OutreachFacts


@dataclass(frozen=True, slots=True)
class RungFigures:
    rung: Rung
    tried: int | None
    """Students whom somebody on the rung tried to reach, rounded; None for too few to tell."""
    reached: Figure
    """The share of them who were reached there."""


@dataclass(frozen=True, slots=True)
class OutreachReport:
    academic_year: int
    students: int | None
    """Who had a case, rounded; None for too few to tell."""
    days_to_attempt: Figure
    days_to_reached: Figure
    rungs: list[RungFigures]


async def outreach_report(context: Context, academic_year: int) -> OutreachReport:
    """Of each student's first case that was opened in that academic year. Raises NotCollected."""
    ladder = ladder_of(context)
    profile = context.profile
    begin, end = (
        datetime.combine(profile.first_day(year), time(), profile.zone)
        for year in (academic_year, academic_year + 1)
    )
    async with elevated(context.transaction):
        await leave_out_restricted(context, SectionName.SUPPORT)
        begins = profile.first_day(academic_year)
        control = (await disclosure_control(context)).of("cases", begins, context.today)
        facts = await outreach.list_facts(context.transaction, begin, end)
    tried = [each for each in facts if each.first_attempt_on is not None]
    reached = [each for each in facts if each.reached_on is not None]
    return OutreachReport(
        academic_year,
        control.people([each.student_id for each in facts], "cases"),
        _median(context, control, tried, [each.first_attempt_on for each in tried], "tried"),
        _median(context, control, reached, [each.reached_on for each in reached], "reached"),
        [_rung(control, each, facts) for each in ladder.rungs],
    )


def _median(
    context: Context,
    control: Control,
    facts: Sequence[OutreachFacts],
    until: Sequence[date | None],
    name: str,
) -> Figure:
    """In working days after the day on which the case was opened."""
    calendar = context.institution.calendar
    days = [
        calendar.working_days_between(context.profile.day(each.opened_at) + DAY, day)
        for each, day in zip(facts, until, strict=True)
        if day is not None
    ]
    return control.median([each.student_id for each in facts], days, name)


def _rung(control: Control, rung: Rung, facts: Sequence[OutreachFacts]) -> RungFigures:
    tried = [each for each in facts if rung.name in each.rungs]
    members = [each.student_id for each in tried]
    reached = sum(each.reached_rung == rung.name for each in tried)
    return RungFigures(
        rung,
        control.people(members, f"tried {rung.name}"),
        control.share(members, reached, f"reached {rung.name}"),
    )

"""Try signals on past weeks: what a rule would have raised with other thresholds, and each tutor's load."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from hashlib import blake2b
from random import SystemRandom
from typing import Any

from app.access.vocabulary import SectionName
from app.actions.activity.completeness import storable_until
from app.actions.context import Context, StaffContext
from app.actions.engagement.signal_history import WeekCounts, count_weeks
from app.actions.engagement.trial_budget import check_trials_left
from app.actions.governance.audit_change import audit_change
from app.actions.governance.restrict import leave_out_restricted
from app.calendars.calendar import DAY, TeachingWeek
from app.db.identity import elevated
from app.disclosure.trials import TrialControl
from app.errors import Conflict, Fault, InvalidInput, TrialsUsedUp
from app.profiles.signals import RuleEntry
from app.scoring.completeness import NEVER
from app.scoring.models import AcademicYear
from app.store.engagement import scoring_trials, signal_history, signal_trials
from app.store.engagement.scoring_trials import StoredTrial

USUAL_WEEKS, MOST_WEEKS = 4, 12


@dataclass(frozen=True, slots=True)
class WeeksTrial:
    rule: str
    weeks: Sequence[tuple[TeachingWeek, StoredTrial]]
    """Ascending."""
    left: int
    """How many more trials of the academic year's days there can be."""


@dataclass(frozen=True, slots=True)
class _Tried:
    rule: str
    before: RuleEntry
    after: RuleEntry
    weeks: Sequence[TeachingWeek]
    year: AcademicYear
    quiet_days: int

    def question(self, week: TeachingWeek) -> bytes:
        """Everything that the answer for a week depends on, but for the data."""
        asked = [
            str(week.monday),
            "week",
            self.rule,
            self.before.version,
            self.after.version,
            self.quiet_days,
        ]
        return blake2b(json.dumps(asked).encode(), digest_size=16).digest()


async def try_signal_weeks(
    context: StaffContext,
    rule: str,
    variants: tuple[RuleEntry, RuleEntry],
    first: date | None,
    last: date | None,
) -> WeeksTrial:
    """Both variants over the teaching weeks from `first` to `last`, as figures about groups, on record.

    A week that was tried is answered as it was; each other uses up one of the academic year's trials. Raises
    InvalidInput for days that cannot be tried, Conflict where there are none, TrialsUsedUp where too few
    trials are left.
    """
    async with elevated(context.transaction):
        await leave_out_restricted(context, SectionName.SIGNALS)
        weeks = await _weeks(context, first, last)
        signals_of = context.profile.signals
        assert signals_of is not None
        year = context.profile.academic_year(_end(weeks[0]))
        tried = _Tried(rule, *variants, weeks, year, signals_of.quiet_days)
        stored = await _stored(context, tried)
        if len(stored) < len(weeks):
            stored |= await _new_trials(context, tried, [each for each in weeks if each.monday not in stored])
        made = await scoring_trials.count(context.transaction, year)
    await _audit(context, tried, {"trials": [stored[each.monday].number for each in weeks]})
    figures = [(each, stored[each.monday]) for each in weeks]
    return WeeksTrial(rule, figures, max(0, context.profile.trials.most - made))


def _end(week: TeachingWeek) -> date:
    return week.monday + 6 * DAY


async def _weeks(context: Context, first: date | None, last: date | None) -> list[TeachingWeek]:
    """The teaching weeks that lie wholly in those days, or the latest up to `last`."""
    profile, calendar = context.profile, context.institution.calendar
    as_of = await storable_until(context, context.today - DAY)
    if as_of == NEVER:
        raise Conflict("a source has never delivered anything: there are no days to try this on")
    until = last or as_of
    year = profile.academic_year(first or until)
    begins = first or profile.first_day(year)
    if first is not None and last is not None and last < first:
        raise _invalid("last_day", "must not be earlier than first_day")
    if until > as_of:
        raise _invalid("last_day", f"must be {as_of} at the latest: the last day that every source completed")
    if begins > as_of:
        raise _invalid("first_day", f"must be earlier than {as_of}, the last day that every source completed")
    begun = await signal_history.first_data(context.transaction)
    if begun is None or until < begun:
        since = "there are none" if begun is None else f"they begin in {begun:%Y-%m}"
        raise _invalid("last_day" if last else "first_day", f"lies before the first data: {since}")
    if first is not None and profile.academic_year(until) != year:
        raise _invalid("last_day", f"must be in the academic year of first_day, {year}/{(year + 1) % 100:02}")
    weeks = calendar.teaching_weeks(begins, until)
    if first is None:
        weeks = weeks[-USUAL_WEEKS:]
    if not weeks:
        raise _invalid(
            "last_day" if last else "first_day",
            f"must leave a whole teaching week of {year}/{(year + 1) % 100:02} that is over",
        )
    if len(weeks) > MOST_WEEKS:
        raise _invalid(
            "first_day", f"makes it {len(weeks)} teaching weeks; {MOST_WEEKS} can be tried together"
        )
    return weeks


def _invalid(field: str, rule: str) -> InvalidInput:
    return InvalidInput("see `errors`", faults=[Fault(f"/body/{field}", rule)])


async def _stored(context: Context, tried: _Tried) -> dict[date, StoredTrial]:
    """By Monday, what was answered before."""
    found = [
        (each.monday, await signal_trials.find(context.transaction, tried.question(each)))
        for each in tried.weeks
    ]
    return {monday: each for monday, each in found if each is not None}


async def _new_trials(
    context: StaffContext, tried: _Tried, weeks: Sequence[TeachingWeek]
) -> Mapping[date, StoredTrial]:
    refused = partial(_audit, context, tried, {"refused": TrialsUsedUp.code})
    await check_trials_left(context, tried.year, refused, more=len(weeks))
    counted = await count_weeks(context, tried.before, tried.after, weeks)
    await scoring_trials.lock(context.transaction)
    # Others may have tried while this was computed: the same, or the last that there could be.
    stored = await _stored(context, tried)
    new = [each for each in counted if each.week.monday not in stored]
    if new:
        made = await check_trials_left(context, tried.year, refused, more=len(new))
        for at, each in enumerate(new):
            stored[each.week.monday] = await signal_trials.add(
                context.transaction,
                tried.year,
                made=made + at,
                question=tried.question(each.week),
                tried_at=context.now,
                staff_id=context.staff_id,
                figures=_figures(context, each),
            )
    return stored


def _figures(context: Context, of: WeekCounts) -> dict[str, Any]:
    limits = context.profile.trials
    control = TrialControl(context.profile.disclosure.round_to, limits.fewest, limits.noise)
    loads = [list(each.values()) for each in of.loads]
    published = control.publish_week(of.moves, of.tutors, loads[0], loads[1], SystemRandom())
    return asdict(published) | {"tutors": of.tutors}


async def _audit(context: StaffContext, tried: _Tried, outcome: dict[str, Any]) -> None:
    weeks = {"first_week": str(tried.weeks[0].monday), "last_week": str(tried.weeks[-1].monday)}
    after = weeks | {"version": tried.after.version} | outcome
    await audit_change(context, "signal rule tried", f"signal_rule/{tried.rule}", after=after)

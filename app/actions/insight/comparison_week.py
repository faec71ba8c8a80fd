"""A week's bars between the fifths of a course and year: made once, when somebody first asks, and kept.

What is made once cannot be compared with itself: whoever joins, leaves, withdraws consent or has a score
corrected afterwards changes nothing that is told of that week. What weeks tell together is for
`app/disclosure/control.py` to hide.
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from math import isnan
from statistics import fmean

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.insight.read_cohort import disclosure_control
from app.actions.section import STANDING_READS, Rows, standing_parameters, subjects_of, usable_days_of
from app.db.identity import elevated, uses
from app.disclosure.control import Control
from app.ids import ScoringModelId, StudentId
from app.profiles.comparison import ComparisonEntry
from app.profiles.model import Profile
from app.store.engagement import progress
from app.store.engagement.progress import Pass
from app.store.insight import comparisons
from app.store.insight.comparisons import Bars, Group, OwnGroup, WeekScores, last_of


class NothingToCompare(ValueError):
    """Why there are no bars, in words."""


async def bars_of(context: Context, entry: ComparisonEntry, mine: OwnGroup, monday: date) -> Bars:
    """Those that were made of that week, or that are made now. Raises NothingToCompare."""
    model = context.institution.models.get(context.profile.academic_year(monday))
    if model is None:
        raise NothingToCompare("No scoring model is in force for that week.")
    found = mine.bars
    if found is None:
        async with elevated(context.transaction):
            found = await _made(context, entry, mine.group, monday, model.model.scoring_model_id)
    if found.scoring_model_id != model.model.scoring_model_id:
        raise NothingToCompare(
            "Scores are worked out otherwise since that week was compared: from the next week on there is a"
            " comparison again."
        )
    return found


async def _made(
    context: Context, entry: ComparisonEntry, group: Group, monday: date, model: ScoringModelId
) -> Bars:
    """Made of the stored scores of whoever may be counted, and kept; those that somebody kept first stand."""
    transaction = context.transaction
    await _check_scored(context, monday, model)
    await uses(transaction, entry.purpose)
    scored = await comparisons.list_scores(transaction, group, monday, model)
    students = [each.student_id for each in scored]
    rows = await transaction.gather(STANDING_READS, **standing_parameters(context.profile, students))
    control = await _control(context, group, monday)
    bars = await asyncio.to_thread(
        _bars, context.profile, control, entry, scored, rows, context.today, monday
    )
    if bars is None:
        raise NothingToCompare(
            f"Too few students of your course and year can be counted: there must be {entry.fewest}, and"
            " clearly more, so that nobody can be singled out."
        )
    await comparisons.keep_bars(transaction, group, monday, Bars(bars, model), context.now)
    kept = await comparisons.find_bars(transaction, group, monday)
    assert kept is not None
    return kept


async def _check_scored(context: Context, monday: date, model: ScoringModelId) -> None:
    """Raises NothingToCompare until everybody's scores of the week are stored: it is made once."""
    passes = await progress.latest(context.transaction)
    reached = passes.get(context.profile.academic_year(monday))
    if reached is None or reached.scoring_model_id != model or not _is_done(reached, last_of(monday)):
        raise NothingToCompare("The scores of that week are not all worked out yet.")


def _is_done(reached: Pass, day: date) -> bool:
    return day < reached.first_day or (reached.done_to is None and day <= reached.last_day)


async def _control(context: Context, group: Group, monday: date) -> Control:
    profile = context.profile
    named = f"comparison/{group.programme_id}/{group.level}/{group.year_of_study}"
    control = await disclosure_control(context)
    return control.of(named, profile.first_day(profile.academic_year(monday)), monday)


def _bars(
    profile: Profile,
    control: Control,
    entry: ComparisonEntry,
    scored: Sequence[WeekScores],
    rows: Rows,
    today: date,
    monday: date,
) -> tuple[float, ...] | None:
    members: list[StudentId] = []
    means: list[float] = []
    subjects = subjects_of(rows, [each.student_id for each in scored], today)
    for (student_id, scores), subject in zip(scored, subjects, strict=True):
        usable = usable_days_of(profile, subject, SectionName.ENGAGEMENT)
        days = [each for each in scores if not isnan(each)]
        if days and entry.purpose not in subject.restricted and usable.covers(monday, last_of(monday)):
            members.append(student_id)
            means.append(fmean(days))
    return control.fifths(members, means, "fifth", entry.fewest)

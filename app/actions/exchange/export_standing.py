"""Of which days whose data may go out: by consent, rights and registrations, as of the export's moment."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.actions.context import Context
from app.actions.exchange.exports import Plan
from app.actions.governance.share_commercially import may_go_to_companies
from app.actions.section import STANDING_READS, Subject, standing_parameters, subjects_of, usable_days_of
from app.consent.usable_days import DAY, EVERY_DAY, usable_days
from app.ids import StudentId
from app.profiles.model import Profile
from app.scoring.months import Axis

Days = NDArray[np.bool_]
"""[student, day]."""
Runs = Iterable[tuple[date, date]]
"""Each from its first day to its last."""


async def days_to_give(context: Context, plan: Plan, students: Sequence[StudentId]) -> Days:
    """The days of each student that the export may hold rows of.

    Whoever is restricted altogether, or for the purpose that the export serves, is not among the students:
    the database leaves them out.
    """
    rows = await context.transaction.gather(STANDING_READS, **standing_parameters(context.profile, students))
    subjects = subjects_of(rows, students, context.today)
    axis = plan.axis
    given = np.ones((len(students), axis.length), np.bool_)
    for kind in _kinds_of_runs(context.profile, plan, subjects):
        given &= _filled(axis, kind)
    if plan.allowed.commercial:
        agreed = await may_go_to_companies(context, students)
        given &= np.array([each in agreed for each in students])[:, None]
    return given


def _kinds_of_runs(profile: Profile, plan: Plan, subjects: Sequence[Subject]) -> Iterable[list[Runs]]:
    """What each has to be in, student by student."""
    section = plan.dataset.section
    if section is not None:
        yield [usable_days_of(profile, each, section).runs for each in subjects]
    rule = profile.consent_to(plan.allowed.purpose)
    if rule is not None:
        yield [usable_days(each.decisions, rule, profile.academic_year(each.today)).runs for each in subjects]
    if plan.dataset.while_registered:
        yield [_registered(each) for each in subjects]
    else:
        yield [EVERY_DAY.runs if each.registered else () for each in subjects]


def _registered(subject: Subject) -> Runs:
    return [(each.starts_on, (each.ends_before or date.max) - DAY) for each in subject.registered]


def _filled(axis: Axis, runs: Sequence[Runs]) -> Days:
    grid = np.zeros((len(runs), axis.length), np.bool_)
    for row, some in zip(grid, runs, strict=True):
        for first, last in some:
            if first <= axis.last and last >= axis.first:
                row[max(axis.position(first), 0) : axis.position(last) + 1] = True
    return grid

"""List movements: which of the students in somebody's charge a draft would move to another band of scores."""

import asyncio
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from app.access.vocabulary import Audited, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import RequestContext
from app.actions.engagement.scoring import amounts_on, score_grid
from app.actions.engagement.tried_model import TriedModel
from app.actions.section import STANDING_READS, Rows, standing_parameters, subjects_of
from app.profiles.model import Profile
from app.scoring.months import Axis
from app.store.activity import amounts
from app.store.people import students
from app.store.people.students import StudentRecord, VisibleStudent

SHOWN = (Audited.STUDENT, Audited.ENGAGEMENT)
"""What the list shows of each student."""
_READS = STANDING_READS | {"amounts": amounts.STORED}


@dataclass(frozen=True, slots=True)
class Movement:
    record: StudentRecord
    before: float
    after: float
    band_before: int
    band_after: int


@dataclass(frozen=True, slots=True)
class Movements:
    """A page of the students in somebody's charge: those who would change bands."""

    items: Sequence[Movement]
    next_after: str | None
    """The number of the page's last student, where there are more."""


async def list_movements(
    context: RequestContext, tried: TriedModel, purpose: str | None, *, after: str, limit: int
) -> Movements:
    """Of a page of the students whose engagement is open to the asker, those who would change bands.

    Raises what `check_purpose` does.
    """
    found = await students.list_visible(
        context.transaction, context.today, sees_all=context.user.sees_all, after=after, limit=limit + 1
    )
    page = found[:limit]
    listed = [each.record for each in page if _opens_engagement(context.profile, each)]
    ids = [each.student_id for each in listed]
    await check_purpose(context, ids, SHOWN, purpose)
    axis = Axis.covering(tried.day, tried.day)
    rows = await context.transaction.gather(
        _READS,
        **standing_parameters(context.profile, ids),
        amounts_from=axis.months[0],
        last_day=tried.day,
    )
    moved = await asyncio.to_thread(_movements, context.profile, context.today, tried, axis, listed, rows)
    roles = [
        each
        for each in context.user.roles.names
        if SectionName.ENGAGEMENT in context.profile.opened((each,)).sections
    ]
    await record_access(context, {each.record.student_id: SHOWN for each in moved}, roles, purpose)
    return Movements(moved, page[-1].record.number if len(found) > limit else None)


def _opens_engagement(profile: Profile, visible: VisibleStudent) -> bool:
    return SectionName.ENGAGEMENT in profile.opened(visible.visible_by).sections


def _movements(
    profile: Profile,
    today: date,
    tried: TriedModel,
    axis: Axis,
    listed: Sequence[StudentRecord],
    rows: Rows,
) -> list[Movement]:
    ids = [each.student_id for each in listed]
    subjects = subjects_of(rows, ids, today)
    sources = {*tried.before.sources, *tried.after.sources}
    row_of = {student_id: row for row, student_id in enumerate(ids)}
    on_axis = amounts_on(axis, sources, row_of, rows["amounts"])
    at = axis.position(tried.day)
    before, after = (
        score_grid(profile, rules, subjects, axis, on_axis, tried.day).scores[:, at].tolist()
        for rules in (tried.before, tried.after)
    )
    return list(_changes(profile.trials.thresholds, listed, before, after))


def _changes(
    thresholds: Sequence[float],
    listed: Sequence[StudentRecord],
    before: Sequence[float],
    after: Sequence[float],
) -> Iterator[Movement]:
    for record, old, new in zip(listed, before, after, strict=True):
        bands = bisect_right(thresholds, old), bisect_right(thresholds, new)
        if isfinite(old) and isfinite(new) and bands[0] != bands[1]:
            yield Movement(record, old, new, *bands)

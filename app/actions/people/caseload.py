"""The caseload: every student in somebody's charge with the day's score, those without activity included."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from math import isnan
from typing import NamedTuple

from app.access.vocabulary import Audited, SectionName
from app.actions.context import RequestContext
from app.actions.engagement.read_engagement import DayState, ScoredDay, day_state
from app.actions.engagement.scoring import amounts_on, rules_for, score_grid
from app.actions.section import STANDING_READS, Subject, standing_parameters, subjects_of, usable_days_of
from app.db.query import Reads
from app.ids import StudentId
from app.scoring.models import WINDOW_DAYS
from app.scoring.months import Axis
from app.store.activity import amounts, freshness
from app.store.people import students
from app.store.people.students import StudentRecord, VisibleStudent
from app.store.record import remarks
from app.store.snapshot import InstitutionSnapshot

_READS: Reads = STANDING_READS | {
    "amounts": amounts.STORED,
    "data_as_of": freshness.DATA_AS_OF,
    "remarked": remarks.REMARKED,
}


class CaseloadEntry(NamedTuple):
    record: StudentRecord
    today: ScoredDay
    band: str | None
    """The indicator's, where the institution shows one and the score is shown."""
    audited: Sequence[Audited]
    """What the entry shows of the student."""
    is_remarked: bool
    """Whether the student says that the score misses something, of a day that it looks at."""


async def list_caseload(context: RequestContext, *, after: str, limit: int) -> list[CaseloadEntry]:
    """A page of the caseload by student number, from the one after `after`, each with today's score."""
    today = context.today
    visible = await students.list_visible(
        context.transaction, today, sees_all=context.user.sees_all, after=after, limit=limit
    )
    if not visible:
        return []
    ids = [each.record.student_id for each in visible]
    axis = Axis.covering(today, today)
    rows = await context.transaction.gather(
        _READS,
        **standing_parameters(context.profile, ids),
        amounts_from=axis.months[0],
        last_day=today,
        remarked_section=SectionName.ENGAGEMENT,
        remarked_from=today - timedelta(days=WINDOW_DAYS - 1),
    )
    remarked = set(rows["remarked"])
    subjects = subjects_of(rows, ids, today)
    rules = rules_for(context.institution, today, today, freshness.by_source(rows["data_as_of"]))
    row_of = {student_id: row for row, student_id in enumerate(ids)}
    on_axis = amounts_on(axis, rules.sources, row_of, rows["amounts"])
    grid = score_grid(context.profile, rules, subjects, axis, on_axis, today)
    scores = grid.scores[:, axis.position(today)].tolist()
    return [
        _entry(context, each, subject, today, score, remarked)
        for each, subject, score in zip(visible, subjects, scores, strict=True)
    ]


def _entry(
    context: RequestContext,
    visible: VisibleStudent,
    subject: Subject,
    today: date,
    score: float,
    remarked: Collection[StudentId],
) -> CaseloadEntry:
    if SectionName.ENGAGEMENT not in context.profile.opened(visible.visible_by).sections:
        scored = ScoredDay(today, DayState.RESTRICTED, None, stored=False)
    else:
        scored = _scored(context.institution, subject, today, score)
    shown = scored.state is DayState.SHOWN
    audited = (Audited.STUDENT, Audited.ENGAGEMENT) if shown else (Audited.STUDENT,)
    is_remarked = shown and visible.record.student_id in remarked
    band = _band(context, visible.record, scored)
    return CaseloadEntry(visible.record, scored, band, audited, is_remarked)


def _band(context: RequestContext, record: StudentRecord, scored: ScoredDay) -> str | None:
    entry = context.profile.indicator
    if entry is None or scored.score is None or entry.reason_for_none(record.level, record.study_mode):
        return None
    return entry.band_of(scored.score).name


def _scored(institution: InstitutionSnapshot, subject: Subject, today: date, score: float) -> ScoredDay:
    if not isnan(score):  # only what may be shown is scored
        return ScoredDay(today, DayState.SHOWN, score, stored=False)
    usable = usable_days_of(institution.profile, subject, SectionName.ENGAGEMENT)
    state = day_state(institution, subject, usable, today)
    if state is DayState.SHOWN:
        state = DayState.UNAVAILABLE
    return ScoredDay(today, state, None, stored=False)

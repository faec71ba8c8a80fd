"""The caseload: every student in somebody's charge with the day's score, those without activity included."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import isnan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.access.vocabulary import Audited, SectionName
from app.actions.context import RequestContext
from app.actions.engagement.read_engagement import DayState, ScoredDay, day_state
from app.actions.engagement.scoring import amounts_on, rules_for, score_grid
from app.actions.record.attendance import ATTENDANCE
from app.actions.record.meetings import MEETINGS
from app.actions.section import (
    STANDING_READS,
    Rows,
    Section,
    SectionRequest,
    SectionState,
    Subject,
    standing_parameters,
    status_of,
    subjects_of,
    usable_days_of,
)
from app.attendance.register import Counts, Status, grouped
from app.db.query import Reads
from app.ids import StudentId
from app.scoring.models import WINDOW_DAYS
from app.scoring.months import Axis
from app.store.activity import amounts, freshness
from app.store.people import students
from app.store.people.students import Order, StudentRecord, VisibleStudent
from app.store.record import attendance, meetings, remarks
from app.store.record.attendance import RegisterDay
from app.store.record.meetings import Meeting
from app.store.snapshot import InstitutionSnapshot

CASELOAD_DAYS = 28
"""Of how many days, up to today, a caseload counts sessions and looks for activity."""
_READS: Reads = STANDING_READS | {
    "amounts": amounts.STORED,
    "data_as_of": freshness.DATA_AS_OF,
    "remarked": remarks.REMARKED,
}


class Included(StrEnum):
    """What a caseload says besides who the students are and today's score."""

    ATTENDANCE = "attendance"
    """Sessions of the last four weeks, as the register has them."""
    NEXT_MEETING = "next_meeting"
    """The next meeting that is planned, with whomever."""


class _Part(NamedTuple):
    section: Section[Any]
    """Whose state decides whether it is shown."""
    audited: Audited
    reads: Reads


_INCLUDED = {
    Included.ATTENDANCE: _Part(ATTENDANCE, Audited.ATTENDANCE, {"register": attendance.REGISTER_DAYS}),
    Included.NEXT_MEETING: _Part(MEETINGS, Audited.MEETINGS, {"next_meetings": meetings.NEXT}),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which students of the caseload, in what order, and with what."""

    order: Order = Order.NUMBER
    text: str | None = None
    """Those alone whose name or number has it in it."""
    included: frozenset[Included] = frozenset()


class CaseloadEntry(NamedTuple):
    visible: VisibleStudent
    today: ScoredDay
    change: float | None
    """Today's score less that of a week before, where both are shown."""
    last_active_on: date | None
    """The last of the days, of those whose score is shown, on which any source that counts has anything."""
    band: str | None
    """The indicator's, where the institution shows one and the score is shown."""
    audited: Sequence[Audited]
    """What the entry shows of the student."""
    is_remarked: bool
    """Whether the student says that the score misses something, of a day that it looks at."""
    states: Mapping[Included, SectionState]
    """Of what was asked for besides: whether it may be shown."""
    attended: Counts | None
    next_meeting: Meeting | None

    @property
    def record(self) -> StudentRecord:
        return self.visible.record


async def list_caseload(
    context: RequestContext, *, after: str, limit: int, asked: Asked = Asked()
) -> list[CaseloadEntry]:
    """A page of the caseload, from the one after the position `after`, each with today's score."""
    today = context.today
    visible = await students.list_visible(
        context.transaction,
        today,
        sees_all=context.user.sees_all,
        after=after,
        limit=limit,
        order=asked.order,
        text=asked.text,
    )
    if not visible:
        return []
    ids = [each.record.student_id for each in visible]
    first = today - timedelta(days=CASELOAD_DAYS - 1)
    axis = Axis.covering(first, today)
    reads = dict(_READS)
    for each in asked.included:
        reads |= _INCLUDED[each].reads
    rows = await context.transaction.gather(
        reads,
        **standing_parameters(context.profile, ids),
        amounts_from=axis.months[0],
        last_day=today,
        remarked_section=SectionName.ENGAGEMENT,
        remarked_from=today - timedelta(days=WINDOW_DAYS - 1),
        register_from=datetime.combine(first, time.min, context.profile.zone),
        now=context.now,
        time_zone=context.profile.time_zone,
    )
    subjects = subjects_of(rows, ids, today)
    rules = rules_for(context.institution, first, today, freshness.by_source(rows["data_as_of"]))
    row_of = {student_id: row for row, student_id in enumerate(ids)}
    on_axis = amounts_on(axis, rules.sources, row_of, rows["amounts"])
    scores = score_grid(context.profile, rules, subjects, axis, on_axis, today).scores
    is_active = sum(on_axis.values(), np.zeros_like(scores)) > 0
    page = _Page(context, asked.included, first, rows)
    return [
        page.entry(each, subject, axis, scores[row], is_active[row])
        for row, (each, subject) in enumerate(zip(visible, subjects, strict=True))
    ]


OneRow = NDArray[np.float64] | NDArray[np.bool_]
"""One student's days of the axis."""


class _Page:
    """What a page's queries brought, by student."""

    def __init__(
        self, context: RequestContext, included: Collection[Included], first: date, rows: Rows
    ) -> None:
        self.context, self.included, self.first = context, included, first
        self.remarked = set(rows["remarked"])
        self.register: dict[StudentId, list[RegisterDay]] = grouped(
            rows.get("register", ()), lambda each: each.student_id
        )
        self.next_meetings: dict[StudentId, Meeting] = {
            each.student_id: each for each in rows.get("next_meetings", ())
        }

    def entry(
        self, visible: VisibleStudent, subject: Subject, axis: Axis, scores: OneRow, is_active: OneRow
    ) -> CaseloadEntry:
        context, student_id = self.context, visible.record.student_id
        is_open = SectionName.ENGAGEMENT in context.profile.opened(visible.visible_by).sections
        today = (
            _scored(context.institution, subject, context.today, float(scores[-1]))
            if is_open
            else ScoredDay(context.today, DayState.RESTRICTED, None, stored=False)
        )
        is_shown = today.state is DayState.SHOWN
        states = {each: self._state(each, visible, subject) for each in self.included}
        shown = {each for each, state in states.items() if state is SectionState.SHOWN}
        audited = [Audited.STUDENT, *([Audited.ENGAGEMENT] if is_shown else [])]
        return CaseloadEntry(
            visible,
            today,
            _change(scores) if is_shown else None,
            _last_active(axis, scores, is_active) if is_shown else None,
            _band(context, visible.record, today),
            audited + [_INCLUDED[each].audited for each in Included if each in shown],
            is_shown and student_id in self.remarked,
            states,
            self._attended(student_id, subject) if Included.ATTENDANCE in shown else None,
            self.next_meetings.get(student_id) if Included.NEXT_MEETING in shown else None,
        )

    def _state(self, included: Included, visible: VisibleStudent, subject: Subject) -> SectionState:
        """Whether it may be shown of the student, as the section's own route would say."""
        context, record = self.context, visible.record
        request = SectionRequest(
            context.institution, context.now, record.student_id, subject, self.first, context.today
        )
        opened = context.profile.opened(visible.visible_by)
        return status_of(_INCLUDED[included].section, request, opened).state

    def _attended(self, student_id: StudentId, subject: Subject) -> Counts:
        usable = usable_days_of(self.context.profile, subject, SectionName.ATTENDANCE)
        found: Counter[str] = Counter()
        for each in self.register.get(student_id, ()):
            if each.day in usable:
                found[each.status] += each.sessions
        return Counts(**{each: found[each] for each in Status}, no_record=0)


def _change(scores: OneRow) -> float | None:
    """Today's score less that of a week before: their windows have no day in common."""
    change = float(scores[-1] - scores[-1 - WINDOW_DAYS])
    return None if isnan(change) else change


def _last_active(axis: Axis, scores: OneRow, is_active: OneRow) -> date | None:
    """The last day with anything on it, of those whose score may be shown."""
    days = np.flatnonzero(is_active & ~np.isnan(scores))
    return axis.first + timedelta(days=int(days[-1])) if days.size else None


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

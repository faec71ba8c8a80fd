"""Attendance: every session a student is expected at, counted by week, module and kind."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from app.access.vocabulary import Audited, SectionName
from app.actions.record.remarks import REMARK_READS, remarks_about
from app.actions.section import Rows, Section, SectionRequest
from app.attendance.register import AttendanceState, Counts, count, grouped, state_of
from app.calendars.calendar import monday_of
from app.ids import CorrectionId
from app.store.governance.corrections import DISPUTES
from app.store.governance.inaccuracies import KnownInaccuracy
from app.store.record.attendance import EXPECTED, ExpectedSession
from app.store.record.remarks import Remark

Key = TypeVar("Key", bound=Hashable)


class ShownSession(NamedTuple):
    expected: ExpectedSession
    state: AttendanceState
    day: date
    correction_id: CorrectionId | None
    """What the student says of it, while nobody has decided."""


@dataclass(frozen=True, slots=True)
class Tally(Generic[Key]):
    """Sessions of one group counted: all of them, and the mandatory ones apart."""

    of: Key
    all: Counts
    mandatory: Counts


@dataclass(frozen=True, slots=True)
class Attendance:
    first_day: date
    last_day: date
    sessions: Sequence[ShownSession]
    remarks: Sequence[Remark]
    """What the student says that they miss."""
    known_inaccuracies: Sequence[KnownInaccuracy]
    """What is known to be wrong with the data of these days."""

    @property
    def overall(self) -> Tally[None]:
        return _tally(None, self.sessions)

    @property
    def disputed(self) -> int:
        """How many of the sessions have a record that the student disputes."""
        return sum(each.correction_id is not None for each in self.sessions)

    @property
    def by_week(self) -> list[Tally[date]]:
        """By the week's Monday."""
        return [_tally(key, some) for key, some in grouped(self.sessions, _monday).items()]

    @property
    def by_module(self) -> list[Tally[tuple[str, str]]]:
        """By module run code and module title."""
        by_module = grouped(self.sessions, lambda each: (each.expected.module_run, each.expected.module))
        return [_tally(key, some) for key, some in sorted(by_module.items())]

    @property
    def by_kind(self) -> list[Tally[str]]:
        by_kind = grouped(self.sessions, lambda each: each.expected.kind)
        return [_tally(key, some) for key, some in sorted(by_kind.items())]


def build_attendance(request: SectionRequest, rows: Rows) -> Attendance:
    """The sessions of the days asked for."""
    day = request.institution.profile.day

    disputed = {each.about.session_id: each.correction_id for each in rows["disputes"]}

    def shown(each: ExpectedSession) -> ShownSession:
        state = state_of(each.status, each.ends_at, request.now)
        return ShownSession(each, state, day(each.starts_at), disputed.get(each.session_id))

    said = remarks_about(SectionName.ATTENDANCE, rows, request.first, request.last)
    known = request.institution.inaccuracies(request.first, request.last, SectionName.ATTENDANCE)
    return Attendance(request.first, request.last, [shown(each) for each in rows["sessions"]], said, known)


def _tally(key: Key, shown: Sequence[ShownSession]) -> Tally[Key]:
    mandatory = [each.state for each in shown if each.expected.mandatory]
    return Tally(key, count([each.state for each in shown]), count(mandatory))


def _monday(shown: ShownSession) -> date:
    return monday_of(shown.day)


def _parameters(request: SectionRequest) -> Mapping[str, Any]:
    profile = request.institution.profile
    return {
        "sessions_from": datetime.combine(request.first, time.min, profile.zone),
        "sessions_before": datetime.combine(request.last + timedelta(days=1), time.min, profile.zone),
        "time_zone": profile.time_zone,
        "module_run_id": request.module_run_id,
    }


ATTENDANCE = Section(
    SectionName.ATTENDANCE,
    (Audited.ATTENDANCE,),
    {"sessions": EXPECTED, "disputes": DISPUTES, **REMARK_READS},
    build_attendance,
    _parameters,
)

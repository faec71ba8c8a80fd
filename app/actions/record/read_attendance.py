"""Read attendance: every session a student is expected at, counted by week, module and kind."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, Protocol, TypeVar

from app.actions.context import Here
from app.attendance.register import Counts, Showing, Status, count, grouped, showing
from app.ids import StudentId
from app.store.record import attendance
from app.store.record.attendance import ExpectedSession

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ShownSession:
    expected: ExpectedSession
    showing: Showing
    day: date

    @property
    def mandatory(self) -> bool:
        return self.expected.mandatory


class Counted(Protocol):
    """What of a session is needed to count it."""

    @property
    def day(self) -> date: ...
    @property
    def showing(self) -> Showing: ...
    @property
    def mandatory(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Tally(Generic[Key]):
    """Sessions of one group counted: all of them, and the mandatory ones apart."""

    of: Key
    all: Counts
    mandatory: Counts


@dataclass(frozen=True, slots=True)
class AttendanceSummary:
    overall: Tally[None]
    by_week: Sequence[Tally[date]]
    """By the week's Monday."""


@dataclass(frozen=True, slots=True)
class AttendanceView(AttendanceSummary):
    sessions: Sequence[ShownSession]
    by_module: Sequence[Tally[tuple[str, str]]]
    """By module run code and module title."""
    by_kind: Sequence[Tally[str]]


async def read_attendance(here: Here, student_id: StudentId, first: date, last: date) -> AttendanceView:
    """The sessions of the days from `first` to `last`, counted."""
    zone = here.profile.zone
    expected = await attendance.list_expected(
        here.session,
        student_id,
        datetime.combine(first, time.min, zone),
        datetime.combine(last + timedelta(days=1), time.min, zone),
        here.profile.time_zone,
    )
    shown = [
        ShownSession(
            each,
            showing(None if each.status is None else Status(each.status), each.ends_at, here.now),
            here.profile.day(each.starts_at),
        )
        for each in expected
    ]
    by_module = grouped(shown, lambda each: (each.expected.module_run, each.expected.module))
    by_kind = grouped(shown, lambda each: each.expected.kind)
    return AttendanceView(
        sessions=shown,
        overall=_tally(None, shown),
        by_week=_by_week(shown),
        by_module=[_tally(key, some) for key, some in sorted(by_module.items())],
        by_kind=[_tally(key, some) for key, some in sorted(by_kind.items())],
    )


def summary(shown: Sequence[Counted]) -> AttendanceSummary:
    return AttendanceSummary(_tally(None, shown), _by_week(shown))


def _by_week(shown: Sequence[Counted]) -> list[Tally[date]]:
    return [_tally(key, some) for key, some in grouped(shown, _monday).items()]


def _tally(key: Key, shown: Sequence[Counted]) -> Tally[Key]:
    mandatory = [each.showing for each in shown if each.mandatory]
    return Tally(key, count(each.showing for each in shown), count(mandatory))


def _monday(shown: Counted) -> date:
    return shown.day - timedelta(days=shown.day.weekday())

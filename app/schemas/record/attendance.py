"""Attendance."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from app.actions.record.attendance import Attendance, Tally
from app.actions.record.record_sessions import SessionKind
from app.attendance.register import AttendanceState, Counts, Status
from app.ids import ModuleRunId, SessionId
from app.schemas.base import AnyMoment, Flag, In, Name, Out
from app.schemas.exchange.deliveries import MOST_ITEMS
from app.wire.deliveries import AttendanceItem, SessionItem


class CountsOut(Out):
    expected: int
    """Sessions that are over, or have a record already."""
    present: int
    absent: int
    authorised_absence: int
    no_record: int
    """Over, and the register says nothing."""
    attended_share: float | None
    """present ÷ (present + absent): authorised absences count neither for nor against; null if neither."""


class TallyOut(Out):
    all_sessions: CountsOut
    mandatory_sessions: CountsOut


class WeekTallyOut(TallyOut):
    week_starting: date
    """The Monday."""


class ModuleTallyOut(TallyOut):
    module_run: str
    module: str


class KindTallyOut(TallyOut):
    kind: SessionKind


class ShownSessionOut(Out):
    session_id: SessionId
    module_run_id: ModuleRunId
    module: str
    kind: SessionKind
    title: str | None
    starts_at: datetime
    ends_at: datetime
    mandatory: bool
    status: AttendanceState


class AttendanceSummaryOut(Out):
    first_day: date
    last_day: date
    overall: TallyOut
    by_week: list[WeekTallyOut]


class AttendanceOut(AttendanceSummaryOut):
    by_module: list[ModuleTallyOut]
    by_kind: list[KindTallyOut]
    sessions: list[ShownSessionOut]
    """Every session expected in these days, those without a record too."""


class SessionIn(In):
    session: Name = Field(description="The timetable's own code for it.")
    module_run: Name
    kind: SessionKind
    starts_at: AnyMoment = Field(description="With its offset from UTC, in the years 1900 to 2999.")
    ends_at: AnyMoment = Field(
        description="Likewise, and later. A session of which that is not so is rejected."
    )
    mandatory: Flag = True
    for_everyone: Flag = Field(
        default=True, description="Everyone on the module run is expected; otherwise only those listed."
    )
    title: Name | None = None


class SessionsIn(In):
    sessions: list[SessionIn] = Field(min_length=1, max_length=MOST_ITEMS)


class AttendanceIn(In):
    session: Name = Field(description="The timetable's own code for it.")
    system: Name = Field(description="Whose name for the student `identifier` is.")
    identifier: Name
    status: Status | None = Field(
        default=None, description="Null: the student is expected, and no record has come."
    )


class AttendanceRecordsIn(In):
    records: list[AttendanceIn] = Field(min_length=1, max_length=MOST_ITEMS)


def session_item(given: SessionIn) -> SessionItem:
    return SessionItem(**given.model_dump())


def attendance_item(given: AttendanceIn) -> AttendanceItem:
    return AttendanceItem(**given.model_dump())


def _counts(counts: Counts) -> CountsOut:
    return CountsOut(
        expected=counts.expected,
        present=counts.present,
        absent=counts.absent,
        authorised_absence=counts.authorised_absence,
        no_record=counts.no_record,
        attended_share=counts.attended_share,
    )


def _tally(tally: Tally[Any]) -> dict[str, CountsOut]:
    return {"all_sessions": _counts(tally.all), "mandatory_sessions": _counts(tally.mandatory)}


def _summary(read: Attendance) -> dict[str, Any]:
    return {
        "first_day": read.first_day,
        "last_day": read.last_day,
        "overall": TallyOut(**_tally(read.overall)),
        "by_week": [WeekTallyOut(week_starting=each.of, **_tally(each)) for each in read.by_week],
    }


def attendance_summary_out(read: Attendance) -> AttendanceSummaryOut:
    return AttendanceSummaryOut(**_summary(read))


def attendance_out(read: Attendance) -> AttendanceOut:
    return AttendanceOut(
        **_summary(read),
        by_module=[
            ModuleTallyOut(module_run=each.of[0], module=each.of[1], **_tally(each))
            for each in read.by_module
        ],
        by_kind=[KindTallyOut(kind=SessionKind(each.of), **_tally(each)) for each in read.by_kind],
        sessions=[
            ShownSessionOut(
                session_id=each.expected.session_id,
                module_run_id=each.expected.module_run_id,
                module=each.expected.module,
                kind=SessionKind(each.expected.kind),
                title=each.expected.title,
                starts_at=each.expected.starts_at,
                ends_at=each.expected.ends_at,
                mandatory=each.expected.mandatory,
                status=each.state,
            )
            for each in read.sessions
        ],
    )

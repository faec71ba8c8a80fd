"""Attendance."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from app.actions.record.attendance import Attendance, Tally
from app.actions.record.record_sessions import SessionKind
from app.attendance.register import AttendanceState, Counts, Status
from app.ids import CorrectionId, ModuleRunId, SessionId
from app.schemas.base import AnyMoment, Flag, In, Name, Out, shown_as
from app.schemas.exchange.deliveries import MOST_ITEMS, Judged
from app.schemas.governance.inaccuracies import InaccuracySeenOut, inaccuracies_seen_out
from app.schemas.made_up import (
    IDENTIFIED,
    MODULE,
    MODULE_RUN,
    MODULE_RUN_CODE,
    MONDAY,
    SESSION,
    TODAY,
    WEEK,
)
from app.schemas.record.remarks import RemarkOut, remark_out
from app.wire.deliveries import AttendanceItem, SessionItem

_ALL = {
    "expected": 8,
    "present": 4,
    "absent": 1,
    "authorised_absence": 1,
    "no_record": 2,
    "attended_share": 0.8,
    "recorded_share": 0.75,
}
_MANDATORY = {
    "expected": 2,
    "present": 2,
    "absent": 0,
    "authorised_absence": 0,
    "no_record": 0,
    "attended_share": 1.0,
    "recorded_share": 1.0,
}
_TALLY = {"all_sessions": _ALL, "mandatory_sessions": _MANDATORY}
ATTENDANCE_SUMMARY = {
    "first_day": WEEK[0],
    "last_day": TODAY,
    "disputed_sessions": 0,
    "overall": _TALLY,
    "by_week": [{"week_starting": MONDAY, **_TALLY}],
    "remarks": [],
    "known_inaccuracies": [],
}
_LECTURE = {
    "kind": "lecture",
    "title": "Membranes",
    "starts_at": "2018-11-19T09:00:00Z",
    "ends_at": "2018-11-19T10:00:00Z",
    "mandatory": False,
}
_LECTURE_CODE = "BIO1-L7"
_SESSION = {
    **_LECTURE,
    "session_id": SESSION,
    "module_run_id": MODULE_RUN,
    "module": MODULE,
    "status": "present",
    "disputed": False,
    "correction_id": None,
}
_ATTENDANCE = {
    **ATTENDANCE_SUMMARY,
    "by_module": [{"module_run": MODULE_RUN_CODE, "module": MODULE, **_TALLY}],
    "by_kind": [{"kind": "lecture", **_TALLY}],
    "sessions": [_SESSION],
}
_SCHEDULED = {**_LECTURE, "session": _LECTURE_CODE, "module_run": MODULE_RUN_CODE}
_RECORD = {"session": _LECTURE_CODE, **IDENTIFIED, "status": "present"}


class CountsOut(Out):
    expected: int
    """Sessions that are over, or have a record already."""
    present: int
    """Those that the student came to."""
    absent: int
    """Those that the student missed without authorisation."""
    authorised_absence: int
    """Those that the student was allowed to miss."""
    no_record: int
    """Sessions that are over and have no record in the register."""
    attended_share: float | None
    """From 0 to 1: present ÷ (present + absent). Authorised absences and sessions without a record count
    neither for nor against; null if there is nothing to count. Show it with `recorded_share` beside it."""
    recorded_share: float | None
    """From 0 to 1: how many of the expected sessions have a record at all; null if none was expected."""


class TallyOut(Out):
    all_sessions: CountsOut
    """Of all sessions, mandatory or not."""
    mandatory_sessions: CountsOut
    """Of the mandatory sessions alone."""


class WeekTallyOut(TallyOut):
    week_starting: date
    """The Monday."""


class ModuleTallyOut(TallyOut):
    module_run: str
    """The module run's code."""
    module: str
    """The module's title."""


class KindTallyOut(TallyOut):
    kind: SessionKind
    """What kind of session is counted."""


class ShownSessionOut(Out):
    session_id: SessionId
    """The session's id."""
    module_run_id: ModuleRunId
    """The module run that it belongs to."""
    module: str
    """The module's title."""
    kind: SessionKind
    """What kind of session it is."""
    title: str | None
    """What it is about; null if the timetable does not say."""
    starts_at: datetime
    """When it starts."""
    ends_at: datetime
    """When it ends."""
    mandatory: bool
    """Whether students must come."""
    status: AttendanceState
    """What the register says of the student."""
    disputed: bool
    """Whether the student says that this is wrong, and nobody has decided yet."""
    correction_id: CorrectionId | None
    """What the student says is wrong with it; null unless disputed."""


class AttendanceSummaryOut(Out):
    first_day: date
    """The first day that is looked at."""
    last_day: date
    """The last day that is looked at."""
    disputed_sessions: int
    """How many of the sessions have a record that the student disputes: figures count it as it stands."""
    overall: TallyOut
    """Of all these days."""
    by_week: list[WeekTallyOut]
    """The same by week."""
    remarks: list[RemarkOut]
    """What the student says that attendance of these days misses."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class AttendanceOut(AttendanceSummaryOut):
    model_config = shown_as(_ATTENDANCE)

    by_module: list[ModuleTallyOut]
    """The same by module run."""
    by_kind: list[KindTallyOut]
    """The same by kind of session."""
    sessions: list[ShownSessionOut]
    """Every session expected in these days, those without a record too."""


class SessionIn(In):
    session: Name = Field(description="The timetable's own code for it.")
    module_run: Name
    """The code of the module run that it belongs to."""
    kind: SessionKind
    """What kind of session it is."""
    starts_at: AnyMoment = Field(
        description="When it starts, with its offset from UTC, in the years 1900 to 2999."
    )
    ends_at: AnyMoment = Field(
        description="When it ends: as `starts_at`, and later. A session that breaks this is rejected."
    )
    mandatory: Flag = True
    """Whether students must come."""
    for_everyone: Flag = Field(
        default=True, description="Everyone on the module run is expected; otherwise only those listed."
    )
    title: Name | None = None
    """What it is about."""
    cancelled: Flag = Field(
        default=False,
        description="It does not take place: it goes from the timetable (`removed`), unless the register says"
        " already who came (`conflict`). Delivered again without this, it is back.",
    )


class SessionsIn(In):
    model_config = shown_as({"sessions": [_SCHEDULED]})

    sessions: list[Judged[SessionIn]] = Field(min_length=1, max_length=MOST_ITEMS)
    """Each is judged by itself: a bad one stops no other."""


class AttendanceIn(In):
    session: Name = Field(description="The timetable's own code for it.")
    system: Name = Field(description="The system that knows the student by `identifier`, such as campus.")
    identifier: Name
    """The student's identifier in that system."""
    status: Status | None = Field(
        default=None, description="Null: the student is expected, and no record has come."
    )


class AttendanceRecordsIn(In):
    model_config = shown_as({"records": [_RECORD]})

    records: list[Judged[AttendanceIn]] = Field(min_length=1, max_length=MOST_ITEMS)
    """Each is judged by itself: a bad one stops no other."""


def session_item(session: SessionIn) -> SessionItem:
    return SessionItem(**session.model_dump())


def attendance_item(record: AttendanceIn) -> AttendanceItem:
    return AttendanceItem(**record.model_dump())


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "expected": counts.expected,
        "present": counts.present,
        "absent": counts.absent,
        "authorised_absence": counts.authorised_absence,
        "no_record": counts.no_record,
        "attended_share": counts.attended_share,
        "recorded_share": counts.recorded_share,
    }


def _tally(tally: Tally[Any]) -> dict[str, Any]:
    return {"all_sessions": _counts(tally.all), "mandatory_sessions": _counts(tally.mandatory)}


def _summary(attendance: Attendance) -> dict[str, Any]:
    return {
        "first_day": attendance.first_day,
        "last_day": attendance.last_day,
        "disputed_sessions": attendance.disputed,
        "overall": _tally(attendance.overall),
        "by_week": [{"week_starting": each.of, **_tally(each)} for each in attendance.by_week],
        "remarks": [remark_out(each) for each in attendance.remarks],
        "known_inaccuracies": inaccuracies_seen_out(attendance.known_inaccuracies),
    }


def attendance_summary_out(attendance: Attendance) -> AttendanceSummaryOut:
    return AttendanceSummaryOut.model_validate(_summary(attendance))


def attendance_out(attendance: Attendance) -> AttendanceOut:
    values = _summary(attendance) | {
        "by_module": [
            {"module_run": each.of[0], "module": each.of[1], **_tally(each)} for each in attendance.by_module
        ],
        "by_kind": [{"kind": each.of, **_tally(each)} for each in attendance.by_kind],
        "sessions": [
            {
                "session_id": each.expected.session_id,
                "module_run_id": each.expected.module_run_id,
                "module": each.expected.module,
                "kind": each.expected.kind,
                "title": each.expected.title,
                "starts_at": each.expected.starts_at,
                "ends_at": each.expected.ends_at,
                "mandatory": each.expected.mandatory,
                "status": each.state,
                "disputed": each.correction_id is not None,
                "correction_id": each.correction_id,
            }
            for each in attendance.sessions
        ],
    }
    return AttendanceOut.model_validate(values)

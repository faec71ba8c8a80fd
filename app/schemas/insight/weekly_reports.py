"""Weekly reports: rows, their colours, trends, and the rules by which weeks are coloured."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from app.actions.insight.report_trend import KINDS, REPORTED, Trend, TrendWeek, colour_name
from app.actions.insight.weekly_report import Report
from app.calendars.calendar import DAY
from app.calendars.exclusions import ExclusionReason
from app.ids import StudentId
from app.profiles.model import Profile
from app.rag.judging import COLOURS, Rules
from app.rag.rows import Colour, ReportRow
from app.schemas.base import Out, shown_as
from app.schemas.governance.inaccuracies import InaccuracySeenOut, inaccuracies_seen_out
from app.schemas.made_up import (
    AS_OF,
    COLLEGE_CODE,
    COLLEGE_NAME,
    MONDAY,
    NAME,
    NUMBER,
    STUDENT,
)
from app.store.governance.inaccuracies import KnownInaccuracy

EXACT = "Exact: of the students whom you see."
ROUNDED = (
    "Counts are rounded, small groups are suppressed, and every figure carries noise the size of what one"
    " student can add to it. They are about students of whose data there is a basis to use them."
)


def _status(colour: Colour) -> dict[str, Any]:
    return {"colour": colour, "letter": colour.letter}


_WEEK: dict[str, Any] = {
    "attendance": {"present": 3, "expected": 5, "share": 0.6, "status": _status(Colour.AMBER)},
    "online": {"amount": 41.0, "days": 14, "status": _status(Colour.GREEN)},
    "combined": _status(Colour.AMBER),
    "counts": _status(Colour.AMBER),
    "discounted": False,
    "unconfirmed_marks": True,
    "left_out": [],
    "remarks": ["The board has not confirmed all marks: they can still change, and the status with them."],
}
_AS_OF = {"moodle": AS_OF, "submissions": AS_OF}
_ROW = {
    "student_id": STUDENT,
    "number": NUMBER,
    "name": NAME,
    "department": COLLEGE_NAME,
    "course": "BSc Biology",
    "study_mode": "full_time",
    **_WEEK,
    "as_of": _AS_OF,
}
_COLOURS = {"red": 10, "amber": 45, "green": 180, "grey": None}


class StatusOut(Out):
    colour: Colour
    """Red, amber, green, or grey where there are no data."""
    letter: str
    """R, A or G; a dash for grey: no status is told by a colour alone."""


class AttendanceOfWeekOut(Out):
    present: int
    """Sessions that the student attended."""
    expected: int
    """Sessions that count: neither an authorised absence does, nor a session without a record."""
    share: float | None
    """Those attended among those that count, from 0 to 1; null where none counts."""
    status: StatusOut
    """How that stands; grey where it does not count."""


class OnlineOfWeekOut(Out):
    amount: float | None
    """What the sources add up to, on the days that count; null where too few days do."""
    days: int
    """Days of the window that count. The amount is judged as if they stood for all of them."""
    status: StatusOut
    """How that stands."""


class StatusOfWeekOut(Out):
    attendance: AttendanceOfWeekOut
    """What the register says of the days before the Monday."""
    online: OnlineOfWeekOut
    """What the sources say of the days before the Monday."""
    combined: StatusOut
    """What both make together; grey where it does not count."""
    counts: StatusOut
    """The status to act on: the combined one, or the online one of who studies online only."""
    discounted: bool
    """Whether the student studies online only, so that attendance and the combined status do not count."""
    unconfirmed_marks: bool
    """Whether there were marks of the academic year that the board had not confirmed by then."""
    left_out: list[ExclusionReason]
    """Why days do not count: that the student was on a placement or abroad. No other reason is told here."""
    remarks: list[str]
    """What to know before using the row, in sentences."""


class ReportRowOut(StatusOfWeekOut):
    student_id: StudentId
    """Whom the row is about."""
    number: str
    """The student's number."""
    name: str
    """The student's name; empty where the roster has none."""
    department: str
    """The org unit that runs the course."""
    course: str
    """The programme's title."""
    study_mode: str | None
    """How the student studied on the last day that is looked at."""
    as_of: dict[str, datetime | None]
    """By source, until when its data reach, by its own word; null where it has said nothing."""


class WeeklyReportOut(Out):
    model_config = shown_as(
        {
            "org_unit": COLLEGE_CODE,
            "name": COLLEGE_NAME,
            "week": MONDAY,
            "attendance_from": "2018-11-05",
            "online_from": "2018-10-29",
            "last_day": "2018-11-11",
            "items": [_ROW],
            "known_inaccuracies": [],
            "next_cursor": None,
        }
    )

    org_unit: str
    """The School's code."""
    name: str
    """What the School is called."""
    week: date
    """The Monday at whose beginning the report is as of."""
    attendance_from: date
    """The first day whose sessions are looked at."""
    online_from: date
    """The first day whose activity is looked at."""
    last_day: date
    """The last day that is looked at."""
    items: list[ReportRowOut]
    """One row for each student, by number."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data of these days, until it is put right."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""


class WeekOfStudentOut(StatusOfWeekOut):
    week: date
    """The Monday at whose beginning it is as of."""


class WeeklyStatusOut(Out):
    model_config = shown_as(
        {
            "student_id": STUDENT,
            "as_of": _AS_OF,
            "items": [{"week": MONDAY, **_WEEK}],
            "known_inaccuracies": [],
        }
    )

    student_id: StudentId
    """Whom it is about."""
    as_of: dict[str, datetime | None]
    """By source, until when its data reach, by its own word; null where it has said nothing."""
    items: list[WeekOfStudentOut]
    """Week by week, ascending; none where the student was not registered on a week's last day."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data of these weeks, until it is put right."""


class ColoursOut(Out):
    red: int | None
    """Students who are red; null for too few to tell."""
    amber: int | None
    """Students who are amber; null for too few to tell."""
    green: int | None
    """Students who are green; null for too few to tell."""
    grey: int | None
    """Students of whom there are no data, or whose status does not count; null for too few to tell."""


class TrendWeekOut(Out):
    week: date
    """The Monday at whose beginning the report is as of."""
    people: int | None
    """Students whom the report is about; null for too few to tell."""
    attendance: ColoursOut
    """By their attendance status."""
    online: ColoursOut
    """By their online status."""
    combined: ColoursOut
    """By their combined status."""
    counts: ColoursOut
    """By the status to act on."""


class TrendOut(Out):
    model_config = shown_as(
        {
            "org_unit": COLLEGE_CODE,
            "name": COLLEGE_NAME,
            "method": "hesa",
            "notice": ROUNDED,
            "items": [
                {"week": MONDAY, "people": 235, **dict.fromkeys(KINDS, _COLOURS)},
            ],
            "known_inaccuracies": [],
        }
    )

    org_unit: str
    """The School's code."""
    name: str
    """What the School is called."""
    method: str
    """The profile's method of disclosure control; `none` for whoever sees each of the students."""
    notice: str
    """What to know before using the figures."""
    items: list[TrendWeekOut]
    """Week by week, ascending."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data of these weeks, until it is put right."""


class CutsOut(Out):
    amber_from: float
    """What is less is red."""
    green_from: float
    """What is less, and not red, is amber; what is not is green."""


class AttendanceRuleOut(CutsOut):
    days: int
    """Days before the Monday that are looked at."""
    mandatory_only: bool
    """Whether only mandatory sessions count."""


class OnlineRuleOut(CutsOut):
    days: int
    """Days before the Monday that are looked at."""
    fewest_days: int
    """Days of them that have to count; with fewer it is grey."""
    sources: dict[str, float]
    """By source, what one of its units adds to the amount."""


class CellOut(Out):
    attendance: Colour
    """The attendance status."""
    online: Colour
    """The online status."""
    combined: Colour
    """What both make together."""


class ReportRulesOut(Out):
    model_config = shown_as(
        {
            "attendance": {"days": 7, "mandatory_only": True, "amber_from": 0.5, "green_from": 0.8},
            "online": {
                "days": 14,
                "fewest_days": 5,
                "sources": {"moodle": 1.0, "submissions": 10.0},
                "amber_from": 10.0,
                "green_from": 30.0,
            },
            "online_only_modes": ["online"],
            "letters": {each.value: each.letter for each in COLOURS},
            "combined": [
                {"attendance": "amber", "online": "green", "combined": "amber"},
                {"attendance": "grey", "online": "green", "combined": "green"},
            ],
        }
    )

    attendance: AttendanceRuleOut
    """Of the share of sessions attended, from 0 to 1."""
    online: OnlineRuleOut
    """Of the amount that the sources add up to."""
    online_only_modes: list[str]
    """Modes of study in which only the online status counts."""
    letters: dict[Colour, str]
    """The letter of each colour."""
    combined: list[CellOut]
    """The whole table: each pair of statuses once."""


def _status_out(colour: Colour) -> StatusOut:
    return StatusOut(colour=colour, letter=colour.letter)


def _week_values(row: ReportRow) -> dict[str, Any]:
    return {
        "attendance": AttendanceOfWeekOut(
            present=row.present,
            expected=row.expected,
            share=None if row.share is None else round(row.share, 4),
            status=_status_out(row.attendance),
        ),
        "online": OnlineOfWeekOut(
            amount=row.online_amount, days=row.online_days, status=_status_out(row.online)
        ),
        "combined": _status_out(row.combined),
        "counts": _status_out(row.counts),
        "discounted": row.discounted,
        "unconfirmed_marks": row.unconfirmed_marks,
        "left_out": list(row.left_out),
        "remarks": list(row.remarks),
    }


def _row_out(row: ReportRow) -> ReportRowOut:
    return ReportRowOut(
        student_id=StudentId(row.student_id),
        number=row.number,
        name=row.name,
        department=row.department,
        course=row.course,
        study_mode=row.study_mode,
        as_of=dict(row.as_of),
        **_week_values(row),
    )


def weekly_report_out(
    report: Report,
    rules: Rules,
    rows: Sequence[ReportRow],
    known: Sequence[KnownInaccuracy],
    more: str | None,
) -> WeeklyReportOut:
    return WeeklyReportOut(
        org_unit=report.school.code,
        name=report.school.name,
        week=report.week,
        attendance_from=report.week - rules.attendance_days * DAY,
        online_from=report.week - rules.online_days * DAY,
        last_day=report.week - DAY,
        items=[_row_out(each) for each in rows],
        known_inaccuracies=inaccuracies_seen_out(known),
        next_cursor=more,
    )


def weekly_status_out(
    student_id: StudentId,
    weeks: Sequence[tuple[date, ReportRow]],
    as_of: dict[str, datetime | None],
    known: Sequence[KnownInaccuracy],
) -> WeeklyStatusOut:
    return WeeklyStatusOut(
        student_id=student_id,
        as_of=as_of,
        items=[WeekOfStudentOut(week=monday, **_week_values(row)) for monday, row in weeks],
        known_inaccuracies=inaccuracies_seen_out(known),
    )


def trend_out(trend: Trend, profile: Profile, known: Sequence[KnownInaccuracy]) -> TrendOut:
    return TrendOut(
        org_unit=trend.school.code,
        name=trend.school.name,
        method=profile.disclosure.method if trend.controlled else "none",
        notice=ROUNDED if trend.controlled else EXACT,
        items=[_trend_week_out(trend, each) for each in trend.weeks],
        known_inaccuracies=inaccuracies_seen_out(known),
    )


def _trend_week_out(trend: Trend, week: TrendWeek) -> TrendWeekOut:
    counted = {
        kind: ColoursOut(**{each.value: trend.count(week, colour_name(kind, each)) for each in COLOURS})
        for kind in KINDS
    }
    return TrendWeekOut(week=week.monday, people=trend.count(week, REPORTED), **counted)


def report_rules_out(rules: Rules) -> ReportRulesOut:
    return ReportRulesOut(
        attendance=AttendanceRuleOut(
            days=rules.attendance_days,
            mandatory_only=rules.mandatory_only,
            amber_from=rules.attendance_cuts[0],
            green_from=rules.attendance_cuts[1],
        ),
        online=OnlineRuleOut(
            days=rules.online_days,
            fewest_days=rules.fewest_online_days,
            sources=dict(rules.weights),
            amber_from=rules.online_cuts[0],
            green_from=rules.online_cuts[1],
        ),
        online_only_modes=sorted(rules.online_only_modes),
        letters={each: each.letter for each in COLOURS},
        combined=[
            CellOut(attendance=each, online=other, combined=made)
            for (each, other), made in rules.table.items()
        ],
    )

"""A weekly report's rows as lines of a workbook, and its rules in words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from app.actions.context import Context
from app.actions.insight.report_inaccuracies import about, in_one_line, known_in_report
from app.actions.insight.weekly_status import is_behind, rag_rules
from app.ids import StudentId
from app.profiles.model import Profile
from app.rag.judging import Cuts, Rules
from app.rag.rows import Colour, ReportRow
from app.store.insight.weekly_reports import School
from app.workbooks.contact import NOTHING
from app.workbooks.judge import Documented
from app.workbooks.layout import Cell, Identity, Report, ReportLine

GREY = "Without data a status is grey (–). No data is never red."
DISCOUNTED = (
    "Who studies online only: attendance and the combined status do not count, the online status does."
)
KNOWN = "Something is known to be wrong with the data: see the sheet “About this report”."
BEHIND = "behind: days that it has not delivered do not count"
UNCONFIRMED = "Marks that the board has not confirmed can still change, and the status with them."
_DAYS = "%d/%m/%Y"


def workbook_report(
    context: Context,
    school: School,
    week: date,
    rows: Sequence[ReportRow],
    documented: Mapping[StudentId, Sequence[Documented]],
) -> Report:
    """What the workbook says. `documented`: every version of the rows' contacts, ascending."""
    profile, institution = context.profile, context.institution.institution
    known = known_in_report(context, week)
    return Report(
        Identity(context.institution_id, school.code, week),
        institution.name,
        school.name,
        context.now.astimezone(profile.zone),
        [
            _line(profile, row, documented.get(StudentId(row.student_id), ()), known=bool(known))
            for row in rows
        ],
        [(profile.sources[name].title, _reach_of(profile, at, week)) for name, at in _as_of(rows).items()],
        list(_rules(profile, rag_rules(context))),
        [(about(profile, each, _DAYS), in_one_line(each)) for each in known],
    )


def _line(profile: Profile, row: ReportRow, documented: Sequence[Documented], *, known: bool) -> ReportLine:
    latest = documented[-1] if documented else None
    return ReportLine(
        row.student_id,
        _cells(profile, row, known=known),
        NOTHING if latest is None else latest.contact,
        0 if latest is None else latest.version,
    )


def _cells(profile: Profile, row: ReportRow, *, known: bool) -> dict[str, Cell]:
    reached = "; ".join(
        f"{profile.sources[name].title} {_reach(profile, at)}" for name, at in row.as_of.items()
    )
    return {
        "number": row.number,
        "name": row.name,
        "department": row.department,
        "course": row.course,
        "study_mode": (row.study_mode or "").replace("_", " "),
        "present": row.present,
        "expected": row.expected,
        "attendance_share": row.share,
        "attendance": row.attendance.value,
        "online_amount": row.online_amount,
        "online": row.online.value,
        "combined": row.combined.value,
        "discounted": "yes" if row.discounted else None,
        "unconfirmed_marks": "yes" if row.unconfirmed_marks else None,
        "as_of": reached,
        "left_out": ", ".join(each.replace("_", " ") for each in row.left_out) or None,
        "remarks": " ".join((*row.remarks, *[KNOWN] * known)),
    }


def _as_of(rows: Sequence[ReportRow]) -> Mapping[str, datetime | None]:
    """The same in every row."""
    return rows[0].as_of if rows else {}


def _reach(profile: Profile, at: datetime | None) -> str:
    return "no data yet" if at is None else at.astimezone(profile.zone).strftime(f"{_DAYS} %H:%M")


def _reach_of(profile: Profile, at: datetime | None, week: date) -> str:
    """The same, and whether days before the Monday are missing."""
    reach = _reach(profile, at)
    return f"{reach} ({BEHIND})" if is_behind(profile, at, week) else reach


def _rules(profile: Profile, rules: Rules) -> Iterator[str]:
    sessions = "mandatory sessions" if rules.mandatory_only else "sessions"
    yield (
        f"Attendance: the share of {sessions} attended in the {rules.attendance_days} days before the Monday."
        f" Authorised absence counts neither for nor against. {_cuts(rules.attendance_cuts, 100, '%')}"
    )
    weights = ", ".join(
        f"{profile.sources[name].title} ({profile.sources[name].unit}) × {weight:g}"
        for name, weight in rules.weights.items()
    )
    yield (
        f"Online engagement: what was done in the {rules.online_days} days before the Monday, added up:"
        f" {weights}. {_cuts(rules.online_cuts, 1, '')}"
    )
    for each in Colour:
        made = ", ".join(f"{other} makes {rules.table[each, other]}" for other in Colour)
        yield f"Combined, where attendance is {each}: online {made}."
    yield GREY
    yield DISCOUNTED
    yield UNCONFIRMED


def _cuts(cuts: Cuts, times: int, unit: str) -> str:
    amber, green = (f"{each * times:g}{unit}" for each in cuts)
    return f"Red (R) below {amber}, amber (A) from {amber}, green (G) from {green}."

"""The outreach report: figures about everybody who was looked for."""

from typing import Any

from app.actions.insight.outreach_report import OutreachReport
from app.schemas.base import Out, shown_as
from app.schemas.insight.cohorts import FigureOut, figure_out
from app.schemas.made_up import ACADEMIC_YEAR

NOTICE = (
    "Each student counts once, with the first case of the academic year. Counts are rounded, small groups are"
    " suppressed, and every figure carries noise the size of what one student can add to it."
)


def _figure(value: float | None) -> dict[str, Any]:
    reason = "fewer than 22.5 people" if value is None else None
    return {"value": value, "suppressed": value is None, "reason": reason}


_EXAMPLE = {
    "academic_year": ACADEMIC_YEAR,
    "method": "hesa",
    "notice": NOTICE,
    "students": 340,
    "days_to_first_attempt": _figure(1),
    "days_to_reached": _figure(3),
    "rungs": [
        {
            "rung": "university_email",
            "title": "University e-mail",
            "tried": 330,
            "reached_share": _figure(0.61),
        },
        {
            "rung": "emergency_contact",
            "title": "Emergency contact policy",
            "tried": None,
            "reached_share": _figure(None),
        },
    ],
}


class RungFiguresOut(Out):
    rung: str
    """The rung's name."""
    title: str
    """What the institution calls it."""
    tried: int | None
    """About how many students somebody on it tried to reach, rounded; null for too few to tell."""
    reached_share: FigureOut
    """The share of them who were reached on it, from 0 to 1."""


class OutreachReportOut(Out):
    model_config = shown_as(_EXAMPLE)

    academic_year: int
    """The calendar year in which the academic year begins."""
    method: str
    """The profile's method of disclosure control. `hesa` rounds, suppresses small groups and adds noise."""
    notice: str
    """What to know before using the figures."""
    students: int | None
    """About how many students had a case, rounded; null for too few to tell."""
    days_to_first_attempt: FigureOut
    """The median of working days from the day a case was opened to the first attempt."""
    days_to_reached: FigureOut
    """The median of working days from that day to the day on which the student was reached or answered."""
    rungs: list[RungFiguresOut]
    """By rung, in order."""


def outreach_report_out(report: OutreachReport, method: str) -> OutreachReportOut:
    return OutreachReportOut(
        academic_year=report.academic_year,
        method=method,
        notice=NOTICE,
        students=report.students,
        days_to_first_attempt=figure_out(report.days_to_attempt),
        days_to_reached=figure_out(report.days_to_reached),
        rungs=[
            RungFiguresOut(
                rung=each.rung.name,
                title=each.rung.title,
                tried=each.tried,
                reached_share=figure_out(each.reached),
            )
            for each in report.rungs
        ],
    )

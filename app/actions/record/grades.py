"""Grades: assessments with provisional marks, withheld without consent, hidden in exam periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.access.vocabulary import Audited, SectionName
from app.actions.record.remarks import REMARK_READS, remarks_about
from app.actions.section import Rows, Section, SectionRequest
from app.store.record.grades import ASSESSED_WORK, AssessedWork
from app.store.record.remarks import Remark


@dataclass(frozen=True, slots=True)
class Grades:
    work: Sequence[AssessedWork]
    """By due date; those without one last."""
    withheld_years: Sequence[int]
    """Academic years whose work is left out: the student has not consented to showing it."""
    remarks: Sequence[Remark]
    """What the student says that they miss, whatever the days: marks are of all time."""


def build_grades(request: SectionRequest, rows: Rows) -> Grades:
    """Every assessment of the student's module runs, as far as consent for its day lets it be shown."""
    usable = request.usable_days(SectionName.GRADES)
    return Grades(
        [each for each in rows["work"] if each.about in usable],
        request.withheld_years(SectionName.GRADES),
        remarks_about(SectionName.GRADES, rows, date.min, date.max),
    )


GRADES = Section(
    SectionName.GRADES,
    (Audited.GRADES,),
    {"work": ASSESSED_WORK} | REMARK_READS,
    build_grades,
    of_all_time=True,
)

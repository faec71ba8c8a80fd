"""Grades: assessments with provisional marks, withheld without consent, hidden in exam periods."""

from collections.abc import Sequence

from app.access.vocabulary import Audited, SectionName
from app.actions.section import Rows, Section, SectionRequest
from app.store.record.grades import ASSESSED_WORK, AssessedWork


def build_grades(_request: SectionRequest, rows: Rows) -> Sequence[AssessedWork]:
    """Every assessment of the student's module runs, by due date."""
    return rows["work"]


GRADES = Section(SectionName.GRADES, (Audited.GRADES,), {"work": ASSESSED_WORK}, build_grades)

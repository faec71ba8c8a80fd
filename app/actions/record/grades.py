"""Grades: assessments with marks, withheld without consent, hidden in exam periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.access.vocabulary import Audited, SectionName
from app.actions.record.remarks import REMARK_READS, remarks_about
from app.actions.section import Rows, Section, SectionRequest
from app.ids import AssessmentId, CorrectionId
from app.store.governance.corrections import DISPUTES
from app.store.governance.inaccuracies import KnownInaccuracy
from app.store.record.grades import ASSESSED_WORK, CREDITS, AssessedWork, RunCredits
from app.store.record.remarks import Remark


@dataclass(frozen=True, slots=True)
class Grades:
    work: Sequence[AssessedWork]
    """By due date; those without one last."""
    disputed: Mapping[AssessmentId | None, CorrectionId]
    """By assessment: what the student says is wrong with the mark, while nobody has decided."""
    withheld_years: Sequence[int]
    """Academic years whose work is left out: the student has not consented to showing it."""
    credits: Sequence[RunCredits]
    """By module run, the earliest to begin first."""
    remarks: Sequence[Remark]
    """What the student says that they miss, whatever the days: marks are of all time."""
    known_inaccuracies: Sequence[KnownInaccuracy]
    """What is known to be wrong with the data."""

    @property
    def provisional(self) -> bool:
        """Whether marks here can still change: there is none, or one that the board has not confirmed."""
        marked = [each for each in self.work if each.mark is not None]
        return not marked or any(each.confirmed_on is None for each in marked)


def build_grades(request: SectionRequest, rows: Rows) -> Grades:
    """Assessments and credits of the student's module runs of days that consent lets be shown."""
    usable = request.usable_days(SectionName.GRADES)
    return Grades(
        [each for each in rows["work"] if each.about in usable],
        {each.about.assessment_id: each.correction_id for each in rows["disputes"]},
        request.withheld_years(SectionName.GRADES),
        [each for each in rows["credits"] if each.begins_on in usable],
        remarks_about(SectionName.GRADES, rows, date.min, date.max),
        request.institution.inaccuracies(date.min, date.max, SectionName.GRADES),
    )


GRADES = Section(
    SectionName.GRADES,
    (Audited.GRADES,),
    {"work": ASSESSED_WORK, "credits": CREDITS, "disputes": DISPUTES, **REMARK_READS},
    build_grades,
    of_all_time=True,
)

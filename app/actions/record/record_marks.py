"""Record marks: submissions and marks, as the student record system tells them."""

from collections.abc import Sequence
from math import isfinite

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.exchange.deliveries import (
    ItemOutcome,
    ItemResult,
    date_fault,
    find_subjects,
    not_counted,
    rejected,
    unknown,
    upsert_each,
)
from app.calendars.calendar import DAY
from app.retention.rules import Category
from app.rights.vocabulary import CorrectionKind
from app.scoring.models import AcademicYear
from app.store.governance import corrections
from app.store.governance.corrections import CORRECTED, stays_out
from app.store.people import modules
from app.store.people.modules import Run
from app.store.record.tables import Submission
from app.wire.deliveries import MarkItem

HIGHEST = 100


async def record_marks(context: Context, items: Sequence[MarkItem]) -> list[ItemResult]:
    """Record submissions and marks; a later word replaces an earlier one, and its confirmation.

    One that says again what was corrected at the student's request does not.
    """
    if (refused := not_counted(context, SectionName.GRADES, items)) is not None:
        return refused
    assessments = await modules.assessments_by_code(context.transaction)
    named = {item.assessment for item in items} & assessments.keys()
    subjects = await find_subjects(context, items, (assessments[code].run.module_run_id for code in named))
    corrected = await corrections.accepted(context.transaction, CorrectionKind.MARK, subjects.people.values())

    def to_row(item: MarkItem) -> dict[str, object] | ItemResult:
        if item.mark is not None and not (isfinite(item.mark) and 0 <= item.mark <= HIGHEST):
            return rejected(f"mark: must be from 0 to {HIGHEST}")
        assessment = assessments.get(item.assessment)
        if assessment is None:
            return unknown("assessment: no assessment has this code")
        run = assessment.run
        fault = _date_fault(context, item, run) or _confirmation_fault(context, item, run)
        if fault is not None:
            return rejected(fault)
        year = AcademicYear(run.academic_year)
        of = Category.GRADES, item.submitted_on or run.ends_before - DAY
        student = subjects.known(item, year, run.module_run_id, "assessment", of)
        if isinstance(student, ItemResult):
            return student
        if stays_out(corrected, (student, assessment.assessment_id), item.mark):
            return ItemResult(ItemOutcome.CONFLICT, f"mark: {CORRECTED}")
        return {
            "student_id": student,
            "assessment_id": assessment.assessment_id,
            "submitted_on": item.submitted_on,
            "mark": item.mark,
            "carried_over": item.carried_over,
            "confirmed_on": item.confirmed_on,
        }

    return await upsert_each(context, Submission, [to_row(item) for item in items])


def _date_fault(context: Context, item: MarkItem, run: Run) -> str | None:
    """Work is handed in from the run's academic year on: also after it, where somebody tries again."""
    if item.submitted_on is None:
        return None
    return date_fault(context, "submitted_on", item.submitted_on, run, carried_over=item.carried_over)


def _confirmation_fault(context: Context, item: MarkItem, run: Run) -> str | None:
    """A board confirms a mark that there is, of work that was handed in, and not ahead of time."""
    if item.confirmed_on is None:
        return None
    if item.mark is None:
        return "confirmed_on: there is no mark to confirm"
    if item.submitted_on is not None and item.confirmed_on < item.submitted_on:
        return "confirmed_on: lies before submitted_on"
    return date_fault(context, "confirmed_on", item.confirmed_on, run, carried_over=item.carried_over)

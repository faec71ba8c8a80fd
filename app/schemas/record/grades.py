"""Grades."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import Field

from app.actions.record.grades import Grades
from app.actions.record.record_credits import MOST_CREDITS
from app.actions.record.record_marks import HIGHEST
from app.ids import AssessmentId, CorrectionId, ModuleRunId
from app.schemas.base import Day, Flag, In, Name, Number, Out, shown_as
from app.schemas.exchange.deliveries import MOST_ITEMS, Judged
from app.schemas.governance.inaccuracies import InaccuracySeenOut, inaccuracies_seen_out
from app.schemas.made_up import ASSESSMENT, IDENTIFIED, MODULE, MODULE_RUN, MODULE_RUN_CODE, TODAY
from app.schemas.record.remarks import RemarkOut, remark_out
from app.store.record.grades import RunCredits
from app.wire.deliveries import CreditsItem, MarkItem

_SUBMISSION = {"submitted_on": "2018-10-30", "mark": 62.0, "confirmed_on": "2018-11-14"}
_ASSESSED_WORK = {
    **_SUBMISSION,
    "assessment_id": ASSESSMENT,
    "module_run_id": MODULE_RUN,
    "module_run": MODULE_RUN_CODE,
    "module": MODULE,
    "kind": "coursework",
    "due_on": "2018-11-01",
    "weight": 40.0,
    "carried_over": False,
    "disputed": False,
    "correction_id": None,
}
_CREDITS = {
    "module_run_id": MODULE_RUN,
    "module_run": MODULE_RUN_CODE,
    "module": MODULE,
    "academic_year": 2018,
    "credits": 15.0,
    "achieved": 15.0,
    "achieved_on": TODAY,
}
_ACHIEVED = {"module_run": MODULE_RUN_CODE, **IDENTIFIED, "credits": 15.0, "achieved_on": TODAY}
_MARK = {"assessment": "BIO1-ESSAY", **IDENTIFIED, **_SUBMISSION}


class AssessedWorkOut(Out):
    assessment_id: AssessmentId
    """The assessment's id."""
    module_run_id: ModuleRunId
    """The module run that it belongs to."""
    module_run: str
    """The module run's code."""
    module: str
    """The module's title."""
    kind: str
    """What kind of work it is."""
    due_on: date | None
    """The last day to hand it in; null if there is none."""
    weight: float
    """Percent of the module's mark."""
    submitted_on: date | None
    """The day on which the student handed it in; null while there is none."""
    mark: float | None
    """The mark; null while there is none."""
    carried_over: bool | None
    """The mark was banked from an earlier attempt; null while nothing has been submitted."""
    confirmed_on: date | None
    """The day on which the board of examiners confirmed the mark; null: it can still change."""
    disputed: bool
    """Whether the student says that the mark is wrong, and nobody has decided yet."""
    correction_id: CorrectionId | None
    """What the student says is wrong with it; null unless disputed."""


class RunCreditsOut(Out):
    module_run_id: ModuleRunId
    """The module run's id."""
    module_run: str
    """The module run's code."""
    module: str
    """The module's title."""
    academic_year: int
    """The year in which it starts."""
    credits: float | None
    """What whoever passes the module achieves; null if the institution has not said."""
    achieved: float | None
    """What the student has achieved by it; null while nothing has been recorded."""
    achieved_on: date | None
    """The day on which it was achieved; null while there is none, or if it is not known."""


class CreditsOfYearOut(Out):
    academic_year: int
    """The year in which the modules start."""
    achieved: float
    """What the student has achieved by them."""


class CreditsOut(Out):
    achieved: float
    """All that has been achieved."""
    by_year: list[CreditsOfYearOut]
    """The same by academic year, the earliest first; years without any are left out."""
    items: list[RunCreditsOut]
    """By module run, the earliest to begin first."""


class GradesOut(Out):
    model_config = shown_as(
        {
            "provisional": False,
            "items": [_ASSESSED_WORK],
            "credits": {
                "achieved": 15.0,
                "by_year": [{"academic_year": 2018, "achieved": 15.0}],
                "items": [_CREDITS],
            },
            "withheld_years": [],
            "remarks": [],
            "known_inaccuracies": [],
        }
    )

    provisional: bool
    """Whether marks here can still change: false once the board of examiners has confirmed each of them."""
    items: list[AssessedWorkOut]
    """By the day on which they are due; those without one last."""
    credits: CreditsOut
    """What the modules are worth, and what the student has achieved by them."""
    withheld_years: list[int]
    """Academic years that are left out, because the student has not consented to showing them."""
    remarks: list[RemarkOut]
    """What the student says that marks miss, of whatever day."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class AchievedCreditsIn(In):
    module_run: Name = Field(description="The module run's code.")
    system: Name = Field(description="The system that knows the student by `identifier`, such as campus.")
    identifier: Name
    """The student's identifier in that system."""
    credits: Number = Field(
        description=f"What was achieved: from 0 to {MOST_CREDITS}; any other is rejected."
    )
    achieved_on: Day | None = None
    """The day on which it was achieved."""


class CreditsIn(In):
    model_config = shown_as({"credits": [_ACHIEVED]})

    credits: list[Judged[AchievedCreditsIn]] = Field(min_length=1, max_length=MOST_ITEMS)
    """Each is judged by itself: a bad one stops no other."""


class MarkIn(In):
    assessment: Name = Field(description="The student record system's code for it.")
    system: Name = Field(description="The system that knows the student by `identifier`, such as campus.")
    identifier: Name
    """The student's identifier in that system."""
    submitted_on: Day | None = None
    """The day on which the student handed it in."""
    mark: Number | None = Field(default=None, description=f"From 0 to {HIGHEST}; any other is rejected.")
    carried_over: Flag = False
    """Whether the mark was banked from an earlier attempt."""
    confirmed_on: Day | None = None
    """The day on which the board of examiners confirmed the mark, from `submitted_on` to today.

    Null: it has not confirmed it, or not confirmed the mark as it is now.
    """


class MarksIn(In):
    model_config = shown_as({"marks": [_MARK]})

    marks: list[Judged[MarkIn]] = Field(min_length=1, max_length=MOST_ITEMS)
    """Each is judged by itself: a bad one stops no other."""


def mark_item(mark: MarkIn) -> MarkItem:
    return MarkItem(**mark.model_dump())


def credits_item(achieved: AchievedCreditsIn) -> CreditsItem:
    return CreditsItem(**achieved.model_dump())


def _credits_out(found: Sequence[RunCredits]) -> dict[str, Any]:
    by_year: dict[int, float] = {}
    for each in found:
        if each.achieved is not None:
            by_year[each.academic_year] = by_year.get(each.academic_year, 0.0) + each.achieved
    return {
        "achieved": sum(by_year.values()),
        "by_year": [
            {"academic_year": year, "achieved": achieved} for year, achieved in sorted(by_year.items())
        ],
        "items": [{name: getattr(each, name) for name in RunCreditsOut.model_fields} for each in found],
    }


def grades_out(grades: Grades) -> GradesOut:
    items = [
        {
            "assessment_id": each.assessment_id,
            "module_run_id": each.module_run_id,
            "module_run": each.module_run,
            "module": each.module,
            "kind": each.kind,
            "due_on": each.due_on,
            "weight": each.weight,
            "submitted_on": each.submitted_on,
            "mark": each.mark,
            "carried_over": each.carried_over,
            "confirmed_on": each.confirmed_on,
            "disputed": each.assessment_id in grades.disputed,
            "correction_id": grades.disputed.get(each.assessment_id),
        }
        for each in grades.work
    ]
    return GradesOut.model_validate(
        {
            "provisional": grades.provisional,
            "items": items,
            "credits": _credits_out(grades.credits),
            "withheld_years": grades.withheld_years,
            "remarks": [remark_out(each) for each in grades.remarks],
            "known_inaccuracies": inaccuracies_seen_out(grades.known_inaccuracies),
        }
    )

"""Grades."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from app.actions.record.record_marks import HIGHEST
from app.ids import AssessmentId, ModuleRunId
from app.schemas.base import Day, Flag, In, Name, Number, Out
from app.schemas.exchange.deliveries import MOST_ITEMS
from app.store.record.grades import AssessedWork
from app.wire.deliveries import MarkItem


class AssessedWorkOut(Out):
    assessment_id: AssessmentId
    module_run_id: ModuleRunId
    module_run: str
    module: str
    kind: str
    due_on: date | None
    weight: float
    """Percent of the module's mark."""
    submitted_on: date | None
    mark: float | None
    carried_over: bool | None
    """The mark was banked from an earlier attempt; null while nothing has been submitted."""


class GradesOut(Out):
    provisional: Literal[True]
    """Always: marks here are not confirmed by a board."""
    items: list[AssessedWorkOut]


class MarkIn(In):
    assessment: Name = Field(description="The student record system's code for it.")
    system: Name = Field(description="Whose name for the student `identifier` is.")
    identifier: Name
    submitted_on: Day | None = None
    mark: Number | None = Field(default=None, description=f"From 0 to {HIGHEST}; any other is rejected.")
    carried_over: Flag = False


class MarksIn(In):
    marks: list[MarkIn] = Field(min_length=1, max_length=MOST_ITEMS)


def mark_item(given: MarkIn) -> MarkItem:
    return MarkItem(**given.model_dump())


def grades_out(work: Sequence[AssessedWork]) -> GradesOut:
    return GradesOut(
        provisional=True,
        items=[
            AssessedWorkOut(
                assessment_id=each.assessment_id,
                module_run_id=each.module_run_id,
                module_run=each.module_run,
                module=each.module,
                kind=each.kind,
                due_on=each.due_on,
                weight=each.weight,
                submitted_on=each.submitted_on,
                mark=each.mark,
                carried_over=each.carried_over,
            )
            for each in work
        ],
    )

"""Objectives."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.ids import ObjectiveId, ProgressId
from app.schemas.base import DayInUse, In, Out, shown_as
from app.schemas.made_up import OBJECTIVE, PROGRESS, TUTOR_NAME
from app.store.support.objectives import Objective

_INPUT = {"title": "Hand in the first draft of the laboratory report.", "due_on": "2018-12-04"}
_ENTRY = {
    "words": "The introduction is written, and the figures are drawn.",
    "evidence": "https://example.edu/drafts/lab-report",
}
_OBJECTIVE: dict[str, Any] = {
    **_INPUT,
    "objective_id": OBJECTIVE,
    "author": "staff",
    "staff_name": TUTOR_NAME,
    "set_at": "2018-11-19T10:45:00Z",
    "changed_at": "2018-11-19T10:45:00Z",
    "outcome": None,
    "closed_at": None,
    "closed_by_name": None,
    "progress": [
        {
            **_ENTRY,
            "progress_id": PROGRESS,
            "author": "student",
            "staff_name": None,
            "entered_at": "2018-11-20T11:05:00Z",
        }
    ],
}

Side = Literal["student", "staff"]
Outcome = Literal["achieved", "given_up", "replaced"]
_SIDE = "Which side: the `student`, or `staff`."
_OUTCOME = "`achieved`: done. `given_up`: nobody goes on with it. `replaced`: by another objective."
Words = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"^[^\x00]*$")]


class ObjectiveIn(In):
    model_config = shown_as(_INPUT)

    title: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
    """What is to be reached. Both sides read it."""
    due_on: DayInUse
    """The day by which it is to be reached: today or later."""


class ProgressIn(In):
    model_config = shown_as(_ENTRY)

    words: Words
    """What became of it so far. Both sides read it."""
    evidence: Words | None = None
    """What shows it: a link, or a few words."""


class ObjectiveClosingIn(In):
    model_config = shown_as({"outcome": "achieved"})

    outcome: Outcome = Field(description=_OUTCOME)


class ProgressOut(Out):
    progress_id: ProgressId
    """The entry's id."""
    author: Side = Field(description=_SIDE)
    staff_name: str | None
    """The author's name, where it is a member of staff."""
    words: str
    """What became of the objective so far."""
    evidence: str | None
    """What shows it: a link, or a few words; null if nothing was given."""
    entered_at: datetime
    """When it was entered."""


class ObjectiveOut(Out):
    model_config = shown_as(_OBJECTIVE)

    objective_id: ObjectiveId
    """The objective's id."""
    author: Side = Field(description=_SIDE)
    staff_name: str | None
    """Who set it, where it is a member of staff."""
    title: str
    """What is to be reached."""
    due_on: date
    """The day by which it is to be reached."""
    set_at: datetime
    """When it was set."""
    changed_at: datetime
    """When its title or day last changed, or it was closed."""
    outcome: Outcome | None = Field(description=f"{_OUTCOME} Null while it is open.")
    closed_at: datetime | None
    """When it was closed; null while it is open."""
    closed_by_name: str | None
    """Who closed it; null while it is open, and where the student did."""
    progress: list[ProgressOut]
    """What became of it so far, the earliest first. Nothing of it is ever changed."""


class ObjectivesOut(Out):
    model_config = shown_as({"items": [_OBJECTIVE]})

    items: list[ObjectiveOut]
    """Open ones by the day on which they are due, then the latest closed."""


def objective_out(objective: Objective) -> ObjectiveOut:
    return ObjectiveOut.model_validate(
        {
            "objective_id": objective.objective_id,
            "author": objective.author,
            "staff_name": objective.staff_name,
            "title": objective.title,
            "due_on": objective.due_on,
            "set_at": objective.set_at,
            "changed_at": objective.changed_at,
            "outcome": objective.outcome,
            "closed_at": objective.closed_at,
            "closed_by_name": objective.closed_by_name,
            "progress": [
                {
                    "progress_id": each.progress_id,
                    "author": each.author,
                    "staff_name": each.staff_name,
                    "words": each.words,
                    "evidence": each.evidence,
                    "entered_at": each.entered_at,
                }
                for each in objective.progress
            ],
        }
    )

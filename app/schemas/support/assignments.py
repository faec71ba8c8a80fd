"""Assignments."""

from datetime import datetime

from app.ids import AssignmentId
from app.schemas.base import In, Name, Out, Reason, shown_as
from app.schemas.made_up import ASSIGNMENT, TUTOR_NAME
from app.schemas.support.teams import RESIDENCE_TEAM
from app.store.support.assignments import Assignment

_HANDED_OVER = {
    "team": RESIDENCE_TEAM["code"],
    "reason": "Asked to talk about moving to another residence.",
}
_ASSIGNMENT = _HANDED_OVER | {
    "assignment_id": ASSIGNMENT,
    "team_name": RESIDENCE_TEAM["name"],
    "opened_by_name": TUTOR_NAME,
    "opened_at": "2018-11-20T10:45:00Z",
    "closed_by_name": None,
    "closed_at": None,
    "closing_reason": None,
}


class AssignmentIn(In):
    model_config = shown_as(_HANDED_OVER)

    team: Name
    """The code of the team that takes over the case."""
    reason: Reason
    """Why, in general terms: the student and everybody who sees the student can read it."""


class AssignmentClosingIn(In):
    model_config = shown_as({"reason": "Has moved, and is content there."})

    reason: Reason
    """Why, in general terms: the student and everybody who sees the student can read it."""


class AssignmentOut(Out):
    model_config = shown_as(_ASSIGNMENT)

    assignment_id: AssignmentId
    """The assignment's id."""
    team: str
    """The code of the team that has, or had, the case."""
    team_name: str
    """What the team is called."""
    reason: str
    """Why the case was handed over."""
    opened_by_name: str
    """Who handed it over."""
    opened_at: datetime
    """When it was handed over."""
    closed_by_name: str | None
    """Who closed it; null while it is open, and where the student did by taking an agreement back."""
    closed_at: datetime | None
    """When; null while it is open. Until then, the team's members see the student."""
    closing_reason: str | None
    """Why it was closed; null while it is open."""


class AssignmentsOut(Out):
    model_config = shown_as({"items": [_ASSIGNMENT]})

    items: list[AssignmentOut]
    """The latest first."""


def assignment_out(assignment: Assignment) -> AssignmentOut:
    return AssignmentOut(
        assignment_id=assignment.assignment_id,
        team=assignment.team,
        team_name=assignment.team_name,
        reason=assignment.reason,
        opened_by_name=assignment.opened_by_name,
        opened_at=assignment.opened_at,
        closed_by_name=assignment.closed_by_name,
        closed_at=assignment.closed_at,
        closing_reason=assignment.closing_reason,
    )

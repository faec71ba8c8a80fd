"""Saved cohorts."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.cohorts.conditions import (
    FEWEST_DAYS,
    FEWEST_SESSIONS,
    LONGEST_NAME,
    MOST_CONDITIONS,
    MOST_DAYS,
    MOST_VALUES,
    USUAL_DAYS,
    Condition,
    Kind,
)
from app.ids import CohortEventId, CohortId, StudentId
from app.schemas.base import In, Number, Out, Whole, shown_as
from app.schemas.made_up import COHORT_EVENT, NAME, NUMBER, SAVED_COHORT, STUDENT
from app.store.insight.cohort_members import CohortEvent, Member
from app.store.insight.saved_cohorts import SavedCohort

_CONDITIONS: list[dict[str, Any]] = [
    {"kind": "level", "any_of": ["undergraduate"], "below": None, "days": None},
    {"kind": "attendance_below", "any_of": [], "below": 0.5, "days": 28},
]
_INPUT = {
    "name": "Undergraduates who miss most sessions",
    "conditions": [
        {"kind": "level", "any_of": ["undergraduate"]},
        {"kind": "attendance_below", "below": 0.5},
    ],
}
_COHORT = {
    "saved_cohort_id": SAVED_COHORT,
    "name": "Undergraduates who miss most sessions",
    "conditions": _CONDITIONS,
    "created_at": "2018-11-12T09:00:00Z",
    "changed_at": "2018-11-12T09:00:00Z",
    "evaluated_at": "2018-11-19T03:10:00Z",
}
_MEMBER = {"student_id": STUDENT, "number": NUMBER, "name": NAME}
_EVENT = {
    "event_id": COHORT_EVENT,
    "kind": "joined",
    "saved_cohort_id": SAVED_COHORT,
    "occurred_at": "2018-11-19T03:10:00Z",
    "as_of": "2018-11-19",
    **_MEMBER,
}

Change = Literal["joined", "left"]
Value = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")]
ListName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f]*$")]


class ConditionIn(In):
    model_config = shown_as(_INPUT["conditions"][1])

    kind: Kind
    """What is asked."""
    any_of: Annotated[tuple[Value, ...], Field(max_length=MOST_VALUES)] = ()
    """Any of these will do. For `org_unit`, `programme` and `module_run` ids; else words, such as a level."""
    below: Annotated[Number, Field(gt=0, le=1)] | None = None
    """For `attendance_below` and `engagement_below_own`: the share, from 0 to 1."""
    days: Annotated[Whole, Field(ge=FEWEST_DAYS, le=MOST_DAYS)] | None = Field(
        None,
        description=f"For the same: of how many latest days, or how many days before; else {USUAL_DAYS}."
        f" Attendance rests on at least {FEWEST_SESSIONS} recorded sessions, and neither looks at an earlier"
        " academic year.",
    )


class SavedCohortIn(In):
    model_config = shown_as(_INPUT)

    name: ListName
    """What the owner calls it. Students who are in it, or were, can read it."""
    conditions: Annotated[list[ConditionIn], Field(min_length=1, max_length=MOST_CONDITIONS)]
    """All of them must hold."""


class ConditionOut(Out):
    model_config = shown_as(_CONDITIONS[1])

    kind: Kind
    """What is asked."""
    any_of: list[str]
    """Any of these will do; empty where the condition takes none."""
    below: float | None
    """The share; null where the condition takes none."""
    days: int | None
    """Of how many days; null where nobody said, or the condition takes none."""


class SavedCohortOut(Out):
    model_config = shown_as(_COHORT)

    saved_cohort_id: CohortId
    """The saved cohort's id."""
    name: str
    """What the owner calls it."""
    conditions: list[ConditionOut]
    """All of them must hold."""
    created_at: datetime
    """When it was made."""
    changed_at: datetime
    """When its name or conditions last changed."""
    evaluated_at: datetime | None
    """When it was last recorded who is in it; null before the first night."""


class SavedCohortsOut(Out):
    model_config = shown_as({"items": [_COHORT], "next_cursor": None})

    items: list[SavedCohortOut]
    """The asker's own, the earliest first."""
    next_cursor: str | None
    """Where the next page begins; null on the last."""


class CohortMemberOut(Out):
    model_config = shown_as(_MEMBER)

    student_id: StudentId
    """The student's id."""
    number: str
    """The student's number."""
    name: str | None
    """The student's name, if it is known."""


class CohortMembersOut(Out):
    model_config = shown_as({"items": [_MEMBER], "next_cursor": None})

    items: list[CohortMemberOut]
    """By student number."""
    next_cursor: str | None
    """Where the next page begins; null on the last."""


class CohortEventOut(Out):
    model_config = shown_as(_EVENT)

    event_id: CohortEventId
    """The event's id: whoever gets it twice knows it by that."""
    kind: Change = Field(description="`joined`: is in it since then. `left`: is not any more.")
    saved_cohort_id: CohortId
    """The saved cohort."""
    occurred_at: datetime
    """When it was noticed."""
    as_of: date
    """The institution's day on which it was noticed."""
    student_id: StudentId
    """The student's id."""
    number: str
    """The student's number."""
    name: str | None
    """The student's name, if it is known."""


class CohortEventsOut(Out):
    model_config = shown_as({"items": [_EVENT], "next_cursor": None})

    items: list[CohortEventOut]
    """The earliest first."""
    next_cursor: str | None
    """Where the next page begins; null on the last."""


def conditions_of(said: SavedCohortIn) -> list[Condition]:
    return [Condition(each.kind, each.any_of, each.below, each.days) for each in said.conditions]


def saved_cohort_out(cohort: SavedCohort) -> SavedCohortOut:
    return SavedCohortOut(
        saved_cohort_id=cohort.cohort_id,
        name=cohort.name,
        conditions=[
            ConditionOut(kind=each.kind, any_of=list(each.any_of), below=each.below, days=each.days)
            for each in cohort.conditions
        ],
        created_at=cohort.created_at,
        changed_at=cohort.changed_at,
        evaluated_at=cohort.evaluated_at,
    )


def cohort_member_out(member: Member) -> CohortMemberOut:
    return CohortMemberOut(student_id=member.student_id, number=member.number, name=member.name)


def cohort_event_out(cohort_id: CohortId, event: CohortEvent) -> CohortEventOut:
    return CohortEventOut.model_validate(event._asdict() | {"saved_cohort_id": cohort_id})

"""Review lists."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from app.actions.support.review_lists import ReviewPage
from app.ids import ReviewListId, StudentId
from app.schemas.base import In, Out, Reason, shown_as
from app.schemas.made_up import HEAD_NAME, MONDAY, NAME, NUMBER, REVIEW_LIST, STUDENT
from app.schemas.support.visa_engagement import ExcludedDaysOut
from app.store.support.review_lists import ReviewedStudent, ReviewList

_LIST = {
    "review_list_id": REVIEW_LIST,
    "term": "Autumn term",
    "term_first_day": "2018-09-24",
    "first_day": "2018-10-29",
    "last_day": "2018-11-18",
    "created_by_name": HEAD_NAME,
    "created_at": "2018-11-20T10:45:00Z",
    "students": 1,
    "undecided": 1,
}
_STUDENT = {
    "student_id": STUDENT,
    "number": NUMBER,
    "name": NAME,
    "weeks": [{"monday": MONDAY, "absent": 4, "authorised_absence": 0, "no_record": 1}],
    "excluded": [],
    "last_present_on": "2018-10-12",
    "decision": None,
    "reason": None,
    "decided_by_name": None,
    "decided_at": None,
}
_DECISION = {"decision": "contact", "reason": "Nobody has spoken with the student since October."}


class ReviewDecisionIn(In):
    model_config = shown_as(_DECISION)

    decision: Literal["continuing", "contact", "refer"]
    """`continuing`: still studies. `contact`: to be contacted. `refer`: referred for assumed withdrawal."""
    reason: Reason
    """Why it is decided so."""


class ReviewListOut(Out):
    model_config = shown_as(_LIST)

    review_list_id: ReviewListId
    """The list's id."""
    term: str
    """The term that it is of."""
    term_first_day: date
    """The first day of the term."""
    first_day: date
    """The first day that it looks at."""
    last_day: date
    """The last day that it looks at."""
    created_by_name: str
    """Who made it."""
    created_at: datetime
    """When it was made."""
    students: int
    """How many students on it are in the asker's charge."""
    undecided: int
    """On how many of them nobody has decided."""


class ReviewListsOut(Out):
    model_config = shown_as({"items": [_LIST]})

    items: list[ReviewListOut]
    """The latest first."""


class ReviewedWeekOut(Out):
    monday: date
    """The first day of the week."""
    absent: int
    """Sessions at which the register says absent."""
    authorised_absence: int
    """Sessions that the student was allowed to miss."""
    no_record: int
    """Sessions of which the register says nothing: they count neither for nor against."""


class ReviewedStudentOut(Out):
    model_config = shown_as(_STUDENT)

    student_id: StudentId
    """The student's id."""
    number: str
    """The student number."""
    name: str | None
    """The student's name; null if it is not known."""
    weeks: list[ReviewedWeekOut]
    """The register when the list was made, the earliest week first; excluded days are left out."""
    excluded: list[ExcludedDaysOut]
    """Days that were left out, and why."""
    last_present_on: date | None
    """The last day on which the register says present; null: there was none."""
    decision: str | None
    """`continuing`, `contact` or `refer`; null: nobody has decided."""
    reason: str | None
    """Why it was decided so."""
    decided_by_name: str | None
    """Who decided."""
    decided_at: datetime | None
    """When it was decided."""


class ReviewListPageOut(ReviewListOut):
    model_config = shown_as(_LIST | {"items": [_STUDENT], "next_cursor": None})

    items: list[ReviewedStudentOut]
    """Students on it who are in the asker's charge, by student number."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def review_list_out(listed: ReviewList) -> ReviewListOut:
    return ReviewListOut(
        review_list_id=listed.review_list_id,
        term=listed.term,
        term_first_day=listed.term_first_day,
        first_day=listed.first_day,
        last_day=listed.last_day,
        created_by_name=listed.created_by_name,
        created_at=listed.created_at,
        students=listed.students,
        undecided=listed.undecided,
    )


def reviewed_student_out(student: ReviewedStudent) -> ReviewedStudentOut:
    return ReviewedStudentOut(
        student_id=student.student_id,
        number=student.number,
        name=student.name,
        weeks=[ReviewedWeekOut.model_validate(each) for each in student.evidence["weeks"]],
        excluded=[ExcludedDaysOut.model_validate(each) for each in student.evidence["excluded"]],
        last_present_on=student.evidence["last_present_on"],
        decision=student.decision,
        reason=student.reason,
        decided_by_name=student.decided_by_name,
        decided_at=student.decided_at,
    )


def review_page_out(
    page: ReviewPage, shown: Iterable[ReviewedStudent], next_cursor: str | None
) -> ReviewListPageOut:
    return ReviewListPageOut(
        **dict(review_list_out(page.listed)),
        items=[reviewed_student_out(each) for each in shown],
        next_cursor=next_cursor,
    )

"""The queue of requests, and what whoever answers does with one."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.ids import StudentId
from app.rights.vocabulary import LegalException, RequestOutcome, RequestState, RequestStep
from app.schemas.base import In, Out, Reason, shown_as
from app.schemas.governance.requests import REQUESTED, RequestOut, request_out
from app.schemas.made_up import NAME, NEXT, NUMBER, STUDENT
from app.store.governance.request_queue import Requester
from app.store.governance.requests import RightsRequest

_QUEUED = REQUESTED | {
    "student_id": STUDENT,
    "student_number": NUMBER,
    "student_name": NAME,
    "next_due_on": "2019-02-20",
    "overdue": False,
}


OpenState = Literal[
    RequestState.RECEIVED, RequestState.AWAITING_IDENTITY, RequestState.PAUSED, RequestState.EXTENDED
]
STATES = "Without an answer, it is `received`, `awaiting_identity`, `paused` or `extended`."


class QueuedRequestOut(RequestOut):
    model_config = shown_as(_QUEUED)

    student_id: StudentId
    """Who asks."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name; null where the institution keeps none here."""
    next_due_on: date | None
    """What is due first, acknowledgement or answer; null once answered, and while the clock stands still."""
    overdue: bool
    """Whether that was before today."""


class QueuedRequestsOut(Out):
    model_config = shown_as({"items": [_QUEUED], "next_cursor": NEXT})

    items: list[QueuedRequestOut]
    """What is due first comes first; those whose clock stands still come last."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class RequestStepIn(In):
    model_config = shown_as({"step": "extended", "reason": "We have to ask three departments."})

    step: Literal[
        RequestStep.IDENTITY_ASKED,
        RequestStep.CLARIFICATION_ASKED,
        RequestStep.WENT_ON,
        RequestStep.EXTENDED,
        RequestStep.ACKNOWLEDGED,
    ]
    """`identity_asked`: who are they? `clarification_asked`: what do they mean?

    `went_on`: it goes on without. `extended`: by two further months. `acknowledged`: a complaint has come.
    """
    reason: Reason
    """Why, or what is asked of the student, in words that the student reads."""


class AnswerDetailsIn(In):
    """How an upheld request is carried out."""

    how: Literal["delete", "anonymise"] | None = None
    """Erasure: `delete` what feeds figures, too, or `anonymise` it: keep it without whose it is."""
    confirm: Annotated[str, Field(max_length=200)] | None = None
    """Erasure: the student's number, once more, as it cannot be undone."""
    categories: (
        Annotated[list[Annotated[str, Field(max_length=64)]], Field(min_length=1, max_length=13)] | None
    ) = None
    """Erasure: the kinds of data to erase alone: `contact`, `activity`, `attendance`, `support`, `cases`,
    `expectations`.

    Null: the kind that was asked for, or everything that may be erased.
    """


class RequestAnswerIn(In):
    model_config = shown_as({"outcome": "refused", "reason": "These data are needed for the duty of care."})

    outcome: Literal[RequestOutcome.UPHELD, RequestOutcome.PARTLY, RequestOutcome.REFUSED]
    """`upheld`: it is done. `partly`: some of it is. `refused`: it is not.

    A copy can only be refused: the service makes it.
    """
    reason: Reason
    """Why, and what was done, in words that the student reads."""
    exceptions: Annotated[list[LegalException], Field(max_length=12)] = Field(default=[])
    """What is not done, by the exception of the law that allows it. An erasure in part must say it."""
    details: AnswerDetailsIn = Field(default=AnswerDetailsIn())
    """How it is carried out."""


def queued_request_out(request: RightsRequest, requester: Requester, today: date) -> QueuedRequestOut:
    due = request.next_due_on
    return QueuedRequestOut(
        **request_out(request).model_dump(),
        student_id=request.student_id,
        student_number=requester.number,
        student_name=requester.name,
        next_due_on=due,
        overdue=due is not None and due < today,
    )

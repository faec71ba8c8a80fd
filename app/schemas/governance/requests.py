"""Requests: what a student asks of their data."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.ids import RequestId, StudentId
from app.rights.vocabulary import RequestKind, RequestOutcome, RequestState
from app.schemas.base import In, Name, Out, Reason, shown_as
from app.schemas.made_up import NAME, NEXT, NUMBER, REQUEST, STUDENT
from app.store.governance.requests import Requester, RightsRequest

_ASKED = {
    "kind": "objection",
    "purpose": "welfare",
    "message": "I would rather not have my lecture recordings counted.",
}
REQUESTED = _ASKED | {
    "request_id": REQUEST,
    "state": "received",
    "received_at": "2018-11-20T10:00:00Z",
    "due_on": "2018-12-20",
    "answered_at": None,
    "answered_by_name": None,
    "outcome": None,
    "answer": None,
    "account": None,
    "copy_available_until": None,
}
_QUEUED = REQUESTED | {
    "student_id": STUDENT,
    "student_number": NUMBER,
    "student_name": NAME,
    "overdue": False,
}

Message = Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]
"""What somebody writes, in their own words."""


class RequestIn(In):
    model_config = shown_as(_ASKED)

    kind: RequestKind
    """What is asked."""
    purpose: Name | None = None
    """An objection: the purpose that is objected to; null: none in particular."""
    message: Message | None = None
    """What the student wants to say with it."""


class RequestOut(Out):
    model_config = shown_as(REQUESTED)

    request_id: RequestId
    """The request's id."""
    kind: RequestKind
    """What is asked."""
    purpose: str | None
    """An objection: the purpose that is objected to; null: none in particular."""
    message: str | None
    """What the student wrote."""
    state: RequestState
    """Where it stands."""
    received_at: datetime
    """When it was received."""
    due_on: date
    """The last day on which it is answered in time."""
    answered_at: datetime | None
    """When it was answered; null until then."""
    answered_by_name: str | None
    """Who answered; null until then, and where the service itself did."""
    outcome: RequestOutcome | None
    """What came of it; null until then."""
    answer: str | None
    """The answer, in words; null until then."""
    account: dict[str, Any] | None
    """What the service itself did as it was upheld; null where it did nothing."""
    copy_available_until: date | None
    """The last day on which the copy can be read; null where there is none, or none any more."""


class RequestsOut(Out):
    model_config = shown_as({"items": [REQUESTED]})

    items: list[RequestOut]
    """The latest first."""


class QueuedRequestOut(RequestOut):
    model_config = shown_as(_QUEUED)

    student_id: StudentId
    """Who asks."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name; null where the institution keeps none here."""
    overdue: bool
    """Whether it should have been answered before today."""


class QueuedRequestsOut(Out):
    model_config = shown_as({"items": [_QUEUED], "next_cursor": NEXT})

    items: list[QueuedRequestOut]
    """The earliest due first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class AnswerDetailsIn(In):
    """How an upheld request is carried out."""

    how: Literal["delete", "anonymise"] | None = None
    """Erasure: whether what feeds figures about groups is deleted, too, or kept without whose it is."""
    confirm: Annotated[str, Field(max_length=200)] | None = None
    """Erasure: the student's number, once more, as it cannot be undone."""


class RequestAnswerIn(In):
    model_config = shown_as({"outcome": "refused", "reason": "These data are needed for the duty of care."})

    outcome: Literal[RequestOutcome.UPHELD, RequestOutcome.PARTLY, RequestOutcome.REFUSED]
    """`upheld`: it is done. `partly`: some of it is. `refused`: it is not.

    A copy can only be refused: the service makes it.
    """
    reason: Reason
    """Why, and what was done, in words that the student reads."""
    details: AnswerDetailsIn = Field(default=AnswerDetailsIn())
    """How it is carried out."""


def request_out(request: RightsRequest) -> RequestOut:
    return RequestOut(
        request_id=request.request_id,
        kind=request.kind,
        purpose=request.about or None,
        message=request.message,
        state=request.state,
        received_at=request.received_at,
        due_on=request.due_on,
        answered_at=request.answered_at,
        answered_by_name=request.answered_by_name,
        outcome=request.outcome,
        answer=request.answer,
        account=None if request.account is None else dict(request.account),
        copy_available_until=request.available_until,
    )


def queued_request_out(request: RightsRequest, requester: Requester, today: date) -> QueuedRequestOut:
    return QueuedRequestOut(
        **request_out(request).model_dump(),
        student_id=request.student_id,
        student_number=requester.number,
        student_name=requester.name,
        overdue=request.answered_at is None and request.due_on < today,
    )

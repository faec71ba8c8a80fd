"""Requests: what a student asks of their data, and how it goes on."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from app.ids import RequestId
from app.rights.exceptions import SAID
from app.rights.vocabulary import (
    LegalException,
    RequestKind,
    RequestOutcome,
    RequestState,
    RequestStep,
    RestrictionGround,
)
from app.schemas.base import In, Name, Out, shown_as
from app.schemas.made_up import REQUEST, TUTOR_NAME
from app.store.governance.request_steps import TakenStep
from app.store.governance.requests import NewRequest, RightsRequest

_ASKED = {
    "kind": "objection",
    "purpose": "welfare",
    "message": "I would rather not have my lecture recordings counted.",
}
_STEP = {
    "step": "extended",
    "taken_at": "2018-12-03T09:00:00Z",
    "by_name": TUTOR_NAME,
    "words": "We have to ask three departments.",
    "due_on_before": "2018-12-20",
    "due_on": "2019-02-20",
}
REQUESTED = _ASKED | {
    "request_id": REQUEST,
    "about": None,
    "ground": None,
    "put_right": None,
    "state": "extended",
    "received_at": "2018-11-20T10:00:00Z",
    "due_on": "2019-02-20",
    "clock_stopped_on": None,
    "acknowledge_by": None,
    "acknowledged_at": None,
    "acknowledged_by_name": None,
    "steps": [_STEP],
    "answered_at": None,
    "answered_by_name": None,
    "outcome": None,
    "answer": None,
    "exceptions": [],
    "account": None,
    "copy_available_until": None,
}

Message = Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]
"""What somebody writes, in their own words."""


class RequestIn(In):
    model_config = shown_as(_ASKED)

    kind: RequestKind
    """What is asked."""
    purpose: Name | None = None
    """An objection: the purpose that is objected to; null: none in particular."""
    about: Name | None = None
    """What of the data: a section of the record, `identity`, or `other`; null: all of it.

    An erasure can also name a kind of data: `contact`, `activity`, `attendance`, `support`, `cases`
    or `expectations`. A rectification must say it, and is refused for what `corrections` takes: figures are
    challenged there.
    """
    ground: RestrictionGround | None = None
    """A restriction: why. It must say it."""
    message: Message | None = None
    """What the student wants to say with it. A rectification and a complaint must say it."""
    put_right: Message | None = None
    """A complaint: what would put it right."""


class InformationIn(In):
    model_config = shown_as({"message": "I mean last year's lecture recordings."})

    message: Message
    """What the student was asked for."""


class RequestStepOut(Out):
    step: RequestStep
    """What was done."""
    taken_at: datetime
    """When it was done."""
    by_name: str | None
    """Who did it; null where it was the student."""
    words: str
    """What was asked, given or told."""
    due_on_before: date
    """The last day for an answer in time, before this step."""
    due_on: date
    """The same, after it."""


class LegalExceptionOut(Out):
    exception: LegalException
    """The exception."""
    said: str
    """What it means, for the student to read."""


class RequestOut(Out):
    model_config = shown_as(REQUESTED)

    request_id: RequestId
    """The request's id."""
    kind: RequestKind
    """What is asked."""
    purpose: str | None
    """An objection: the purpose that is objected to; null: none in particular."""
    about: str | None
    """What of the data: a section of the record, a kind of data, `identity`, or `other`; null: all of it."""
    ground: RestrictionGround | None
    """A restriction: why."""
    message: str | None
    """What the student wrote."""
    put_right: str | None
    """A complaint: what would put it right."""
    state: RequestState
    """Where it stands."""
    received_at: datetime
    """When it was received."""
    due_on: date
    """The last day on which it is answered in time; as of `clock_stopped_on`, if the clock stands still."""
    clock_stopped_on: date | None
    """The day since which the clock stands still, and each day is added; null while it goes on."""
    acknowledge_by: date | None
    """A complaint: the last day on which it is acknowledged in time."""
    acknowledged_at: datetime | None
    """A complaint: when it was acknowledged; null until then."""
    acknowledged_by_name: str | None
    """A complaint: who acknowledged it; null until then."""
    steps: list[RequestStepOut]
    """What was done until it was answered, in order."""
    answered_at: datetime | None
    """When it was answered; null until then."""
    answered_by_name: str | None
    """Who answered; null until then, and where the service itself did."""
    outcome: RequestOutcome | None
    """What came of it; null until then."""
    answer: str | None
    """The answer, in words; null until then."""
    exceptions: list[LegalExceptionOut]
    """What was asked for and is not done, by the exception of the law that allows it."""
    account: dict[str, Any] | None
    """What the service itself did as it was upheld; null where it did nothing."""
    copy_available_until: date | None
    """The last day on which the copy can be read; null where there is none, or none any more."""


class RequestsOut(Out):
    model_config = shown_as({"items": [REQUESTED]})

    items: list[RequestOut]
    """The latest first."""


def new_request(asked: RequestIn) -> NewRequest:
    return NewRequest(asked.kind, asked.about or "", asked.message, asked.ground, asked.put_right)


def request_out(request: RightsRequest) -> RequestOut:
    objection = request.kind is RequestKind.OBJECTION
    return RequestOut(
        request_id=request.request_id,
        kind=request.kind,
        purpose=request.about or None if objection else None,
        about=None if objection else request.about or None,
        ground=request.ground,
        message=request.message,
        put_right=request.put_right,
        state=request.state,
        received_at=request.received_at,
        due_on=request.due_on,
        clock_stopped_on=request.stopped_on,
        acknowledge_by=request.acknowledge_by,
        acknowledged_at=request.acknowledged_at,
        acknowledged_by_name=request.acknowledged_by_name,
        steps=[_step_out(each) for each in request.steps],
        answered_at=request.answered_at,
        answered_by_name=request.answered_by_name,
        outcome=request.outcome,
        answer=request.answer,
        exceptions=[LegalExceptionOut(exception=each, said=SAID[each]) for each in request.exceptions],
        account=None if request.account is None else dict(request.account),
        copy_available_until=request.available_until,
    )


def _step_out(taken: TakenStep) -> RequestStepOut:
    return RequestStepOut(
        step=taken.step,
        taken_at=taken.taken_at,
        by_name=taken.staff_name,
        words=taken.words,
        due_on_before=taken.due_before,
        due_on=taken.due_after,
    )

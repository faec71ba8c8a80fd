"""What is done with requests: steps and what they did to the due date, and one answer."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import any_, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.db.query import INSTITUTION, STUDENT, day, moment, number, one, query, uuid, uuids, word, words
from app.db.transaction import Transaction
from app.ids import RequestId, StaffId, StudentId
from app.rights.vocabulary import LegalException, RequestOutcome, RequestState, RequestStep
from app.store.governance.rights_tables import RequestStep as Row
from app.store.governance.rights_tables import RightsRequest
from app.store.people.tables import Staff


class TakenStep(NamedTuple):
    """A step of a request."""

    request_id: RequestId
    step: RequestStep
    taken_at: datetime
    staff_name: str | None
    """None: the student."""
    words: str
    due_before: date
    due_after: date


class Change(NamedTuple):
    """What a step makes of a request."""

    step: RequestStep
    words: str
    state: RequestState
    due_on: date
    stopped_on: date | None


def _taken(  # one parameter for each column
    request_id: RequestId,
    step: str,
    taken_at: datetime,
    staff_name: str | None,
    words: str,
    due_before: date,
    due_after: date,
) -> TakenStep:
    return TakenStep(request_id, RequestStep(step), taken_at, staff_name, words, due_before, due_after)


_STEPS = query(
    select(Row.request_id, Row.step, Row.taken_at, Staff.name, Row.words, Row.due_before, Row.due_after)
    .outerjoin(Staff, (Staff.institution_id == Row.institution_id) & (Staff.staff_id == Row.staff_id))
    .where(Row.institution_id == INSTITUTION, Row.request_id == any_(uuids("requests")))
    .order_by(Row.request_id, Row.number),
    _taken,
)
_THE_REQUEST = (RightsRequest.institution_id == INSTITUTION, RightsRequest.request_id == uuid("request_id"))
_MOVE = query(
    update(RightsRequest)
    .where(*_THE_REQUEST)
    .values(state=word("state"), due_on=day("due_on"), stopped_on=day("stopped_on"))
)
_ACKNOWLEDGE = query(
    update(RightsRequest)
    .where(*_THE_REQUEST)
    .values(acknowledged_at=moment("now"), acknowledged_by=uuid("staff_id"))
)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        request_id=uuid("request_id"),
        number=number("number"),
        step_id=uuid("step_id"),
        step=word("step"),
        taken_at=moment("now"),
        staff_id=uuid("staff_id"),
        words=word("words"),
        due_before=day("due_before"),
        due_after=day("due_on"),
    )
)
_ANSWER = query(
    update(RightsRequest)
    .where(*_THE_REQUEST, RightsRequest.state != RequestState.ANSWERED)
    .values(
        state=RequestState.ANSWERED,
        answered_at=moment("now"),
        answered_by=uuid("answered_by"),
        outcome=word("outcome"),
        answer=word("answer"),
        stopped_on=None,
        exceptions=words("exceptions"),
        account=bindparam("account", type_=JSONB(none_as_null=True)),
    )
)
_HOLD = query(
    select(RightsRequest.request_id)
    .where(*_THE_REQUEST, RightsRequest.state != RequestState.ANSWERED)
    .with_for_update(),
    one,
)


async def list_of(
    transaction: Transaction, requests: Collection[RequestId]
) -> Mapping[RequestId, tuple[TakenStep, ...]]:
    """The steps of each of the requests, in order; none for one that has taken none."""
    found = defaultdict[RequestId, tuple[TakenStep, ...]](tuple)
    if requests:
        for each in await transaction.fetch(_STEPS, requests=list(requests)):
            found[each.request_id] += (each,)
    return found


async def add(
    transaction: Transaction,
    student_id: StudentId,
    request_id: RequestId,
    change: Change,
    *,
    number: int,
    due_before: date,
    staff_id: StaffId | None,
    now: datetime,
) -> None:
    """Take the step, of a request that nobody else can change. `staff_id` is None where the student does."""
    given = {"student_id": student_id, "request_id": request_id, "staff_id": staff_id, "now": now}
    given |= change._asdict()
    await transaction.execute(_ADD, **given, number=number, step_id=uuid4(), due_before=due_before)
    if change.step is RequestStep.ACKNOWLEDGED:
        await acknowledge(transaction, request_id, staff_id, now)
    else:
        await transaction.execute(_MOVE, **given)


async def acknowledge(
    transaction: Transaction, request_id: RequestId, staff_id: StaffId | None, now: datetime
) -> None:
    """Put on the complaint who has acknowledged it, and when."""
    await transaction.execute(_ACKNOWLEDGE, request_id=request_id, staff_id=staff_id, now=now)


async def hold(transaction: Transaction, request_id: RequestId) -> bool:
    """Whether it waits for an answer; nobody else changes it until the transaction ends."""
    return await transaction.find(_HOLD, request_id=request_id) is not None


async def record_answer(
    transaction: Transaction,
    request_id: RequestId,
    *,
    outcome: RequestOutcome,
    answer: str | None,
    answered_by: StaffId | None,
    now: datetime,
    exceptions: Collection[LegalException] = (),
    account: Mapping[str, Any] | None = None,
) -> bool:
    """Whether it waited for one; False where somebody else was faster."""
    answered = await transaction.execute(
        _ANSWER,
        request_id=request_id,
        outcome=outcome,
        answer=answer,
        answered_by=answered_by,
        exceptions=list(exceptions),
        account=account,
        now=now,
    )
    return answered == 1

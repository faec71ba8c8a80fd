"""Requests: what students ask of their data. A request is answered once, and stays."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from app.access.vocabulary import Audited, Role
from app.db.query import INSTITUTION, STUDENT, day, moment, number, one, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import RequestId, StaffId, StudentId
from app.rights.vocabulary import RequestKind, RequestOutcome, RequestState
from app.store.governance.rights_tables import DataCopy
from app.store.governance.rights_tables import RightsRequest as Row
from app.store.people.tables import Staff


@dataclass(frozen=True, slots=True)
class RightsRequest:
    student_id: StudentId
    request_id: RequestId
    kind: RequestKind
    about: str
    """An objection: the purpose that is objected to; empty: none in particular."""
    message: str | None
    state: RequestState
    received_at: datetime
    due_on: date
    answered_at: datetime | None
    answered_by_name: str | None
    outcome: RequestOutcome | None
    answer: str | None
    account: Mapping[str, Any] | None
    """What the service itself did as it was upheld."""
    available_until: date | None
    """The last day on which the copy can be read; None where there is none, or none any more."""


class Requester(NamedTuple):
    """Who has asked something, for whoever answers."""

    student_id: StudentId
    number: str
    name: str | None


def _request(  # one parameter for each column
    student_id: StudentId,
    request_id: RequestId,
    kind: str,
    about: str,
    message: str | None,
    state: str,
    received_at: datetime,
    due_on: date,
    answered_at: datetime | None,
    answered_by_name: str | None,
    outcome: str | None,
    answer: str | None,
    account: Mapping[str, Any] | None,
    available_until: date | None,
) -> RightsRequest:
    return RightsRequest(
        student_id, request_id, RequestKind(kind), about, message, RequestState(state), received_at, due_on,
        answered_at, answered_by_name, RequestOutcome(outcome) if outcome else None, answer, account,
        available_until,
    )  # fmt: skip


_AVAILABLE = (
    select(DataCopy.available_until)
    .where(
        same(DataCopy, Row, "student_id", "request_id"),
        DataCopy.audience == "student",
        DataCopy.available_until >= day("today"),
    )
    .scalar_subquery()
)
_REQUESTS = (
    select(
        Row.student_id, Row.request_id, Row.kind, Row.about, Row.message, Row.state, Row.received_at,
        Row.due_on, Row.answered_at, Staff.name, Row.outcome, Row.answer, Row.account, _AVAILABLE,
    )
    .outerjoin(
        Staff, (Staff.institution_id == Row.institution_id) & (Staff.staff_id == Row.answered_by)
    )
    .where(Row.institution_id == INSTITUTION)
)  # fmt: skip
_OF_STUDENT = query(
    _REQUESTS.where(Row.student_id == STUDENT).order_by(Row.received_at.desc(), Row.request_id), _request
)
_ONE_OF_STUDENT = query(
    _REQUESTS.where(Row.student_id == STUDENT, Row.request_id == uuid("request_id")), _request
)
_ONE = query(_REQUESTS.where(Row.request_id == uuid("request_id")), _request)
_OPEN = query(
    _REQUESTS.where(
        Row.state != RequestState.ANSWERED,
        tuple_(Row.due_on, Row.request_id) > tuple_(day("after_due"), uuid("after_request")),
    )
    .order_by(Row.due_on, Row.request_id)
    .limit(number("limit")),
    _request,
)
_OPEN_ONE = query(
    _REQUESTS.where(
        Row.student_id == STUDENT,
        Row.kind == word("kind"),
        Row.about == word("about"),
        Row.state != RequestState.ANSWERED,
    ),
    _request,
)
_ADD = query(
    insert(Row)
    .values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        request_id=uuid("request_id"),
        kind=word("kind"),
        about=word("about"),
        message=word("message"),
        state=RequestState.RECEIVED,
        received_at=moment("now"),
        due_on=day("due_on"),
    )
    .on_conflict_do_nothing()
)
_ANSWER = query(
    update(Row)
    .where(
        Row.institution_id == INSTITUTION,
        Row.request_id == uuid("request_id"),
        Row.state != RequestState.ANSWERED,
    )
    .values(
        state=RequestState.ANSWERED,
        answered_at=moment("now"),
        answered_by=uuid("answered_by"),
        outcome=word("outcome"),
        answer=word("answer"),
        account=bindparam("account", type_=JSONB(none_as_null=True)),
    )
)
_HOLD = query(
    select(Row.request_id)
    .where(
        Row.institution_id == INSTITUTION,
        Row.request_id == uuid("request_id"),
        Row.state != RequestState.ANSWERED,
    )
    .with_for_update(),
    one,
)
_REQUESTERS = query("select * from attune_requesters(:students)", Requester)
_RECORD_LOOK = query("select attune_record_answering(:students, :section, :role, :purpose, :now)", one)


async def list_for(transaction: Transaction, student_id: StudentId, today: date) -> list[RightsRequest]:
    """The student's requests, latest first."""
    return await transaction.fetch(_OF_STUDENT, student_id=student_id, today=today)


async def get_for(
    transaction: Transaction, student_id: StudentId, request_id: RequestId, today: date
) -> RightsRequest:
    """Raises NotFound."""
    given = {"student_id": student_id, "request_id": request_id, "today": today}
    found = await transaction.find(_ONE_OF_STUDENT, **given)
    if found is None:
        raise NotFound("there is no such request")
    return found


async def get(transaction: Transaction, request_id: RequestId, today: date) -> RightsRequest:
    """Raises NotFound."""
    found = await transaction.find(_ONE, request_id=request_id, today=today)
    if found is None:
        raise NotFound("there is no such request")
    return found


async def list_open(
    transaction: Transaction, today: date, *, after: tuple[date, RequestId], limit: int
) -> list[RightsRequest]:
    """Requests without an answer, the earliest due first, from the one after `after`."""
    return await transaction.fetch(
        _OPEN, today=today, after_due=after[0], after_request=after[1], limit=limit
    )


async def find_open(
    transaction: Transaction, student_id: StudentId, kind: RequestKind, about: str, today: date
) -> RightsRequest | None:
    return await transaction.find(_OPEN_ONE, student_id=student_id, kind=kind, about=about, today=today)


async def add(
    transaction: Transaction,
    student_id: StudentId,
    request_id: RequestId,
    *,
    kind: RequestKind,
    about: str,
    message: str | None,
    due_on: date,
    now: datetime,
) -> bool:
    """Whether it was added; False where one like it is open."""
    added = await transaction.execute(
        _ADD,
        student_id=student_id,
        request_id=request_id,
        kind=kind,
        about=about,
        message=message,
        due_on=due_on,
        now=now,
    )
    return added == 1


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
    account: Mapping[str, Any] | None = None,
) -> bool:
    """Whether it waited for one; False where somebody else was faster."""
    answered = await transaction.execute(
        _ANSWER,
        request_id=request_id,
        outcome=outcome,
        answer=answer,
        answered_by=answered_by,
        account=account,
        now=now,
    )
    return answered == 1


async def requesters(
    transaction: Transaction, students: Collection[StudentId]
) -> Mapping[StudentId, Requester]:
    """Number and name of those who have asked something, for whoever answers."""
    found = await transaction.fetch(_REQUESTERS, students=list(students))
    return {each.student_id: each for each in found}


async def record_look(
    transaction: Transaction,
    students: Collection[StudentId],
    section: Audited,
    role: Role,
    purpose: str,
    now: datetime,
) -> None:
    """Put on record that whoever answers has read what these students asked."""
    await transaction.execute(
        _RECORD_LOOK, students=list(students), section=section, role=role, purpose=purpose, now=now
    )

"""Requests: what students ask of their data. A request is answered once, and stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.db.query import INSTITUTION, STUDENT, day, moment, query, uuid, word
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import RequestId, StudentId
from app.rights.vocabulary import (
    LegalException,
    RequestKind,
    RequestOutcome,
    RequestState,
    RestrictionGround,
)
from app.store.governance import request_steps
from app.store.governance.request_steps import TakenStep
from app.store.governance.rights_tables import DataCopy
from app.store.governance.rights_tables import RightsRequest as Row
from app.store.people.tables import Staff


@dataclass(frozen=True, slots=True)
class RightsRequest:
    student_id: StudentId
    request_id: RequestId
    kind: RequestKind
    about: str
    """An objection: the purpose that is objected to; else what of the data; empty: none in particular."""
    message: str | None
    ground: RestrictionGround | None
    put_right: str | None
    """A complaint: what would put it right."""
    state: RequestState
    received_at: datetime
    due_on: date
    """As of the day since which the clock stands still, where it does."""
    stopped_on: date | None
    """The day since which the clock stands still."""
    acknowledge_by: date | None
    """A complaint: the last day on which it is acknowledged in time."""
    acknowledged_at: datetime | None
    acknowledged_by_name: str | None
    answered_at: datetime | None
    answered_by_name: str | None
    outcome: RequestOutcome | None
    answer: str | None
    exceptions: tuple[LegalException, ...]
    """What was asked for and is not done, by the exception of the law."""
    account: Mapping[str, Any] | None
    """What the service itself did as it was upheld."""
    available_until: date | None
    """The last day on which the copy can be read; None where there is none, or none any more."""
    steps: tuple[TakenStep, ...] = ()

    @property
    def next_due_on(self) -> date | None:
        """The day on which something of it is due; None where it waits for the student, or is answered."""
        waits = self.answered_at is None and self.stopped_on is None
        acknowledging = self.acknowledge_by if waits and self.acknowledged_at is None else None
        due = [each for each in (acknowledging, self.due_on if waits else None) if each]
        return min(due, default=None)


class NewRequest(NamedTuple):
    """What a student asks."""

    kind: RequestKind
    about: str
    message: str | None
    ground: RestrictionGround | None = None
    put_right: str | None = None


def to_request(  # one parameter for each column
    student_id: StudentId,
    request_id: RequestId,
    kind: str,
    about: str,
    message: str | None,
    ground: str | None,
    put_right: str | None,
    state: str,
    received_at: datetime,
    due_on: date,
    stopped_on: date | None,
    acknowledge_by: date | None,
    acknowledged_at: datetime | None,
    acknowledged_by_name: str | None,
    answered_at: datetime | None,
    answered_by_name: str | None,
    outcome: str | None,
    answer: str | None,
    exceptions: Sequence[str],
    account: Mapping[str, Any] | None,
    available_until: date | None,
) -> RightsRequest:
    return RightsRequest(
        student_id, request_id, RequestKind(kind), about, message,
        RestrictionGround(ground) if ground else None, put_right, RequestState(state), received_at, due_on,
        stopped_on, acknowledge_by, acknowledged_at, acknowledged_by_name, answered_at, answered_by_name,
        RequestOutcome(outcome) if outcome else None, answer, tuple(map(LegalException, exceptions)), account,
        available_until,
    )  # fmt: skip


_AVAILABLE = (
    select(DataCopy.available_until)
    .where(
        DataCopy.institution_id == INSTITUTION,
        DataCopy.student_id == Row.student_id,
        DataCopy.request_id == Row.request_id,
        DataCopy.audience == "student",
        DataCopy.available_until >= day("today"),
    )
    .scalar_subquery()
)
_Acknowledger = aliased(Staff)
REQUESTS = (
    select(
        Row.student_id, Row.request_id, Row.kind, Row.about, Row.message, Row.ground, Row.put_right,
        Row.state, Row.received_at, Row.due_on, Row.stopped_on, Row.acknowledge_by, Row.acknowledged_at,
        _Acknowledger.name, Row.answered_at, Staff.name, Row.outcome, Row.answer, Row.exceptions, Row.account,
        _AVAILABLE,
    )
    .outerjoin(Staff, (Staff.institution_id == Row.institution_id) & (Staff.staff_id == Row.answered_by))
    .outerjoin(
        _Acknowledger,
        (_Acknowledger.institution_id == Row.institution_id)
        & (_Acknowledger.staff_id == Row.acknowledged_by),
    )
    .where(Row.institution_id == INSTITUTION)
)  # fmt: skip
_OF_STUDENT = query(
    REQUESTS.where(Row.student_id == STUDENT).order_by(Row.received_at.desc(), Row.request_id), to_request
)
_ONE_OF_STUDENT = query(
    REQUESTS.where(Row.student_id == STUDENT, Row.request_id == uuid("request_id")), to_request
)
_ONE = query(REQUESTS.where(Row.request_id == uuid("request_id")), to_request)
_OPEN_ONE = query(
    REQUESTS.where(
        Row.student_id == STUDENT,
        Row.kind == word("kind"),
        Row.about == word("about"),
        Row.state != RequestState.ANSWERED,
    ),
    to_request,
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
        ground=word("ground"),
        put_right=word("put_right"),
        state=RequestState.RECEIVED,
        received_at=moment("now"),
        due_on=day("due_on"),
        acknowledge_by=day("acknowledge_by"),
    )
    .on_conflict_do_nothing()
)


async def with_steps(transaction: Transaction, found: Sequence[RightsRequest]) -> list[RightsRequest]:
    """The same, with the steps that each has taken."""
    steps = await request_steps.list_of(transaction, [each.request_id for each in found])
    return [replace(each, steps=steps[each.request_id]) for each in found]


async def list_for(transaction: Transaction, student_id: StudentId, today: date) -> list[RightsRequest]:
    """The student's requests, latest first."""
    found = await transaction.fetch(_OF_STUDENT, student_id=student_id, today=today)
    return await with_steps(transaction, found)


async def get_for(
    transaction: Transaction, student_id: StudentId, request_id: RequestId, today: date
) -> RightsRequest:
    """Raises NotFound."""
    given = {"student_id": student_id, "request_id": request_id, "today": today}
    return await _only(transaction, await transaction.fetch(_ONE_OF_STUDENT, **given))


async def get(transaction: Transaction, request_id: RequestId, today: date) -> RightsRequest:
    """Raises NotFound."""
    return await _only(transaction, await transaction.fetch(_ONE, request_id=request_id, today=today))


async def _only(transaction: Transaction, found: Sequence[RightsRequest]) -> RightsRequest:
    if not found:
        raise NotFound("there is no such request")
    return (await with_steps(transaction, found))[0]


async def find_open(
    transaction: Transaction, student_id: StudentId, kind: RequestKind, about: str, today: date
) -> RightsRequest | None:
    return await transaction.find(_OPEN_ONE, student_id=student_id, kind=kind, about=about, today=today)


async def add(
    transaction: Transaction,
    student_id: StudentId,
    request_id: RequestId,
    asked: NewRequest,
    *,
    due_on: date,
    acknowledge_by: date | None,
    now: datetime,
) -> bool:
    """Whether it was added; False where one like it is open."""
    given = {"student_id": student_id, "request_id": request_id, "due_on": due_on, "now": now}
    added = await transaction.execute(_ADD, **given, **asked._asdict(), acknowledge_by=acknowledge_by)
    return added == 1

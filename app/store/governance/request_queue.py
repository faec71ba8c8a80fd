"""The queue of requests: those without an answer, and who asked, for whoever answers."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import case, func, literal_column, or_, tuple_

from app.access.vocabulary import Audited, Role
from app.db.query import day, number, one, query, uuid, word
from app.db.transaction import Transaction
from app.ids import RequestId, StudentId
from app.rights.vocabulary import RequestKind, RequestState
from app.store.governance.requests import REQUESTS, RightsRequest, to_request, with_steps
from app.store.governance.rights_tables import RightsRequest as Row


class Requester(NamedTuple):
    """Who has asked something, for whoever answers."""

    student_id: StudentId
    number: str
    name: str | None


NEVER = date(9999, 12, 31)
"""When one is due whose clock stands still: after all others."""
_NEXT_DUE = func.least(
    case((Row.stopped_on.is_(None), Row.due_on), else_=literal_column(f"date '{NEVER}'")),
    case((Row.acknowledged_at.is_(None), Row.acknowledge_by)),
)
_OPEN = query(
    REQUESTS.where(
        Row.state != RequestState.ANSWERED,
        or_(word("kind").is_(None), Row.kind == word("kind")),
        or_(word("state").is_(None), Row.state == word("state")),
        tuple_(_NEXT_DUE, Row.request_id) > tuple_(day("after_due"), uuid("after_request")),
    )
    .order_by(_NEXT_DUE, Row.request_id)
    .limit(number("limit")),
    to_request,
)
_REQUESTERS = query("select * from attune_requesters(:students)", Requester)
_RECORD_LOOK = query("select attune_record_answering(:students, :section, :role, :purpose, :now)", one)


async def list_open(
    transaction: Transaction,
    today: date,
    *,
    kind: RequestKind | None,
    state: RequestState | None,
    after: tuple[date, RequestId],
    limit: int,
) -> list[RightsRequest]:
    """Requests without an answer, what is due first first, from the one after `after`.

    An acknowledgement is due, too. Those whose clock stands still come last.
    """
    given = {"today": today, "kind": kind, "state": state, "limit": limit}
    found = await transaction.fetch(_OPEN, **given, after_due=after[0], after_request=after[1])
    return await with_steps(transaction, found)


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

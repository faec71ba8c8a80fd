"""Copies of the data: the requests that wait for one, and the copies that were made."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import LargeBinary, any_, bindparam, delete, insert, select

from app.access.vocabulary import Role
from app.db.query import INSTITUTION, STUDENT, day, moment, one, query, uuid, word, words
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import RequestId, StudentId
from app.rights.vocabulary import Audience, RequestKind, RequestState
from app.store.governance.copy_contents import Part
from app.store.governance.rights_tables import DataCopy as Row
from app.store.governance.rights_tables import RightsRequest


class WaitingRequest(NamedTuple):
    """A request for a copy, and whose it is."""

    student_id: StudentId
    request_id: RequestId
    received_at: datetime
    number: str
    name: str | None


@dataclass(frozen=True, slots=True)
class CopyEntry:
    """That there is a copy."""

    request_id: RequestId
    copied_to: list[Role]
    """The roles that receive one for information."""
    assembled_at: datetime
    available_until: date


class Documents(NamedTuple):
    """A copy, compressed by zlib."""

    document: bytes
    """For machines: JSON."""
    page: bytes
    """For people: HTML."""


_GOING = [RequestState.RECEIVED, RequestState.EXTENDED]
"""Neither answered, nor waiting for the student."""
_WAITING = query(
    """
    select r.student_id, r.request_id, r.received_at, s.number, s.name
    from rights_requests r
    join students s using (institution_id, student_id)
    where r.institution_id = :institution_id and r.kind = :kind and r.state = any(:going)
    order by r.received_at, r.request_id
    """,
    WaitingRequest,
)
_CLAIM = query(
    select(RightsRequest.request_id)
    .where(
        RightsRequest.institution_id == INSTITUTION,
        RightsRequest.student_id == STUDENT,
        RightsRequest.request_id == uuid("request_id"),
        RightsRequest.state == any_(words("going")),
    )
    .with_for_update(skip_locked=True),
    one,
)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        request_id=uuid("request_id"),
        audience=word("audience"),
        copied_to=words("copied_to"),
        assembled_at=moment("now"),
        available_until=day("available_until"),
        document=bindparam("document", type_=LargeBinary),
        page=bindparam("page", type_=LargeBinary),
    )
)
_PURGE = query(delete(Row).where(Row.institution_id == INSTITUTION, Row.available_until < day("today")))
_AVAILABLE = (
    Row.institution_id == INSTITUTION,
    Row.student_id == STUDENT,
    Row.audience == word("audience"),
    Row.available_until >= day("today"),
)
_LIST = query(
    select(Row.request_id, Row.copied_to, Row.assembled_at, Row.available_until)
    .where(*_AVAILABLE)
    .order_by(Row.assembled_at.desc(), Row.request_id),
    CopyEntry,
)
_DOCUMENT = query(select(Row.document).where(*_AVAILABLE, Row.request_id == uuid("request_id")), one)
_PAGE = query(select(Row.page).where(*_AVAILABLE, Row.request_id == uuid("request_id")), one)


async def list_waiting(transaction: Transaction) -> list[WaitingRequest]:
    """Requests for a copy that have none and do not wait for the student, the oldest first."""
    return await transaction.fetch(_WAITING, kind=RequestKind.ACCESS, going=_GOING)


async def claim(transaction: Transaction, waiting: WaitingRequest) -> bool:
    """Whether it still waits, and nobody else makes the copy: nobody does until the transaction ends."""
    given = {"student_id": waiting.student_id, "request_id": waiting.request_id, "going": _GOING}
    found = await transaction.find(_CLAIM, **given)
    return found is not None


async def rows_of(transaction: Transaction, part: Part, student_id: StudentId) -> tuple[str, str]:
    """The part's rows as a JSON array, and what the page shows of them."""
    rows = await transaction.fetch_one(part.rows, student_id=student_id)
    if part.page_rows is None:
        return rows, rows
    return rows, await transaction.fetch_one(part.page_rows, student_id=student_id)


async def add(
    transaction: Transaction,
    waiting: WaitingRequest,
    audience: Audience,
    documents: Documents,
    *,
    copied_to: list[Role],
    available_until: date,
    now: datetime,
) -> None:
    await transaction.execute(
        _ADD,
        student_id=waiting.student_id,
        request_id=waiting.request_id,
        audience=audience,
        copied_to=copied_to,
        now=now,
        available_until=available_until,
        document=documents.document,
        page=documents.page,
    )


async def purge(transaction: Transaction, today: date) -> int:
    """Delete the copies that can be read no more; returns how many."""
    return await transaction.execute(_PURGE, today=today)


async def list_for(
    transaction: Transaction, student_id: StudentId, audience: Audience, today: date
) -> list[CopyEntry]:
    """The copies that can be read today, the latest first."""
    return await transaction.fetch(_LIST, student_id=student_id, audience=audience, today=today)


async def get(
    transaction: Transaction,
    student_id: StudentId,
    request_id: RequestId,
    audience: Audience,
    today: date,
    *,
    page: bool,
) -> bytes:
    """The copy as JSON, or as a page; compressed by zlib. Raises NotFound."""
    given = {"student_id": student_id, "request_id": request_id, "audience": audience, "today": today}
    found: bytes | None = await transaction.find(_PAGE if page else _DOCUMENT, **given)
    if found is None:
        raise NotFound("there is no such copy: it is not made yet, or could be read until an earlier day")
    return found

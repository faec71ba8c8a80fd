"""Documents of the state, activity profile and agent profile resources, byte by byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.db.advisory import lock
from app.db.query import one, query
from app.db.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document lies, or several."""

    kind: str
    activity: UUID | None
    agent: UUID | None
    registration: UUID | None


@dataclass(frozen=True, slots=True)
class Document:
    content: bytes
    content_type: str
    updated_at: datetime


_GET = query(
    "select content, content_type, updated_at from activity_documents"
    " where institution_id = :institution_id and document_key = :key",
    Document,
)
_PUT = query("""
    insert into activity_documents
        (institution_id, document_key, kind, activity, agent, registration, document_id, content,
         content_type, updated_at)
    values (:institution_id, :key, :kind, :activity, :agent, :registration, :document_id, :content,
            :content_type, :now)
    on conflict (institution_id, document_key) do update
        set content = excluded.content, content_type = excluded.content_type, updated_at = excluded.updated_at
""")
_REMOVE = query(
    "delete from activity_documents where institution_id = :institution_id and document_key = :key"
)
_THERE = """
    institution_id = :institution_id and kind = :kind
    and activity is not distinct from cast(:activity as uuid)
    and agent is not distinct from cast(:agent as uuid)
    and (cast(:registration as uuid) is null or registration = :registration)
"""
_IDS = query(
    f"""
    select distinct document_id from activity_documents
    where {_THERE} and (cast(:since as timestamptz) is null or updated_at > :since) order by 1
    """,
    one,
)
_REMOVE_ALL = query(f"delete from activity_documents where {_THERE}")


async def hold(transaction: Transaction, key: UUID) -> None:
    """Until the transaction ends nobody else changes that document, or makes it."""
    await lock(transaction, f"document {key}")


async def get(transaction: Transaction, key: UUID) -> Document | None:
    return await transaction.find(_GET, key=key)


async def put(
    transaction: Transaction, key: UUID, place: Place, document_id: str, document: Document
) -> None:
    """Make the document, or replace it."""
    await transaction.execute(
        _PUT,
        key=key,
        kind=place.kind,
        activity=place.activity,
        agent=place.agent,
        registration=place.registration,
        document_id=document_id,
        content=document.content,
        content_type=document.content_type,
        now=document.updated_at,
    )


async def ids(transaction: Transaction, place: Place, since: datetime | None) -> Sequence[str]:
    """Those of the documents there; `since`: of those that have changed after that moment."""
    return await transaction.fetch(
        _IDS,
        kind=place.kind,
        activity=place.activity,
        agent=place.agent,
        registration=place.registration,
        since=since,
    )


async def remove(transaction: Transaction, key: UUID) -> None:
    await transaction.execute(_REMOVE, key=key)


async def remove_all(transaction: Transaction, place: Place) -> None:
    """Every document there, whatever its id."""
    await transaction.execute(
        _REMOVE_ALL,
        kind=place.kind,
        activity=place.activity,
        agent=place.agent,
        registration=place.registration,
    )

"""Keep documents: states of activities, and profiles of activities and agents."""

from collections.abc import Sequence
from uuid import UUID

import orjson

from app.actions.context import Context
from app.actions.exchange.record_statements import Sender
from app.store.exchange import activity_documents as store
from app.store.exchange import statements
from app.store.exchange.activity_documents import Document, Place
from app.store.exchange.statements import KnownAgent
from app.xapi.asking import DocumentAsked
from app.xapi.documents import check_may_change, check_object, is_json, merged
from app.xapi.names import activity_key, agent_key, identifier_of, key_of


async def read_document(context: Context, asked: DocumentAsked) -> Document | None:
    return await store.get(context.transaction, _key(asked))


async def list_documents(context: Context, asked: DocumentAsked) -> Sequence[str]:
    return await store.ids(context.transaction, _place(asked), asked.since)


async def put_document(
    context: Context,
    sender: Sender,
    asked: DocumentAsked,
    new: Document,
    if_match: str | None,
    if_none_match: str | None,
    *,
    adds: bool,
    knows: bool,
) -> None:
    """Make the document, replace it, or, if it `adds`, put its properties into what is there.

    `knows`: only whoever says that they know what is there may replace it.

    Raises Conflict, PreconditionFailed and BadStatement.
    """
    key = _key(asked)
    if adds and is_json(new.content_type):
        check_object(new.content)
    await store.hold(context.transaction, key)
    found = await store.get(context.transaction, key)
    there = None if found is None else found.content
    check_may_change(there, if_match, if_none_match, needs_one=knows and not adds)
    if adds:
        before = None if found is None else (found.content, found.content_type)
        new = Document(merged(before, new.content, new.content_type), new.content_type, new.updated_at)
    await _know(context, sender, asked)
    await store.put(context.transaction, key, _place(asked), asked.document_id or "", new)


async def remove_documents(
    context: Context, asked: DocumentAsked, if_match: str | None, if_none_match: str | None
) -> None:
    """Delete the document, or all there where none is named. Raises PreconditionFailed."""
    if asked.document_id is None:
        await store.remove_all(context.transaction, _place(asked))
        return
    key = _key(asked)
    await store.hold(context.transaction, key)
    found = await store.get(context.transaction, key)
    check_may_change(None if found is None else found.content, if_match, if_none_match, needs_one=False)
    await store.remove(context.transaction, key)


async def _know(context: Context, sender: Sender, asked: DocumentAsked) -> None:
    """Whose document it is, as the system calls them: it goes when they are erased."""
    if asked.agent is None:
        return
    key, identifier = agent_key(asked.agent), identifier_of(asked.agent)
    if key is not None and identifier is not None:
        sent = orjson.dumps(asked.agent).decode()
        await statements.add_agents(context.transaction, [KnownAgent(key, sender.system, identifier, sent)])


def _place(asked: DocumentAsked) -> Place:
    return Place(
        asked.kind,
        None if asked.activity_id is None else activity_key(asked.activity_id),
        None if asked.agent is None else agent_key(asked.agent),
        asked.registration,
    )


def _key(asked: DocumentAsked) -> UUID:
    place = _place(asked)
    words = (place.kind, place.activity, place.agent, place.registration, asked.document_id)
    return key_of(*(str(each or "") for each in words))

"""Tell: what has just happened is written for whoever is told of such, in the very same transaction."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.ids import EventId, StudentId
from app.store.exchange import webhook_messages
from app.store.exchange.webhook_messages import Happened
from app.webhooks.events import EventType


async def tell(
    context: Context,
    event_type: EventType,
    student_id: StudentId,
    ids: Mapping[str, UUID],
    *sections: SectionName,
) -> None:
    """Of one student. `sections`: of the record, that it tells of."""
    await tell_each(context, event_type, [happened(student_id, ids, *sections)])


async def tell_each(context: Context, event_type: EventType, each: Sequence[Happened]) -> None:
    """The same of many."""
    if each:
        await webhook_messages.tell(context.transaction, event_type, each, context.now)


def happened(
    student_id: StudentId,
    ids: Mapping[str, UUID],
    *sections: SectionName,
    event_id: EventId | None = None,
) -> Happened:
    """Something new, unless it has an id already: what is told twice under one id is told once."""
    named = {name: str(value) for name, value in ids.items()}
    return Happened(event_id or EventId(uuid4()), student_id, named, sections)

"""Read statements: as they were sent, completed with what the record store says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.actions.context import Context
from app.store.exchange import statement_search as store
from app.store.exchange.statement_search import FoundStatement, Wanted
from app.xapi import batch, looks
from app.xapi.asking import ManyAsked, OneAsked, written_cursor
from app.xapi.forms import written
from app.xapi.looks import Format
from app.xapi.multipart import Part
from app.xapi.names import activity_key, agent_key, verb_key


@dataclass(frozen=True, slots=True)
class StatementPage:
    statements: list[str]
    """JSON texts."""
    cursor: str | None
    """Where the next page begins; None: this is the last one."""
    files: list[Part]
    """What came with them, where that is asked for."""


async def read_one(
    context: Context, asked: OneAsked, languages: Sequence[str]
) -> tuple[str, datetime, list[Part]] | None:
    """Its text, when it was stored, and what came with it."""
    found = await store.get(context.transaction, asked.statement_id, voided=asked.voided)
    if found is None:
        return None
    [text] = await _looking(context, [found], asked.format, languages)
    return text, found.stored, await _files(context, [found], wanted=asked.attachments)


async def read_page(context: Context, asked: ManyAsked, languages: Sequence[str]) -> StatementPage:
    wanted = Wanted(
        agent=None if asked.agent is None else agent_key(asked.agent),
        verb=None if asked.verb is None else verb_key(asked.verb),
        activity=None if asked.activity is None else activity_key(asked.activity),
        registration=asked.registration,
        related_agents=asked.related_agents,
        related_activities=asked.related_activities,
        since=asked.since,
        until=asked.until,
        ascending=asked.ascending,
        after=asked.after,
    )
    found = await store.search(context.transaction, wanted, asked.limit + 1)
    page = found[: asked.limit]
    return StatementPage(
        await _looking(context, page, asked.format, languages),
        written_cursor(page[-1].stored, page[-1].statement_id) if len(found) > len(page) else None,
        await _files(context, page, wanted=asked.attachments),
    )


async def _files(context: Context, found: Sequence[FoundStatement], *, wanted: bool) -> list[Part]:
    if not wanted or not found:
        return []
    kept = await store.attachments(context.transaction, [each.statement_id for each in found])
    return [
        Part(
            {
                "Content-Type": content_type,
                "Content-Transfer-Encoding": "binary",
                "X-Experience-API-Hash": sha2,
            },
            content,
        )
        for sha2, content_type, content in kept
    ]


async def _looking(
    context: Context, found: Sequence[FoundStatement], wanted: Format, languages: Sequence[str]
) -> list[str]:
    texts = [completed(each) for each in found]
    if wanted is Format.EXACT:
        return texts
    values: list[dict[str, Any]] = [batch.read_value(each.encode()) for each in texts]
    if wanted is Format.IDS:
        made = [looks.only_ids(each) for each in values]
    else:
        defined = await _definitions(
            context, {each for value in values for each in looks.activities_of(value)}
        )
        made = [looks.canonical(each, defined, languages) for each in values]
    return [orjson.dumps(each).decode() for each in made]


async def _definitions(context: Context, ids: set[str]) -> Mapping[str, Mapping[str, Any]]:
    found = await store.definitions(context.transaction, [activity_key(each) for each in ids])
    return {each: looks.merged_definition(map(orjson.loads, texts)) for each, texts in found.items()}


def completed(found: FoundStatement) -> str:
    """The text of a statement with what the record store says: id, stored, timestamp, authority, version."""
    said = orjson.loads(found.sent)
    authority = found.authority or "null"
    added = [
        ("id", f'"{found.statement_id}"'),
        ("timestamp", f'"{written(found.occurred_at)}"'),
        ("stored", f'"{written(found.stored)}"'),
        ("authority", authority),
        ("version", f'"{found.rules}"'),
    ]
    return batch.completed(found.sent, [(name, value) for name, value in added if name not in said])


async def read_activity(context: Context, activity_id: str) -> dict[str, Any]:
    """The activity, with what is known of it."""
    found = await _definitions(context, {activity_id})
    activity: dict[str, Any] = {"objectType": "Activity", "id": activity_id}
    return activity | {"definition": found[activity_id]} if activity_id in found else activity


_LISTED = ("name", "mbox", "mbox_sha1sum", "openid", "account")


async def read_person(context: Context, agent: Mapping[str, Any]) -> dict[str, Any]:
    """A Person: everything that is known under this one identifier. No other is put together with it."""
    key: UUID | None = agent_key(agent)
    assert key is not None
    known = [orjson.loads(each) for each in await store.agents(context.transaction, key)]
    person: dict[str, Any] = {"objectType": "Person"}
    for name in _LISTED:
        values = [each[name] for each in (agent, *known) if name in each]
        if values:
            person[name] = [each for at, each in enumerate(values) if each not in values[:at]]
    return person

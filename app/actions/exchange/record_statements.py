"""Record statements: kept as they were sent, each once; and what counts of them becomes events.

A batch is one transaction: all of it is stored, or nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson

from app.actions.activity.record_events import record_events
from app.actions.context import Context
from app.actions.exchange.deliveries import ItemOutcome, find_students
from app.errors import Conflict
from app.ids import EventId, StudentId
from app.retention.rules import Category
from app.store.activity.waiting_events import NamedEvent
from app.store.exchange import statement_classes, statements
from app.store.exchange.statements import KnownActivity, KnownAgent, StoredStatement
from app.store.governance import erasures
from app.store.people import students
from app.xapi import batch
from app.xapi.attached import Attachment, attachments_of
from app.xapi.batch import Sent
from app.xapi.classes import Becomes, Fate, module_run_of, quantity_of
from app.xapi.faults import BadStatement
from app.xapi.forms import read_moment, written
from app.xapi.names import Named, content_id, identifier_of, key_of, named_in, target_of, voids
from app.xapi.same import says_the_same

SET_HERE = ("stored", "authority")
"""What a sender may say, and the record store says anew."""
LONGEST_OBJECT = 500


@dataclass(frozen=True, slots=True)
class Sender:
    """Who delivers statements."""

    system: str
    """Whose names for people it sends."""
    key: UUID
    authority: str
    """Its JSON, as statements are answered with it."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A statement of the batch, and what was read in it."""

    row: StoredStatement
    value: Mapping[str, Any]
    named: Named
    fate: Fate
    identifier: str | None
    """What the sender's system calls whoever did it."""


def sender(system: str, home: str, name: str) -> Sender:
    """Of a credential or a token: an account at that home page."""
    account = {"objectType": "Agent", "account": {"homePage": home, "name": name}}
    return Sender(system, key_of("account", home, name), orjson.dumps(account).decode())


async def record_statements(
    context: Context,
    sender: Sender,
    sent: Sequence[Sent],
    files: Mapping[str, Attachment],
    rules: str,
) -> list[UUID]:
    """Their ids, in order. The statements are sound already (`app/xapi/check.py`).

    Raises BadStatement for two with one id, Conflict where an id is another statement's already.
    """
    read = [_read(context, sender, each, at, rules) for at, each in enumerate(sent)]
    ids = [each.row.statement_id for each in read]
    _check_given_ids(sent)
    kept = await _without_erased(context, sender, read)
    unique = list({each.row.statement_id: each for each in reversed(kept)}.values())
    new = await statements.add(context.transaction, [each.row for each in unique]) if unique else set()
    await _compare(context, [each for each in kept if each.row.statement_id not in new])
    fresh = sorted(
        (each for each in unique if each.row.statement_id in new), key=lambda each: each.row.stored
    )
    if fresh:
        await _keep_what_is_named(context, sender, fresh)
        await _keep_files(context, fresh, files)
        await _refer(context, fresh)
        await _count(context, sender, fresh)
    return ids


def _read(context: Context, sender: Sender, sent: Sent, at: int, rules: str) -> _Read:
    value, text = sent
    stored = context.now + timedelta(microseconds=at)
    named, fate = named_in(value), context.profile.statement_classes.fate_of(value)
    timestamp = value.get("timestamp")
    row = StoredStatement(
        _id_of(sender, value),
        stored,
        _kept_text(value, text, rules),
        read_moment(timestamp) or stored,
        value.get("version") or ("2.0.0" if rules.startswith("2") else "1.0.0"),
        sender.key,
        named.actor,
        named.verb,
        named.object,
        named.mentions,
        _uuid(value.get("context", {}).get("registration")),
        target_of(value),
        voids(value),
        fate.event_class,
        fate.becomes,
        fate.why or None,
    )
    return _Read(row, value, named, fate, identifier_of(value["actor"]))


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _id_of(sender: Sender, value: Mapping[str, Any]) -> UUID:
    """The sender's; of one without an id, the same for the same content: sent again, it is the same one.

    Without a timestamp it is what happens at the moment of sending, each time anew.
    """
    if "id" in value:
        return UUID(value["id"])
    if "timestamp" not in value:
        return uuid4()
    content = orjson.dumps([sender.system, value], option=orjson.OPT_SORT_KEYS)
    return content_id(content)


def _kept_text(value: Mapping[str, Any], text: str, rules: str) -> str:
    """As it was sent, but for what the specification has a record store say anew."""
    if "stored" in value or "authority" in value:
        text = batch.without(text, *SET_HERE)
    if ("context" in value or "objectType" in value["object"]) and batch.stands_alone(value):
        text = batch.with_arrays(text)
    timestamp = value.get("timestamp")
    if timestamp is not None and rules.startswith("2") and not timestamp.endswith("Z"):
        moment = read_moment(timestamp)
        assert moment is not None
        text = batch.replaced(text, "timestamp", f'"{written(moment)}"')
    return text


def _check_given_ids(sent: Sequence[Sent]) -> None:
    seen: set[str] = set()
    for at, each in enumerate(sent):
        given = each.value.get("id")
        if given is not None:
            if given.lower() in seen:
                raise BadStatement("two statements of the batch have this id", at, "id")
            seen.add(given.lower())


# --- people who were erased ---


@dataclass(frozen=True, slots=True)
class _Person:
    system: str
    identifier: str


async def _without_erased(context: Context, sender: Sender, read: Sequence[_Read]) -> list[_Read]:
    """Those of which something may be kept: nothing of whoever was erased, or of days that were."""
    called = {each.identifier for each in read if each.identifier is not None}
    people = await find_students(context, [_Person(sender.system, each) for each in called])
    strangers = {(sender.system, each) for each in called} - people.keys()
    erased = await erasures.erased_identifiers(context.transaction, strangers) if strangers else set()
    before = await _erased_before(context, people.values())
    if not erased and not before:
        return list(read)

    def may_be_kept(each: _Read) -> bool:
        name = (sender.system, each.identifier or "")
        since = before.get(people[name]) if name in people else None
        return name not in erased and (since is None or context.profile.day(each.row.occurred_at) >= since)

    return [each for each in read if may_be_kept(each)]


async def _erased_before(context: Context, listed: Iterable[StudentId]) -> dict[StudentId, date]:
    """The day before which a student's activity was erased; most are absent."""
    found = await context.transaction.fetch(students.ERASED_BEFORE, students=list(set(listed)))
    days = {
        student_id: [by_kind[each] for each in ("", Category.ACTIVITY) if each in by_kind]
        for student_id, by_kind in found
    }
    return {student_id: max(some) for student_id, some in days.items() if some}


# --- what is there already ---


async def _compare(context: Context, known: Sequence[_Read]) -> None:
    """Raises Conflict unless what came under an id that is known says the same as what is there."""
    if not known:
        return
    there = await statements.sent_of(context.transaction, {each.row.statement_id for each in known})
    for each in known:
        found = there.get(each.row.statement_id)
        if found is not None and found[0] != each.row.sent:
            before = batch.read_value(found[0].encode())
            if not says_the_same(before, each.value):
                raise Conflict("another statement has one of these ids: ids are never used again")


# --- what goes with new ones ---


async def _keep_what_is_named(context: Context, sender: Sender, new: Sequence[_Read]) -> None:
    agents: dict[UUID, KnownAgent] = {}
    activities: dict[UUID, KnownActivity] = {}
    sets: dict[UUID, Iterable[tuple[UUID, str]]] = {}
    for each in new:
        for key, agent in each.named.agents.items():
            if key not in agents and (identifier := identifier_of(agent)) is not None:
                agents[key] = KnownAgent(key, sender.system, identifier, orjson.dumps(agent).decode())
        for key, activity in each.named.activities.items():
            definition = orjson.dumps(activity["definition"], option=orjson.OPT_SORT_KEYS)
            said = content_id(key.bytes + definition)
            if said not in activities:
                activities[said] = KnownActivity(key, said, activity["id"], definition.decode())
        if each.named.mentions is not None:
            sets[each.named.mentions] = each.named.mentioned
    await statements.add_what_is_named(
        context.transaction,
        sender.system,
        (sender.key, sender.authority),
        agents,
        list(activities.values()),
        sets,
        context.now,
    )


async def _keep_files(context: Context, new: Sequence[_Read], files: Mapping[str, Attachment]) -> None:
    wanted = {
        (each.row.statement_id, attachment["sha2"].lower())
        for each in new
        for attachment in attachments_of(each.value)
    }
    kept = [
        (statement_id, digest, files[digest]) for statement_id, digest in sorted(wanted) if digest in files
    ]
    if kept:
        await statements.add_attachments(context.transaction, kept)


async def _refer(context: Context, new: Sequence[_Read]) -> None:
    referring = [each.row.statement_id for each in new if each.row.refers_to is not None]
    if referring:
        await statements.add_targets(context.transaction, referring)


async def _count(context: Context, sender: Sender, new: Sequence[_Read]) -> None:
    """Make events of what counts, and count classes."""
    counted = [each for each in new if each.fate.becomes is Becomes.COUNTED and each.identifier is not None]
    events = [_event_of(sender, each) for each in counted]
    results = await record_events(context, events) if events else []
    other = {
        each.row.statement_id: (str(result.outcome), result.detail)
        for each, result in zip(counted, results, strict=True)
        if result.outcome is not ItemOutcome.RECORDED
    }
    if other:
        await statements.tell_fates(context.transaction, other)
    tally = Counter((each.fate.event_class, str(each.fate.becomes)) for each in new)
    await statement_classes.count(context.transaction, tally, context.now)


def _event_of(sender: Sender, read: _Read) -> NamedEvent:
    kind = read.fate.kind
    assert kind is not None
    assert read.identifier is not None
    subject: str | None = read.value["object"].get("id")
    return NamedEvent(
        EventId(read.row.statement_id),
        sender.system,
        read.identifier,
        read.row.occurred_at,
        kind.source,
        kind.kind,
        module_run_of(read.value),
        None if subject is None else subject[:LONGEST_OBJECT],
        quantity_of(read.value, kind),
    )

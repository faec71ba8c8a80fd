"""Names: the one key of whatever a statement names, however it is written, and everything that one names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from uuid import UUID

from app.xapi.check import VOIDED

_MOST = 100_000
"""Keys that are remembered: students, verbs and activities come again in every batch."""


def content_id(content: bytes) -> UUID:
    """An id that is the same for the same content (RFC 9562, version 8)."""
    digest = bytearray(blake2b(content, digest_size=16).digest())
    digest[6], digest[8] = digest[6] & 0x0F | 0x80, digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))


@lru_cache(_MOST)
def key_of(*words: str) -> UUID:
    """A digest of the words, in the form that the database keeps."""
    return UUID(bytes=blake2b("\x00".join(words).encode(), digest_size=16).digest())


def agent_key(agent: Mapping[str, Any]) -> UUID | None:
    """Of an agent or a group: what identifies it. None: a group that nothing identifies."""
    account = agent.get("account")
    if account is not None:
        return key_of("account", account["homePage"], account["name"])
    for name in ("mbox", "openid"):
        if name in agent:
            return key_of(name, agent[name])
    if "mbox_sha1sum" in agent:
        return key_of("mbox_sha1sum", agent["mbox_sha1sum"].lower())
    return None


def activity_key(activity_id: str) -> UUID:
    return key_of("activity", activity_id)


def verb_key(verb_id: str) -> UUID:
    return key_of("verb", verb_id)


def identifier_of(agent: Mapping[str, Any]) -> str | None:
    """What a system calls them: the account's name, or the address. None: nobody could tell whom it means."""
    if "account" in agent:
        name: str = agent["account"]["name"]
        return name
    if "mbox" in agent:
        address: str = agent["mbox"]
        return address.removeprefix("mailto:")
    return None


class Kind(StrEnum):
    """How something is mentioned."""

    AGENT = "agent"
    """As actor or object, or as a member of a group that is one."""
    RELATED_AGENT = "related_agent"
    """Anywhere else, and in a SubStatement."""
    RELATED_ACTIVITY = "related_activity"
    """In the context, and in a SubStatement."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a statement names."""

    actor: UUID
    """Of a group that nothing identifies, that of its first member."""
    verb: UUID
    object: UUID
    """An activity's, or whatever else's key."""
    mentions: UUID | None
    """Of the set of the rest; None: there is none."""
    mentioned: frozenset[tuple[UUID, Kind]]
    agents: dict[UUID, Mapping[str, Any]]
    """Everybody who is identified."""
    activities: dict[UUID, Mapping[str, Any]]
    """Those of which it says anything."""


def named_in(statement: Mapping[str, Any]) -> Named:
    """Everything that a sound statement names."""
    reader = _Reader()
    return reader.read(statement)


class _Reader:
    def __init__(self) -> None:
        self.mentioned: set[tuple[UUID, Kind]] = set()
        self.agents: dict[UUID, Mapping[str, Any]] = {}
        self.activities: dict[UUID, Mapping[str, Any]] = {}

    def read(self, statement: Mapping[str, Any]) -> Named:
        actor = self._actor(statement["actor"])
        subject = self._object(statement["object"])
        context = statement.get("context")
        if context:
            self._context(context)
        return Named(
            actor,
            verb_key(statement["verb"]["id"]),
            subject,
            _set_key(self.mentioned) if self.mentioned else None,
            frozenset(self.mentioned),
            self.agents,
            self.activities,
        )

    def _actor(self, actor: Mapping[str, Any]) -> UUID:
        key = agent_key(actor)
        if key is not None:
            self.agents[key] = actor
        members = [self._agent(each, Kind.AGENT) for each in actor.get("member", ())]
        return key or members[0]

    def _agent(self, agent: Mapping[str, Any], kind: Kind) -> UUID:
        """Of an agent or a group, with its members; mentioned so."""
        key = agent_key(agent)
        if key is not None:
            self.agents[key] = agent
            self.mentioned.add((key, kind))
        members = [self._agent(each, kind) for each in agent.get("member", ())]
        return key or members[0]

    def _activity(self, activity: Mapping[str, Any]) -> UUID:
        key = activity_key(activity["id"])
        if activity.get("definition"):
            self.activities[key] = activity
        return key

    def _object(self, value: Mapping[str, Any]) -> UUID:
        match value.get("objectType", "Activity"):
            case "Activity":
                return self._activity(value)
            case "StatementRef":
                return key_of("statement", value["id"].lower())
            case "SubStatement":
                return self._substatement(value)
            case _:
                return self._agent(value, Kind.AGENT)

    def _substatement(self, value: Mapping[str, Any]) -> UUID:
        self._agent(value["actor"], Kind.RELATED_AGENT)
        inner = value["object"]
        if inner.get("objectType", "Activity") == "Activity":
            self.mentioned.add((self._activity(inner), Kind.RELATED_ACTIVITY))
        elif inner["objectType"] in {"Agent", "Group"}:
            self._agent(inner, Kind.RELATED_AGENT)
        if value.get("context"):
            self._context(value["context"])
        return key_of("substatement")

    def _context(self, context: Mapping[str, Any]) -> None:
        for agent in _agents_of(context):
            self._agent(agent, Kind.RELATED_AGENT)
        groups = context.get("contextActivities")
        if groups:
            for listed in groups.values():
                for each in listed if type(listed) is list else (listed,):
                    self.mentioned.add((self._activity(each), Kind.RELATED_ACTIVITY))


def _agents_of(context: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name in ("instructor", "team"):
        if name in context:
            yield context[name]
    for each in context.get("contextAgents", ()):
        yield each["agent"]
    for each in context.get("contextGroups", ()):
        yield each["group"]


def _set_key(mentioned: set[tuple[UUID, Kind]]) -> UUID:
    words = sorted(f"{key.hex}{kind}" for key, kind in mentioned)
    return UUID(bytes=blake2b("".join(words).encode(), digest_size=16).digest())


def target_of(statement: Mapping[str, Any]) -> UUID | None:
    """The statement that it refers to by its object."""
    subject = statement["object"]
    return UUID(subject["id"]) if subject.get("objectType") == "StatementRef" else None


def voids(statement: Mapping[str, Any]) -> UUID | None:
    """The statement that it voids."""
    return target_of(statement) if statement["verb"]["id"] == VOIDED else None

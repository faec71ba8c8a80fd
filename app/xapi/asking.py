"""Asking: what a request for statements or documents may say in its address, and what it means."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.xapi import check
from app.xapi.batch import read_value
from app.xapi.faults import BadStatement
from app.xapi.forms import is_iri, is_uuid, read_moment
from app.xapi.looks import Format

FIRST, SECOND = "1.0.3", "2.0.0"
"""The latest patch of each version of the specification that is spoken here."""
VERSIONS = ("1.0.0", "1.0.1", "1.0.2", FIRST, SECOND)
MOST = 500
"""Statements of one answer."""
_FILTERS = frozenset(
    {
        "agent", "verb", "activity", "registration", "related_activities", "related_agents", "since", "until",
        "limit", "format", "attachments", "ascending", "cursor",
    }
)  # fmt: skip
_ONE = frozenset({"statementId", "voidedStatementId", "attachments", "format"})


def rules_of(header: str | None) -> str:
    """By which version's rules a request is to be taken. Raises BadStatement."""
    said = (header or "").strip()
    if said == "1.0" or (said.startswith("1.0.") and said[4:].isdigit()):
        return FIRST
    if said == "2.0" or (said.startswith("2.0.") and said[4:].isdigit()):
        return SECOND
    raise BadStatement("X-Experience-API-Version: say 1.0.x or 2.0.x")


def checker_of(rules: str) -> check.Checker:
    return check.VERSION_2 if rules == SECOND else check.VERSION_1


def once(pairs: Sequence[tuple[str, str]], allowed: frozenset[str]) -> dict[str, str]:
    """The parameters by name. Raises BadStatement for one that is not known, or stands twice."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name not in allowed:
            raise BadStatement("there is no such parameter", name[:64])
        if name in found:
            raise BadStatement("stands more than once", name)
        found[name] = value
    return found


@dataclass(frozen=True, slots=True)
class OneAsked:
    """A statement by its id."""

    statement_id: UUID
    voided: bool
    format: Format
    attachments: bool


@dataclass(frozen=True, slots=True)
class ManyAsked:
    """Statements by what they say."""

    agent: Mapping[str, Any] | None
    verb: str | None
    activity: str | None
    registration: UUID | None
    related_agents: bool
    related_activities: bool
    since: datetime | None
    until: datetime | None
    limit: int
    format: Format
    attachments: bool
    ascending: bool
    after: tuple[datetime, UUID] | None


def statements_asked(pairs: Sequence[tuple[str, str]]) -> OneAsked | ManyAsked:
    """What is asked for. Raises BadStatement."""
    said = once(pairs, _FILTERS | _ONE)
    by_id = [name for name in ("statementId", "voidedStatementId") if name in said]
    look = _format(said), _flag(said, "attachments")
    if by_id:
        if len(by_id) > 1 or said.keys() - _ONE:
            raise BadStatement("with an id, ask for attachments and format alone", by_id[0])
        return OneAsked(_uuid(said, by_id[0]), by_id[0] == "voidedStatementId", *look)
    return ManyAsked(
        agent=read_agent(said["agent"]) if "agent" in said else None,
        verb=_iri(said, "verb"),
        activity=_iri(said, "activity"),
        registration=_uuid(said, "registration") if "registration" in said else None,
        related_agents=_flag(said, "related_agents"),
        related_activities=_flag(said, "related_activities"),
        since=moment_of(said, "since"),
        until=moment_of(said, "until"),
        limit=_limit(said),
        format=look[0],
        attachments=look[1],
        ascending=_flag(said, "ascending"),
        after=read_cursor(said["cursor"]) if "cursor" in said else None,
    )


def read_agent(text: str) -> Mapping[str, Any]:
    """An agent or an identified group, as JSON. Raises BadStatement."""
    try:
        value = read_value(text.encode())
        check.actor(value)
    except BadStatement as bad:
        raise bad.within("agent") from None
    agent: Mapping[str, Any] = value
    if not any(each in agent for each in check.IDENTIFIERS):
        raise BadStatement("must be identified", "agent")
    return agent


def _format(said: Mapping[str, str]) -> Format:
    try:
        return Format(said.get("format", Format.EXACT))
    except ValueError:
        raise BadStatement(f"must be {' or '.join(Format)}", "format") from None


def _flag(said: Mapping[str, str], name: str) -> bool:
    value = said.get(name, "false").lower()
    if value not in {"true", "false"}:
        raise BadStatement("must be true or false", name)
    return value == "true"


def _limit(said: Mapping[str, str]) -> int:
    text = said.get("limit", "0")
    if not (text.isascii() and text.isdigit()) or len(text) > 9:  # noqa: PLR2004 (no more fit an integer)
        raise BadStatement("must be a whole number, 0 or more", "limit")
    return min(int(text) or MOST, MOST)


def _iri(said: Mapping[str, str], name: str) -> str | None:
    value = said.get(name)
    if value is not None and not is_iri(value):
        raise BadStatement("must be an IRI", name)
    return value


def _uuid(said: Mapping[str, str], name: str) -> UUID:
    if not is_uuid(said[name]):
        raise BadStatement("must be a UUID", name)
    return UUID(said[name])


def moment_of(said: Mapping[str, str], name: str) -> datetime | None:
    """Raises BadStatement where it is none."""
    if name not in said:
        return None
    # A plus sign that was not encoded has arrived as a space.
    found = read_moment(said[name].strip().replace(" ", "+") if "T" in said[name] else said[name])
    if found is None:
        raise BadStatement("must be a moment by ISO 8601", name)
    return found


def written_cursor(stored: datetime, statement_id: UUID) -> str:
    """Where a page ends; it holds for as long as the statements are there."""
    return base64.urlsafe_b64encode(f"{stored.isoformat()} {statement_id}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[datetime, UUID]:
    """Raises BadStatement for what no page ended with."""
    try:
        stored, _, statement_id = (
            base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
        )
        moment = datetime.fromisoformat(stored)
        return moment.astimezone(UTC), UUID(statement_id)
    except (ValueError, OverflowError, binascii.Error):
        raise BadStatement("is not one that was given out here", "cursor") from None


# --- documents ---


@dataclass(frozen=True, slots=True)
class DocumentAsked:
    """A document by its id, or the ids of several."""

    kind: str
    activity_id: str | None
    agent: Mapping[str, Any] | None
    registration: UUID | None
    document_id: str | None
    since: datetime | None


_ID_NAMES = {"state": "stateId", "activity_profile": "profileId", "agent_profile": "profileId"}
_NEEDED = {
    "state": ("activityId", "agent"),
    "activity_profile": ("activityId",),
    "agent_profile": ("agent",),
}
LONGEST_ID = 2_000


def document_asked(
    kind: str, pairs: Sequence[tuple[str, str]], *, one: bool, may_list: bool
) -> DocumentAsked:
    """What is asked for; `one`: one document alone; `may_list`: `since` is allowed. Raises BadStatement."""
    name, needed = _ID_NAMES[kind], _NEEDED[kind]
    optional = {"registration"} if kind == "state" else set()
    said = once(pairs, frozenset({*needed, name, *optional, *({"since"} if may_list else ())}))
    for each in (*needed, *((name,) if one else ())):
        if each not in said:
            raise BadStatement("is needed", each)
    document_id = said.get(name)
    if document_id is not None and not 0 < len(document_id) <= LONGEST_ID:
        raise BadStatement(f"must have from 1 to {LONGEST_ID} characters", name)
    return DocumentAsked(
        kind,
        _iri(said, "activityId"),
        read_agent(said["agent"]) if "agent" in said else None,
        _uuid(said, "registration") if "registration" in said else None,
        document_id,
        moment_of(said, "since"),
    )

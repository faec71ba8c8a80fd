"""History: what was done with a student's data."""

from datetime import datetime
from uuid import UUID

from app.access.vocabulary import Role
from app.actions.governance.audit_change import OPERATOR
from app.profiles.model import Profile
from app.schemas.base import Out, shown_as
from app.schemas.made_up import AUDIT_ENTRY, NEXT
from app.store.governance.history import HistoryEntry

_ENTRY = {
    "entry_id": AUDIT_ENTRY,
    "at": "2018-11-21T02:10:00Z",
    "staff_name": None,
    "role": "operator",
    "action": "copy of the data made",
    "said": "The service: copy of the data made.",
}


class HistoryEntryOut(Out):
    entry_id: UUID
    """The entry's id."""
    at: datetime
    """When it was done."""
    staff_name: str | None
    """Who did it; null where it was the student, or the service itself."""
    role: str | None
    """In which role; `operator` for the service itself, null for the student."""
    action: str
    """What was done."""
    said: str
    """The whole entry as a sentence, for the student to read."""


class HistoryOut(Out):
    model_config = shown_as({"items": [_ENTRY], "next_cursor": NEXT})

    items: list[HistoryEntryOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def history_entry_out(entry: HistoryEntry, profile: Profile) -> HistoryEntryOut:
    return HistoryEntryOut(
        entry_id=entry.entry_id,
        at=entry.at,
        staff_name=entry.staff_name,
        role=entry.role,
        action=entry.action,
        said=f"{_who(entry, profile)}: {entry.action}.",
    )


def _who(entry: HistoryEntry, profile: Profile) -> str:
    if entry.role is None:
        return "You"
    if entry.role == OPERATOR:
        return "The service"
    rule = profile.role_rules.get(Role(entry.role))
    return f"{entry.staff_name} ({rule.title if rule else entry.role})"

"""Copies of the data."""

from datetime import date, datetime
from typing import Any

from app.ids import RequestId
from app.profiles.model import Profile
from app.schemas.base import Out, shown_as
from app.schemas.made_up import NAME, NUMBER, REQUEST, STUDENT, UNIVERSITY_NAME
from app.store.governance.copies import CopyEntry

_ENTRY = {
    "request_id": REQUEST,
    "assembled_at": "2018-11-21T02:10:00Z",
    "available_until": "2018-12-21",
    "copied_to": ["Personal tutor"],
}
_ABOUT = _ENTRY | {
    "student_id": STUDENT,
    "student_number": NUMBER,
    "student_name": NAME,
    "institution": UNIVERSITY_NAME,
    "requested_at": "2018-11-20T10:00:00Z",
}
_PART = {
    "name": "attendance",
    "title": "Attendance",
    "remarks": [],
    "rows": [{"session": "BIO1-L7", "status": "present"}],
}


class CopyEntryOut(Out):
    request_id: RequestId
    """The request that it answers."""
    assembled_at: datetime
    """The moment as of which it is."""
    available_until: date
    """The last day on which it can be read."""
    copied_to: list[str]
    """Who received a copy for information, of what they see of the student anyway: titles of roles."""


class CopyEntriesOut(Out):
    model_config = shown_as({"items": [_ENTRY]})

    items: list[CopyEntryOut]
    """The latest first."""


class CopyAboutOut(CopyEntryOut):
    student_id: str
    """Whose data it holds."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name; null where the institution keeps none here."""
    institution: str
    """Whose service it is."""
    requested_at: datetime
    """When it was asked for."""


class CopyPartOut(Out):
    name: str
    """The table."""
    title: str
    """What people call it."""
    remarks: list[str]
    """What is left out of it, and why."""
    rows: list[dict[str, Any]]
    """Every row about the student, by column."""


class CopyOut(Out):
    """Everything that the service keeps about a student, as of one moment."""

    model_config = shown_as({"about": _ABOUT, "remarks": ["Each part is a table."], "parts": [_PART]})

    about: CopyAboutOut
    """Whose it is, and when it was made."""
    remarks: list[str]
    """How to read it, and what is left out of it."""
    parts: list[CopyPartOut]
    """Table by table; one without rows is there all the same."""


def copy_entry_out(entry: CopyEntry, profile: Profile) -> CopyEntryOut:
    rules = profile.role_rules
    return CopyEntryOut(
        request_id=entry.request_id,
        assembled_at=entry.assembled_at,
        available_until=entry.available_until,
        copied_to=[rules[each].title if each in rules else each for each in entry.copied_to],
    )

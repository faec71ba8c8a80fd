"""Meetings: those around today, with the latest shared notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from app.access.vocabulary import Audited, SectionName
from app.actions.section import Rows, Section, SectionRequest
from app.store.record import meetings, notes
from app.store.record.meetings import Meeting
from app.store.record.notes import Note

DAYS = 30
"""How far back and ahead meetings are shown."""
MOST_NOTES = 5


@dataclass(frozen=True, slots=True)
class MeetingsAndNotes:
    meetings: Sequence[Meeting]
    notes: Sequence[Note]
    """Whoever asks: not even the asker's own drafts are part of the common document."""


def build_meetings(_request: SectionRequest, rows: Rows) -> MeetingsAndNotes:
    return MeetingsAndNotes(rows["meetings"], rows["notes"])


def _parameters(request: SectionRequest) -> Mapping[str, Any]:
    """Whole days, so that a day's dashboard stays what it is."""
    first, after = request.last - timedelta(days=DAYS), request.last + timedelta(days=DAYS + 1)
    zone = request.institution.profile.zone
    return {
        "meetings_from": datetime.combine(first, time.min, zone),
        "meetings_before": datetime.combine(after, time.min, zone),
        "most_notes": MOST_NOTES,
    }


MEETINGS = Section(
    SectionName.MEETINGS,
    (Audited.MEETINGS, Audited.NOTES),
    {"meetings": meetings.BETWEEN, "notes": notes.LATEST_SHARED},
    build_meetings,
    _parameters,
)

"""Notes on meetings."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.actions.record.write_notes import Content
from app.ids import MeetingId, NoteId
from app.schemas.base import Day, Flag, In, Name, Out
from app.store.record.notes import Note

# Lines and tabs are fine in a text; PostgreSQL cannot hold a NUL.
Text = Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]


class ReferralIn(In):
    action: Text = Field(description="What is to be done.")
    owner: Literal["student", "tutor", "other"] = Field(description="Who does it.")
    owner_name: Name | None = Field(default=None, description="Whom or which service, if other.")


class ReferralOut(Out):
    action: str
    owner: Literal["student", "tutor", "other"]
    owner_name: str | None


class NoteIn(In):
    """What a meeting was about. Say it in general terms, such as `health issue`: both sides read it."""

    focus: Literal["routine", "issue"]
    summary: Text
    issues: list[Name] = Field(default=[], max_length=20, description="In general terms.")
    referrals: list[ReferralIn] = Field(default=[], max_length=20)
    follow_up_on: Day | None = None
    meeting_id: MeetingId | None = None


class NewNoteIn(NoteIn):
    share: Flag = Field(default=False, description="Share at once; otherwise a draft that only you can read.")


class RemovalIn(In):
    reason: Annotated[str, Field(min_length=5, max_length=500, pattern=r"^[^\x00]*$")]


class RemovalOut(Out):
    removed_at: datetime
    removed_by_name: str | None
    reason: str | None


class NoteOut(Out):
    note_id: NoteId
    meeting_id: MeetingId | None
    author: Literal["student", "staff"]
    staff_name: str | None
    """The author's name, where it is a member of staff."""
    status: Literal["draft", "shared", "removed"]
    focus: Literal["routine", "issue"] | None
    summary: str | None
    """Null, like all of the content, once the note is removed."""
    issues: list[str] | None
    referrals: list[ReferralOut] | None
    follow_up_on: date | None
    created_at: datetime
    changed_at: datetime
    shared_at: datetime | None
    removal: RemovalOut | None
    """The tombstone: who removed it, when and why."""


class NotesOut(Out):
    items: list[NoteOut]
    next_cursor: str | None


def content(given: NoteIn) -> Content:
    return Content(
        focus=given.focus,
        summary=given.summary,
        issues=given.issues,
        referrals=[each.model_dump() for each in given.referrals],
        follow_up_on=given.follow_up_on,
        meeting_id=given.meeting_id,
    )


def note_out(note: Note) -> NoteOut:
    removal = None
    if note.removed_at is not None:
        removal = {
            "removed_at": note.removed_at,
            "removed_by_name": note.removed_by_name,
            "reason": note.removal_reason,
        }
    return NoteOut.model_validate(
        {
            "note_id": note.note_id,
            "meeting_id": note.meeting_id,
            "author": note.author,
            "staff_name": note.staff_name,
            "status": note.status,
            "focus": note.focus,
            "summary": note.summary,
            "issues": note.issues,
            "referrals": note.referrals,
            "follow_up_on": note.follow_up_on,
            "created_at": note.created_at,
            "changed_at": note.changed_at,
            "shared_at": note.shared_at,
            "removal": removal,
        }
    )

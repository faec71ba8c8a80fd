"""Notes on meetings."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.actions.record.write_notes import Content
from app.ids import MeetingId, NoteId
from app.schemas.base import Day, Flag, In, Name, Out, shown_as
from app.schemas.made_up import MEETING, NOTE, TUTOR_NAME
from app.store.record.notes import Note

_INPUT = {
    "focus": "routine",
    "summary": "We talked about planning the second half of term.",
    "issues": ["time management"],
    "referrals": [{"action": "Book a study skills session.", "owner": "student", "owner_name": None}],
    "follow_up_on": "2018-12-04",
    "meeting_id": MEETING,
}
WRITTEN_NOTE = _INPUT | {
    "note_id": NOTE,
    "author": "staff",
    "staff_name": TUTOR_NAME,
    "status": "shared",
    "created_at": "2018-11-20T10:40:00Z",
    "changed_at": "2018-11-20T10:45:00Z",
    "shared_at": "2018-11-20T10:45:00Z",
    "removal": None,
}

# Lines and tabs are fine in a text; PostgreSQL cannot hold a NUL.
Text = Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]
_OWNER = "Who does it: the `student`, the `tutor`, or `other`: somebody who is named."


class ReferralIn(In):
    action: Text = Field(description="What is to be done.")
    owner: Literal["student", "tutor", "other"] = Field(description=_OWNER)
    owner_name: Name | None = Field(default=None, description="Whom or which service, if other.")


class ReferralOut(Out):
    action: str
    """What is to be done."""
    owner: Literal["student", "tutor", "other"] = Field(description=_OWNER)
    owner_name: str | None
    """Whom or which service, if other."""


class NoteIn(In):
    """What a meeting was about. Say it in general terms, such as `health issue`: both sides read it."""

    model_config = shown_as(_INPUT)

    focus: Literal["routine", "issue"]
    """`routine`: a routine meeting. `issue`: about an issue."""
    summary: Text
    """What was talked about."""
    issues: list[Name] = Field(default=[], max_length=20, description="In general terms.")
    referrals: list[ReferralIn] = Field(default=[], max_length=20)
    """What is to be done, and by whom."""
    follow_up_on: Day | None = None
    """The day on which to come back to it."""
    meeting_id: MeetingId | None = None
    """The meeting that it is about."""


class NewNoteIn(NoteIn):
    model_config = shown_as(_INPUT | {"share": True})

    share: Flag | None = Field(
        default=None,
        description="True: share it now. False: a draft that only you can read; refused where the institution"
        " has no drafts of staff. Left out or null: a draft, or shared where staff have no drafts.",
    )


class RemovalIn(In):
    model_config = shown_as({"reason": "It names a third person."})

    reason: Annotated[str, Field(min_length=5, max_length=500, pattern=r"^[^\x00]*$")]
    """Why the note is removed."""


class RemovalOut(Out):
    removed_at: datetime
    """When it was removed."""
    removed_by_name: str | None
    """Who removed it."""
    reason: str | None
    """Why it was removed; null where nobody said."""


class NoteOut(Out):
    model_config = shown_as(WRITTEN_NOTE)

    note_id: NoteId
    """The note's id."""
    meeting_id: MeetingId | None
    """The meeting that it is about."""
    author: Literal["student", "staff"]
    """Which side wrote it: the `student`, or `staff`."""
    staff_name: str | None
    """The author's name, where it is a member of staff."""
    status: Literal["draft", "shared", "removed"]
    """`draft`: its author's alone. `shared`: both sides read it. `removed`: taken away for good."""
    focus: Literal["routine", "issue"] | None
    """`routine`: a routine meeting. `issue`: about an issue."""
    summary: str | None
    """Null, like all of the content, once the note is removed."""
    issues: list[str] | None
    """In general terms."""
    referrals: list[ReferralOut] | None
    """What is to be done, and by whom."""
    follow_up_on: date | None
    """The day on which to come back to it."""
    created_at: datetime
    """When it was begun."""
    changed_at: datetime
    """When it was last changed."""
    shared_at: datetime | None
    """When it was shared; null if it never was."""
    removal: RemovalOut | None
    """The tombstone: who removed it, when and why."""


class NotesOut(Out):
    model_config = shown_as({"items": [WRITTEN_NOTE], "next_cursor": None})

    items: list[NoteOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def content(note: NoteIn) -> Content:
    return Content(
        focus=note.focus,
        summary=note.summary,
        issues=note.issues,
        referrals=[each.model_dump() for each in note.referrals],
        follow_up_on=note.follow_up_on,
        meeting_id=note.meeting_id,
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

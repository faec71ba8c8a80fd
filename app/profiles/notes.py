"""A profile's rules for notes on meetings."""

from app.profiles.entry import Entry


class NotesEntry(Entry):
    drafts: bool = True
    """Whether staff may keep a note to themselves; otherwise the student reads it as soon as it is saved."""

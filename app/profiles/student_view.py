"""A profile's student view: what a student still opens once an institution has switched the view off."""

from pydantic import Field

from app.access.vocabulary import SectionName
from app.profiles.entry import Entry


class StudentViewEntry(Entry):
    """The view can be switched off for the institution. Notices, requests and who looked always stay."""

    shown: bool = True
    without_it: frozenset[SectionName] = Field(default=frozenset())
    """The sections that stay open: what is done for the student, and has to be answered by them."""

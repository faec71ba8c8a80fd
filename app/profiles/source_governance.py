"""A profile's governance of sources: a board approves each before a single record of it counts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from app.access.vocabulary import SectionName
from app.profiles.entry import Entry


class SourceKind(StrEnum):
    """What a source is about. Closed: some kinds are refused, whoever would approve them."""

    TEACHING_ATTENDANCE = "teaching_attendance"
    """Whether students came to sessions of their teaching."""
    VIRTUAL_LEARNING_ENVIRONMENT = "virtual_learning_environment"
    """What students do where their courses are online."""
    ASSESSMENT = "assessment"
    """What students submit, and how it is marked."""
    LIBRARY = "library"
    """Visits to the library, and loans."""
    RECORDINGS = "recordings"
    """Recordings of teaching that students watch."""
    MEETINGS = "meetings"
    """Meetings of teaching and tutoring."""
    SUPPORT = "support"
    """Support that students are offered or ask for."""
    CAREERS = "careers"
    """What students do for their employability."""
    STUDENT_APP = "student_app"
    """What students use of the institution's own application."""
    STAFF_ACTIVITY = "staff_activity"
    """What members of staff do: refused."""
    LOCATION = "location"
    """Where people are: refused."""
    COMMUNICATIONS_CONTENT = "communications_content"
    """What people write or say to each other: refused."""
    UNRELATED_ACTIVITY = "unrelated_activity"
    """What has nothing to do with learning and teaching: refused."""


_UNRELATED = "no source may cover activity unrelated to learning and teaching"
REFUSED_KINDS: Mapping[SourceKind, str] = {
    SourceKind.STAFF_ACTIVITY: "nothing may measure academic staff",
    SourceKind.LOCATION: f"{_UNRELATED}: where people are is none of it",
    SourceKind.COMMUNICATIONS_CONTENT: f"{_UNRELATED}: what people write to each other is none of it",
    SourceKind.UNRELATED_ACTIVITY: _UNRELATED,
}
"""Why, by kind."""


class SourceGovernanceEntry(Entry):
    """Who approves sources, and how often they are reviewed."""

    board: str
    """What the body is called that approves, in words that students may read."""
    review_every_days: Annotated[int, Field(ge=1, le=3_660)] = 365
    """Days from an approval or a review to the next review, unless it says sooner."""
    registers: dict[SectionName, str] = Field(default={})
    """Sections whose deliveries are a source as well, with its title: a register, marks."""
    kinds: dict[str, SourceKind]
    """Of each of the profile's sources and registers, by name."""

    @field_validator("kinds")
    @classmethod
    def _none_refused(cls, kinds: dict[str, SourceKind]) -> dict[str, SourceKind]:
        for name, kind in kinds.items():
            if kind in REFUSED_KINDS:
                raise ValueError(f"source_governance: {name} is {kind}, and {REFUSED_KINDS[kind]}")
        return kinds

"""A profile's comparison: with how many others of course and year a student can be compared, and for what."""

from typing import Annotated

from pydantic import Field

from app.profiles.entry import Entry

_FEWEST = 30


class ComparisonEntry(Entry):
    """In which fifth of their course and year a student's engagement score is, for the student who asks."""

    purpose: str
    """The purpose of the profile that it is for: whoever objects to it is not told, and counts for nobody."""
    fewest: Annotated[int, Field(ge=_FEWEST, le=1_000)] = _FEWEST
    """Of fewer students nothing is told; of a few more, seldom, as that would tell who joins or leaves."""
    caveats: tuple[str, ...] = ()
    """What is told beside every comparison."""

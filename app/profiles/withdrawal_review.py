"""A profile's review for assumed withdrawal: whom a termly list holds, and what people may decide."""

from typing import Annotated

from pydantic import Field

from app.profiles.entry import Entry


class WithdrawalReviewEntry(Entry):
    purposes: Annotated[frozenset[str], Field(min_length=1)]
    """The only ones for which anybody may look. Who may state one makes lists and decides."""
    weeks: Annotated[int, Field(ge=1, le=20)] = 3
    """How many whole teaching weeks of the term a list looks at, the latest ones."""
    least_absences: Annotated[int, Field(ge=1, le=100)] = 3
    """Nobody with fewer absences on record in these weeks is listed, nor anybody who came once."""

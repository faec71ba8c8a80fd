"""A profile's statistics: what is published of data that serve nothing else."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field

from app.disclosure.variables import GroupKind, Variable
from app.profiles.entry import Entry


class StatisticsEntry(Entry):
    """Which variables are published of which groups, and for what.

    How they are kept from telling of anybody is no choice of the profile's: `docs/disclosure.md`.
    """

    variables: Annotated[tuple[Variable, ...], Field(min_length=1)]
    groups: Annotated[tuple[GroupKind, ...], Field(min_length=1)]
    purposes: Annotated[tuple[str, ...], Field(min_length=1)]
    """For what somebody may read them: purposes of `access_purposes`."""

    def check_purposes(self, allowed: Collection[str]) -> None:
        """Raises ValueError for one that the institution does not allow."""
        if unknown := sorted(set(self.purposes) - set(allowed)):
            raise ValueError(f"statistics: {', '.join(unknown)} is no purpose that anybody may state")

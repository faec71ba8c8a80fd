"""A profile's module insight: what of a module run's activity is an opened resource."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field

from app.profiles.entry import Entry


class ModuleInsightEntry(Entry):
    """Which resources a class opens, for whoever teaches it. Shares are kept from telling of anybody by
    `disclosure`."""

    sources: Annotated[frozenset[str], Field(min_length=1)]
    """Those whose events name a module run and, as `object`, the resource that was opened."""
    round_to: Annotated[float, Field(ge=0.05, le=0.5)] = 0.05
    """Shares are rounded to the nearest multiple."""
    purposes: Annotated[tuple[str, ...], Field(min_length=1)]
    """For what somebody may read them: purposes of `access_purposes`."""

    def check_sources(self, by_module: Collection[str]) -> None:
        """Raises ValueError for a source that is unknown, or knows no module runs."""
        if unknown := sorted(self.sources - set(by_module)):
            raise ValueError(f"module_insight: {', '.join(unknown)} is no source that knows module runs")

    def check_purposes(self, allowed: Collection[str]) -> None:
        """Raises ValueError for one that the institution does not allow."""
        if unknown := sorted(set(self.purposes) - set(allowed)):
            raise ValueError(f"module_insight: {', '.join(unknown)} is no purpose that anybody may state")

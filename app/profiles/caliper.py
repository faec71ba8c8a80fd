"""A profile's Caliper entry: which of a sensor's events are which kinds of the institution's sources."""

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import Field

from app.profiles.entry import Entry


class CaliperRule(Entry):
    """Events of one type and action."""

    type: str
    """Such as SessionEvent."""
    action: str
    """Such as LoggedIn."""
    object: str | None = None
    """Only of such objects; None: of any."""
    source: str
    kind: str


class CaliperEntry(Entry):
    """What a Caliper sensor's events become; the first rule that fits holds."""

    system: str = "caliper"
    """Students are found by their identifiers of this system."""
    people: str = ""
    """What the IRIs of people begin with; what follows is the identifier. Empty: the whole IRI is."""
    module_runs: str | None = None
    """What the IRIs of groups begin with; what follows is a module run's code. None: no event names one."""
    events: Annotated[list[CaliperRule], Field(min_length=1)]

    def check_kinds(self, kinds: Mapping[str, Collection[str]]) -> None:
        """Raises ValueError for a rule of a kind that its source does not have."""
        for rule in self.events:
            if rule.kind not in kinds.get(rule.source, ()):
                raise ValueError(f"caliper: {rule.source} has no events of the kind {rule.kind}")

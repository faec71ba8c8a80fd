"""A profile's retention: for how long each kind of data is kept, for what, and on which basis."""

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import Field

from app.consent.gate import LegalBasis
from app.profiles.entry import Entry
from app.retention.rules import MOST_MONTHS, Action, Category, Rule, Trigger


class RetentionEntry(Entry):
    """How long a category is kept."""

    purpose: str | None = None
    """What it is kept for; null: to run the service and to answer for it."""
    basis: LegalBasis | None = None
    """Needed where there is no purpose, whose basis it would be."""
    trigger: Trigger
    months: Annotated[int, Field(ge=0, le=MOST_MONTHS)]
    action: Action = Action.DELETE

    @property
    def rule(self) -> Rule:
        return Rule(self.trigger, self.months, self.action)


Retention = Mapping[Category, RetentionEntry]
_WHOLE = (Category.IDENTITY, Category.CONTACT, Category.CONSENT, Category.STATISTICS)
"""They say who is here and what holds today: none of it may go while the student is here."""


def check_retention(retention: Retention, purposes: Collection[str]) -> None:
    """Raises ValueError for a category without a rule, and for rules that do not go together."""
    if missing := [str(each) for each in Category if each not in retention]:
        raise ValueError(f"retention: no rule for {', '.join(missing)}")
    for name, entry in retention.items():
        if entry.purpose is not None and entry.purpose not in purposes:
            raise ValueError(f"retention: {name} is for {entry.purpose}, which is no purpose")
        if (entry.purpose is None) == (entry.basis is None):
            raise ValueError(f"retention: {name} has either a purpose or a basis of its own")
        if entry.action is Action.ANONYMISE and name is not Category.ACTIVITY:
            raise ValueError(f"retention: {name} can be deleted, and not made anonymous")
    for name in _WHOLE:
        if retention[name].trigger is not Trigger.RELATIONSHIP_END:
            raise ValueError(f"retention: {name} is kept until the relationship ends, at least")
    _check_activity(retention)


def _check_activity(retention: Retention) -> None:
    """What tells of activity goes with it; and what was made of it is made of attendance, too."""
    if retention[Category.WAITING].trigger is not Trigger.RECORD:
        raise ValueError("retention: waiting goes by its own day: there is no student who could leave")
    for name in (Category.WAITING, Category.COHORTS, Category.EXPECTATIONS):
        if not retention[name].rule.lasts_at_most_as(retention[Category.ACTIVITY].rule):
            raise ValueError(f"retention: {name} would outlast activity, of which it tells")
    if not retention[Category.ACTIVITY].rule.lasts_at_most_as(retention[Category.ATTENDANCE].rule):
        raise ValueError("retention: activity holds what was made of attendance, and would outlast it")

"""A profile's visa monitoring: which gaps of sponsored students are listed, and what counts as engagement."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.calendars.gaps import GapRules
from app.profiles.entry import Entry


class VisaRules(Entry):
    """The rules from a day on: the Home Office changes them."""

    valid_from: date
    least_gap_days: Annotated[int, Field(ge=1, le=60)] = 7
    """Shorter gaps are not listed."""
    warning_days: tuple[Annotated[int, Field(ge=1, le=365)], ...] = (21, 40, 50)
    threshold_days: Annotated[int, Field(ge=1, le=365)] = 60
    report_within_working_days: Annotated[int, Field(ge=1, le=60)] = 10
    evidence: dict[str, Annotated[frozenset[str], Field(min_length=1)]]
    """By source: the kinds of its events that count."""
    presence_counts: bool = True
    """Whether being present at a session, by the register, counts."""

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if list(self.warning_days) != sorted(set(self.warning_days)):
            raise ValueError("visa_monitoring: warning_days must ascend")
        if self.warning_days and self.warning_days[-1] >= self.threshold_days:
            raise ValueError("visa_monitoring: a warning must come before the threshold")
        return self

    @property
    def gap_rules(self) -> GapRules:
        return GapRules(
            self.least_gap_days, self.warning_days, self.threshold_days, self.report_within_working_days
        )


class VisaMonitoringEntry(Entry):
    purposes: Annotated[frozenset[str], Field(min_length=1)]
    """The only ones for which anybody may look."""
    rules: Annotated[tuple[VisaRules, ...], Field(min_length=1)]

    def rules_on(self, day: date) -> VisaRules:
        """The rules in force on a day; the first ones, before any were."""
        dated = sorted(self.rules, key=lambda each: each.valid_from)
        return next((each for each in reversed(dated) if each.valid_from <= day), dated[0])

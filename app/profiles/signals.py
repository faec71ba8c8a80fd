"""Signals: which changes in a student's own engagement an institution is told of, and who gets them."""

import json
from hashlib import blake2b
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from app.access.vocabulary import ROLE_NAME, Role, SectionName
from app.profiles.entry import Entry
from app.signals.calibrated import calibrated_test
from app.signals.counts import Dispersion
from app.signals.fall import RARITIES, SINGLE
from app.signals.rules import AttendanceRule, FallRule, IndicatorRule, Rule, StoppedRule

RULE_NAME = "^[a-z][a-z0-9_]{0,31}$"
_EDITION = "1"
"""Of the arithmetic: it is raised when the same figures would judge otherwise."""
CountsPerUnit = Annotated[float, Field(gt=0, le=1)]


class _RuleEntry(Entry):
    title: str
    """What the rule is called on a screen."""
    weekly: ClassVar[bool] = True
    """Whether everybody is judged by it once in a teaching week, when it is over; else every night."""

    @property
    def version(self) -> str:
        """Another one for other figures."""
        figures = json.dumps(self.model_dump(mode="json", exclude={"title"}), sort_keys=True)
        return f"{_EDITION}-{blake2b(figures.encode(), digest_size=4).hexdigest()}"


class FallEntry(_RuleEntry):
    """A teaching week far below the student's own earlier ones."""

    kind: Literal["fall"]
    sources: Annotated[dict[str, CountsPerUnit], Field(min_length=1)]
    """By source: how many counts a unit stands for. At most 1: a unit that stood for several would look more
    certain than it is."""
    once_in: int = SINGLE
    """How rare a week has to be among ordinary ones to be a fall by itself."""
    size: Annotated[float, Field(gt=0)] = 5.0
    spread: Annotated[float, Field(gt=0)] = 0.4
    """How a student's weekly totals vary, before anything is known of the student."""

    @model_validator(mode="after")
    def _is_calibrated(self) -> Self:
        calibrated_test(Dispersion(self.size, self.spread), self.once_in)
        if self.once_in not in RARITIES:
            raise ValueError(f"once_in: must be one of {', '.join(map(str, RARITIES))}")
        return self

    @property
    def section(self) -> SectionName:
        return SectionName.ENGAGEMENT

    @property
    def rule(self) -> Rule:
        test = calibrated_test(Dispersion(self.size, self.spread), self.once_in)
        return FallRule(self.section, self.sources, test)


class StoppedEntry(_RuleEntry):
    """Nothing from any source for so many teaching days."""

    weekly: ClassVar[bool] = False
    kind: Literal["stopped"]
    sources: Annotated[list[str], Field(min_length=1)]
    teaching_days: Annotated[int, Field(ge=3, le=40)]

    @property
    def section(self) -> SectionName:
        return SectionName.ENGAGEMENT

    @property
    def rule(self) -> Rule:
        return StoppedRule(self.section, tuple(self.sources), self.teaching_days)


class AttendanceEntry(_RuleEntry):
    """Too few sessions attended, or too many missed in a row."""

    kind: Literal["attendance"]
    window_days: Annotated[int, Field(ge=7, le=84)] = 28
    least_share: Annotated[float, Field(ge=0, le=1)]
    in_a_row: Annotated[int, Field(ge=2, le=100)]
    fewest: Annotated[int, Field(ge=1, le=100)] = 6
    """Sessions that a share has to rest on."""

    @property
    def section(self) -> SectionName:
        return SectionName.ATTENDANCE

    @property
    def sources(self) -> list[str]:
        return []

    @property
    def rule(self) -> Rule:
        return AttendanceRule(self.section, self.window_days, self.least_share, self.in_a_row, self.fewest)


class IndicatorEntry(_RuleEntry):
    """The indicator in a lower band than a teaching week before."""

    kind: Literal["indicator"]
    cuts: Annotated[list[float], Field(min_length=1, max_length=9)]
    """Ascending: where one band ends and the next begins."""
    by: Annotated[int, Field(ge=1, le=9)] = 2
    """Bands to have gone down by."""
    down_to: Annotated[int, Field(ge=0, le=8)] | None = None
    """Or to have come down into: 0 is the lowest."""

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        if self.cuts != sorted(set(self.cuts)):
            raise ValueError("cuts must ascend")
        return self

    @property
    def section(self) -> SectionName:
        return SectionName.ENGAGEMENT

    @property
    def sources(self) -> list[str]:
        return []

    @property
    def rule(self) -> Rule:
        return IndicatorRule(self.section, tuple(self.cuts), self.by, self.down_to)


RuleEntry = Annotated[
    FallEntry | StoppedEntry | AttendanceEntry | IndicatorEntry, Field(discriminator="kind")
]


class Signals(Entry):
    """An institution's rules, and who gets what nobody else would."""

    rules: Annotated[dict[Annotated[str, Field(pattern=RULE_NAME)], RuleEntry], Field(min_length=1)]
    quiet_days: Annotated[int, Field(ge=7, le=90)] = 14
    """Days until a student who has not recovered gives rise to another signal of the same rule."""
    fallback_role: Annotated[Role, Field(pattern=ROLE_NAME)]
    """Who gets a signal about a student without a tutor."""
    fallback_team: str | None = None
    """Or rather this team, by its code, where there is one."""
    note_circumstances: bool = False
    """Whether days within approved extenuating circumstances count; a signal says so either way."""

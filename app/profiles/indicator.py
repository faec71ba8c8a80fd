"""A profile's indicator: one band of the last seven days' score, and whom none is made for."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.profiles.entry import Entry


class Band(Entry):
    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,63}$")]
    title: str
    at_least: Annotated[float, Field(ge=0)]
    """The least score that lies in it."""
    sentence: str
    """What it says to the student."""


class IndicatorEntry(Entry):
    """The score is the mean over seven days that it always is; this says what to call it."""

    bands: Annotated[tuple[Band, ...], Field(min_length=2)]
    """The highest first; the last begins at 0."""
    in_vacations: str
    """What is said besides, where one of the days lies in a vacation."""
    no_indicator_levels: dict[str, str] = Field(default={})
    """By level of study: why none is made."""
    no_indicator_study_modes: dict[str, str] = Field(default={})
    """The same by mode of study."""

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if any(lower.at_least >= higher.at_least for higher, lower in pairwise(self.bands)):
            raise ValueError("indicator: bands must stand in order, the highest first")
        if self.bands[-1].at_least != 0:
            raise ValueError("indicator: the last band must begin at 0")
        return self

    def band_of(self, score: float) -> Band:
        return next(each for each in self.bands if score >= each.at_least)

    def reason_for_none(self, level: str | None, study_mode: str | None) -> str | None:
        """Why nobody who studies so has an indicator; None where they have one."""
        by_level = self.no_indicator_levels.get(level or "")
        return by_level or self.no_indicator_study_modes.get(study_mode or "")

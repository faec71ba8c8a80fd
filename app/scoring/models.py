"""Scoring models: versioned factors and coefficients, one set per academic year, immutable once published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from app.ids import OrgUnitId, ScoringModelId
from app.scoring.sources import Source

AcademicYear = NewType("AcademicYear", int)
"""The calendar year in which the academic year starts: 2018 is 2018/19."""

WINDOW_DAYS = 7


class ModelStatus(StrEnum):
    """Where a scoring model stands."""

    DRAFT = "draft"
    """It may still be changed; nothing is computed by it."""
    PUBLISHED = "published"
    """It is in force in its academic year."""
    SUPERSEDED = "superseded"
    """A later model of the same academic year took its place."""


@dataclass(frozen=True, slots=True)
class ScoringModel:
    """What turns events into daily values, and their means into a score."""

    scoring_model_id: ScoringModelId
    academic_year: AcademicYear
    version: int
    sources: Mapping[str, Source]
    """By name, in name order, with the factors and the kinds of event of the day on which it was drafted."""
    coefficients: Mapping[OrgUnitId, Mapping[str, float]]
    """By college, then by source name; sources iterate by name (see `for_college`)."""

    @property
    def takes_away(self) -> bool:
        """Whether activity in some source makes a score lower: then none is the lowest."""
        return any(each < 0 for college in self.coefficients.values() for each in college.values())

    def for_college(self, college: OrgUnitId) -> dict[str, float]:
        """The college's coefficients, sources in the fixed order (by name). KeyError if missing."""
        return dict(sorted(self.coefficients[college].items()))


def missing_coefficients(
    coefficients: Mapping[OrgUnitId, Mapping[str, float]],
    colleges: Iterable[OrgUnitId],
    sources: Iterable[str],
) -> list[tuple[OrgUnitId, str]]:
    """Which (college, source) a model lacks: never silently zero, so publication refuses them."""
    names = sorted(sources)
    return [
        (college, name) for college in colleges for name in names if name not in coefficients.get(college, {})
    ]

"""Scoring models."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.ids import OrgUnitId, ScoringModelId
from app.schemas.base import In, Name, Number, Out, Whole, shown_as
from app.schemas.made_up import (
    COEFFICIENTS,
    COLLEGE,
    COLLEGE_CODE,
    COLLEGE_NAME,
    SCORING_MODEL_NAMED,
    SOURCES,
)
from app.scoring.models import WINDOW_DAYS, ModelStatus, ScoringModel
from app.store.engagement.scoring_models import College, PublishedModel

COEFFICIENTS_BY_COLLEGE = {COLLEGE_CODE: COEFFICIENTS}
SCORING_MODEL_NOTE = "As decided by the Education Board in July 2018."
_SCORING_MODEL = {
    **SCORING_MODEL_NAMED,
    "status": "published",
    "note": SCORING_MODEL_NOTE,
    "published_at": "2018-08-01T08:00:00Z",
    "window_days": 7,
    "colleges": [
        {
            "college_id": COLLEGE,
            "code": COLLEGE_CODE,
            "name": COLLEGE_NAME,
            "sources": [
                {"name": name, **source, "coefficient": COEFFICIENTS[name]}
                for name, source in SOURCES.items()
            ],
        }
    ],
}
_NEXT_YEARS = {
    "academic_year": 2019,
    "coefficients": COEFFICIENTS_BY_COLLEGE,
    "note": "As decided by the Education Board in July 2019.",
}

Coefficient = Annotated[Number, Field(ge=-1_000, le=1_000, allow_inf_nan=False)]
Coefficients = Annotated[
    dict[str, Annotated[dict[str, Coefficient], Field(max_length=50)]], Field(max_length=200)
]
"""By college code, then source."""


class ScoringModelIn(In):
    model_config = shown_as(_NEXT_YEARS)

    academic_year: Whole = Field(ge=1990, le=2200, description="The year in which it starts.")
    coefficients: Coefficients = Field(
        description="By college code, then source.", examples=[COEFFICIENTS_BY_COLLEGE]
    )
    note: Name = Field(description="Where the coefficients come from.")


class WeighedSourceOut(Out):
    name: str
    """The source's name."""
    title: str
    """What people call it."""
    unit: str
    """What its values are counted in."""
    per_unit: float
    """How much of the unit one of the amount is worth."""
    per_active_day: float
    """value = per_unit × the day's amount, plus per_active_day once if the amount is not zero."""
    coefficient: float
    """What the mean of its values is multiplied by."""


class CollegeCoefficientsOut(Out):
    college_id: OrgUnitId
    """The college's id."""
    code: str
    """The institution's own code of it."""
    name: str
    """Its name."""
    sources: list[WeighedSourceOut]
    """What its students' scores are made of."""


class ScoringModelOut(Out):
    """What turns daily values into scores; anyone with a token may read it."""

    model_config = shown_as(_SCORING_MODEL)

    scoring_model_id: ScoringModelId
    """The scoring model's id."""
    academic_year: int
    """The year in which it starts."""
    version: int
    """Which of the year's models it is."""
    status: ModelStatus
    """Whether it is in use. Superseded: a later one of its year is."""
    note: str
    """Where the coefficients come from."""
    published_at: datetime | None
    """When it was published; null for a draft."""
    window_days: int
    """How many days a score looks at; the last of them is its own."""
    colleges: list[CollegeCoefficientsOut]
    """Each college's coefficients."""


class ScoringModelsOut(Out):
    model_config = shown_as({"items": [_SCORING_MODEL]})

    items: list[ScoringModelOut]
    """The latest first."""


def scoring_model_out(published: PublishedModel, colleges: list[College]) -> ScoringModelOut:
    model = published.model
    return ScoringModelOut(
        scoring_model_id=model.scoring_model_id,
        academic_year=model.academic_year,
        version=model.version,
        status=published.status,
        note=published.note,
        published_at=published.published_at,
        window_days=WINDOW_DAYS,
        colleges=[
            CollegeCoefficientsOut(
                college_id=college.org_unit_id,
                code=college.code,
                name=college.name,
                sources=_weighed(model, college.org_unit_id),
            )
            for college in colleges
            if college.org_unit_id in model.coefficients
        ],
    )


def _weighed(model: ScoringModel, college: OrgUnitId) -> list[WeighedSourceOut]:
    return [
        WeighedSourceOut(
            name=name,
            title=model.sources[name].title,
            unit=model.sources[name].unit,
            per_unit=model.sources[name].per_unit,
            per_active_day=model.sources[name].per_active_day,
            coefficient=coefficient,
        )
        for name, coefficient in model.for_college(college).items()
    ]

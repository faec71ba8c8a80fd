"""Scoring models."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.ids import OrgUnitId, ScoringModelId
from app.schemas.base import In, Name, Number, Out, Whole
from app.scoring.models import WINDOW_DAYS, ModelStatus, ScoringModel
from app.store.engagement.scoring_models import College, PublishedModel

Coefficient = Annotated[Number, Field(ge=-1_000, le=1_000, allow_inf_nan=False)]
Coefficients = Annotated[
    dict[str, Annotated[dict[str, Coefficient], Field(max_length=50)]], Field(max_length=200)
]
"""By college code, then source."""


class ScoringModelIn(In):
    academic_year: Whole = Field(ge=1990, le=2200, description="The year in which it starts.")
    coefficients: Coefficients = Field(
        description="By college code, then source.",
        examples=[{"CLES": {"app": 0.068, "careers": 1.11, "vle": 0.446}}],
    )
    note: Name = Field(description="Where the coefficients come from.")


class WeighedSourceOut(Out):
    name: str
    title: str
    unit: str
    per_unit: float
    per_active_day: float
    """value = per_unit × the day's amount, plus per_active_day once if the amount is not zero."""
    coefficient: float


class CollegeCoefficientsOut(Out):
    college_id: OrgUnitId
    code: str
    name: str
    sources: list[WeighedSourceOut]


class ScoringModelOut(Out):
    """What turns daily values into scores; anyone with a token may read it."""

    scoring_model_id: ScoringModelId
    academic_year: int
    version: int
    status: ModelStatus
    note: str
    published_at: datetime | None
    window_days: int
    colleges: list[CollegeCoefficientsOut]


class ScoringModelsOut(Out):
    items: list[ScoringModelOut]


def scoring_model_out(read: PublishedModel, colleges: list[College]) -> ScoringModelOut:
    model = read.model
    return ScoringModelOut(
        scoring_model_id=model.scoring_model_id,
        academic_year=model.academic_year,
        version=model.version,
        status=read.status,
        note=read.note,
        published_at=read.published_at,
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

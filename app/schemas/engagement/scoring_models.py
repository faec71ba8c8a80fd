"""Scoring models."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.ids import OrgUnitId, ScoringModelId
from app.schemas.base import Number, Out
from app.scoring.models import WINDOW_DAYS, ModelStatus
from app.scoring.sources import Source
from app.store.engagement.scoring_models import College, PublishedModel

Coefficient = Annotated[Number, Field(ge=-1_000, le=1_000, allow_inf_nan=False)]
Coefficients = Annotated[
    dict[str, Annotated[dict[str, Coefficient], Field(max_length=50)]], Field(max_length=200)
]
"""By college code, then source."""


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


def scoring_model_out(
    read: PublishedModel, colleges: list[College], sources: dict[str, Source]
) -> ScoringModelOut:
    return ScoringModelOut(
        scoring_model_id=read.model.scoring_model_id,
        academic_year=read.model.academic_year,
        version=read.model.version,
        status=read.status,
        note=read.note,
        published_at=read.published_at,
        window_days=WINDOW_DAYS,
        colleges=[
            CollegeCoefficientsOut(
                college_id=college.org_unit_id,
                code=college.code,
                name=college.name,
                sources=[
                    WeighedSourceOut(
                        name=name,
                        title=sources[name].title,
                        unit=sources[name].unit,
                        per_unit=sources[name].per_unit,
                        per_active_day=sources[name].per_active_day,
                        coefficient=coefficient,
                    )
                    for name, coefficient in read.model.for_college(college.org_unit_id).items()
                ],
            )
            for college in colleges
            if college.org_unit_id in read.model.coefficients
        ],
    )

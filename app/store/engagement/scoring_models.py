"""Scoring models: versioned coefficients per academic year, immutable once published."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, func, insert, select, update

from app.errors import NotFound
from app.ids import InstitutionId, OrgUnitId, ScoringModelId
from app.scoring.models import AcademicYear, ModelStatus, ScoringModel
from app.db.session import Session
from app.db.sets import among
from app.store.tables import OrgUnit, ScoringCoefficient
from app.store.tables import ScoringModelRow as Row


@dataclass(frozen=True, slots=True)
class College:
    org_unit_id: OrgUnitId
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """A scoring model with what people want to know about it."""

    model: ScoringModel
    status: ModelStatus
    note: str
    published_at: datetime | None


async def colleges(session: Session, institution_id: InstitutionId) -> list[College]:
    """The institution's colleges, by code."""
    found = await session.execute(
        select(OrgUnit.org_unit_id, OrgUnit.code, OrgUnit.name)
        .where(OrgUnit.institution_id == institution_id, OrgUnit.kind == "college")
        .order_by(OrgUnit.code)
    )
    return [College(*row) for row in found]


_COLUMNS = (
    Row.scoring_model_id,
    Row.academic_year,
    Row.version,
    Row.status,
    Row.note,
    Row.published_at,
)


async def in_force(
    session: Session, institution_id: InstitutionId, years: Collection[int]
) -> dict[AcademicYear, PublishedModel]:
    """The published model of each of those academic years that has one."""
    found = await _list(
        session,
        Row.institution_id == institution_id,
        among(Row.academic_year, years),
        Row.status == ModelStatus.PUBLISHED,
    )
    return {each.model.academic_year: each for each in found}


async def list_all(session: Session, institution_id: InstitutionId) -> list[PublishedModel]:
    """Every model and version, latest academic year and version first; drafts too."""
    return await _list(session, Row.institution_id == institution_id)


async def get(
    session: Session, institution_id: InstitutionId, scoring_model_id: ScoringModelId
) -> PublishedModel:
    found = await _list(
        session, Row.institution_id == institution_id, Row.scoring_model_id == scoring_model_id
    )
    if not found:
        raise NotFound("there is no such scoring model")
    return found[0]


async def _list(session: Session, *conditions: ColumnElement[bool]) -> list[PublishedModel]:
    found = await session.execute(
        select(*_COLUMNS).where(*conditions).order_by(Row.academic_year.desc(), Row.version.desc())
    )
    rows = found.all()
    coefficients = await _coefficients(session, [row.scoring_model_id for row in rows])
    return [
        PublishedModel(
            ScoringModel(
                row.scoring_model_id,
                AcademicYear(row.academic_year),
                row.version,
                coefficients[row.scoring_model_id],
            ),
            ModelStatus(row.status),
            row.note,
            row.published_at,
        )
        for row in rows
    ]


async def _coefficients(
    session: Session, models: Collection[ScoringModelId]
) -> dict[ScoringModelId, dict[OrgUnitId, dict[str, float]]]:
    found = await session.execute(
        select(
            ScoringCoefficient.scoring_model_id,
            ScoringCoefficient.college_id,
            ScoringCoefficient.source,
            ScoringCoefficient.coefficient,
        ).where(among(ScoringCoefficient.scoring_model_id, models))
    )
    read: dict[ScoringModelId, dict[OrgUnitId, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for model, college, source, coefficient in found:
        read[model][college][source] = coefficient
    return read


async def add_draft(
    session: Session,
    institution_id: InstitutionId,
    academic_year: int,
    coefficients: Mapping[OrgUnitId, Mapping[str, float]],
    note: str,
) -> ScoringModelId:
    """A new version for the academic year, not in force."""
    mine = (Row.institution_id == institution_id, Row.academic_year == academic_year)
    last = await session.execute(select(func.coalesce(func.max(Row.version), 0)).where(*mine))
    model = ScoringModelId(uuid4())
    await session.execute(
        insert(Row).values(
            scoring_model_id=model,
            institution_id=institution_id,
            academic_year=academic_year,
            version=last.scalar_one() + 1,
            status=ModelStatus.DRAFT,
            note=note,
            published_at=None,
        )
    )
    entries = [
        {
            "scoring_model_id": model,
            "college_id": college,
            "source": source,
            "coefficient": coefficient,
        }
        for college, by_source in coefficients.items()
        for source, coefficient in by_source.items()
    ]
    if entries:
        await session.execute(insert(ScoringCoefficient), entries)
    return model


async def put_in_force(
    session: Session, institution_id: InstitutionId, model: ScoringModel, now: datetime
) -> None:
    """Publish a draft; the academic year's model before it is superseded."""
    await session.execute(
        update(Row)
        .where(
            Row.institution_id == institution_id,
            Row.academic_year == model.academic_year,
            Row.status == ModelStatus.PUBLISHED,
        )
        .values(status=ModelStatus.SUPERSEDED)
    )
    await session.execute(
        update(Row)
        .where(Row.scoring_model_id == model.scoring_model_id, Row.status == ModelStatus.DRAFT)
        .values(status=ModelStatus.PUBLISHED, published_at=now)
    )

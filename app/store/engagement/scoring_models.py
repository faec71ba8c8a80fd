"""Scoring models: versioned per academic year, immutable once published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.db import advisory
from app.db.query import INSTITUTION, moment, number, one, query, uuid, word
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import OrgUnitId, ScoringModelId
from app.scoring.models import AcademicYear, ModelStatus, ScoringModel
from app.scoring.sources import Source
from app.store import institutions
from app.store.engagement.tables import ScoringModelRow as Row
from app.store.people.tables import OrgUnit


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


def _read(
    scoring_model_id: ScoringModelId,
    academic_year: int,
    version: int,
    status: str,
    note: str,
    published_at: datetime | None,
    sources: Mapping[str, Mapping[str, Any]],
    coefficients: Mapping[str, Mapping[str, float]],
) -> PublishedModel:
    by_college = {OrgUnitId(UUID(college)): dict(each) for college, each in coefficients.items()}
    named = {name: source_of(name, each) for name, each in sorted(sources.items())}
    model = ScoringModel(scoring_model_id, AcademicYear(academic_year), version, named, by_college)
    return PublishedModel(model, ModelStatus(status), note, published_at)


def source_of(name: str, factors: Mapping[str, Any]) -> Source:
    """A source as a model stores it."""
    kinds = factors["counted_kinds"]
    return Source(name=name, **{**factors, "counted_kinds": None if kinds is None else frozenset(kinds)})


def factors_of(source: Source) -> dict[str, Any]:
    """What a model stores of a source."""
    kinds = source.counted_kinds
    return {
        "title": source.title,
        "unit": source.unit,
        "counted_kinds": None if kinds is None else sorted(kinds),
        "per_unit": source.per_unit,
        "per_active_day": source.per_active_day,
        "by_module": source.by_module,
    }


_COLUMNS = (
    Row.scoring_model_id, Row.academic_year, Row.version, Row.status, Row.note, Row.published_at, Row.sources,
    Row.coefficients,
)  # fmt: skip
_MINE = Row.institution_id == INSTITUTION
_LATEST_FIRST = (Row.academic_year.desc(), Row.version.desc())
IN_FORCE = query(
    select(*_COLUMNS).where(_MINE, Row.status == ModelStatus.PUBLISHED.value).order_by(*_LATEST_FIRST), _read
)
_ALL = query(select(*_COLUMNS).where(_MINE).order_by(*_LATEST_FIRST), _read)
_ONE = query(select(*_COLUMNS).where(_MINE, Row.scoring_model_id == uuid("scoring_model_id")), _read)
_COLLEGES = query(
    select(OrgUnit.org_unit_id, OrgUnit.code, OrgUnit.name)
    .where(OrgUnit.institution_id == INSTITUTION, OrgUnit.kind == "college")
    .order_by(OrgUnit.code),
    College,
)
_LAST_VERSION = query(
    select(func.coalesce(func.max(Row.version), 0)).where(
        _MINE, Row.academic_year == number("academic_year")
    ),
    one,
)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        scoring_model_id=uuid("scoring_model_id"),
        academic_year=number("academic_year"),
        version=number("version"),
        status=ModelStatus.DRAFT.value,
        note=word("note"),
        published_at=None,
        sources=bindparam("sources", type_=JSONB),
        coefficients=bindparam("coefficients", type_=JSONB),
    )
)
_SUPERSEDE = query(
    update(Row)
    .where(_MINE, Row.academic_year == number("academic_year"), Row.status == ModelStatus.PUBLISHED.value)
    .values(status=ModelStatus.SUPERSEDED.value)
)
_PUBLISH = query(
    update(Row)
    .where(_MINE, Row.scoring_model_id == uuid("scoring_model_id"), Row.status == ModelStatus.DRAFT.value)
    .values(status=ModelStatus.PUBLISHED.value, published_at=moment("now"))
)


async def colleges(transaction: Transaction) -> list[College]:
    """The institution's colleges, by code."""
    return await transaction.fetch(_COLLEGES)


async def list_all(transaction: Transaction) -> list[PublishedModel]:
    """Every model and version, latest academic year and version first; drafts too."""
    return await transaction.fetch(_ALL)


async def in_force(transaction: Transaction) -> dict[AcademicYear, PublishedModel]:
    """The published models, by academic year."""
    return {each.model.academic_year: each for each in await transaction.fetch(IN_FORCE)}


async def get(transaction: Transaction, scoring_model_id: ScoringModelId) -> PublishedModel:
    """Raises NotFound."""
    found = await transaction.find(_ONE, scoring_model_id=scoring_model_id)
    if found is None:
        raise NotFound("there is no such scoring model")
    return found


async def add_draft(
    transaction: Transaction,
    academic_year: int,
    sources: Mapping[str, Source],
    coefficients: Mapping[OrgUnitId, Mapping[str, float]],
    note: str,
) -> ScoringModelId:
    """A new version for the academic year, not in force."""
    await lock(transaction)
    model = ScoringModelId(uuid4())
    last: int = await transaction.fetch_one(_LAST_VERSION, academic_year=academic_year)
    await transaction.execute(
        _ADD,
        scoring_model_id=model,
        academic_year=academic_year,
        version=last + 1,
        note=note,
        sources={name: factors_of(each) for name, each in sources.items()},
        coefficients={str(college): dict(by_source) for college, by_source in coefficients.items()},
    )
    return model


async def lock(transaction: Transaction) -> None:
    """Until the transaction ends, nobody else drafts or publishes a model of the institution."""
    await advisory.lock(transaction, "scoring models")


async def put_in_force(transaction: Transaction, model: ScoringModel, now: datetime) -> None:
    """Publish a draft, after `lock`; the academic year's model before it is superseded."""
    await transaction.execute(_SUPERSEDE, academic_year=model.academic_year)
    published = await transaction.execute(_PUBLISH, scoring_model_id=model.scoring_model_id, now=now)
    assert published == 1
    await institutions.raise_version(transaction)

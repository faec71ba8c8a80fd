"""Models of predictions: stored as they were written, and only their state and audit go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from app.db import advisory
from app.db.query import INSTITUTION, moment, number, one, query, uuid, word
from app.db.transaction import Transaction
from app.errors import Conflict, NotFound
from app.ids import StaffId
from app.store.insight.prediction_tables import PredictionModelRow as Row

Found = TypeVar("Found")


class PredictionState(StrEnum):
    """Where a model of predictions stands."""

    DRAFT = "draft"
    """Its audit trips: it cannot be published as it is."""
    AUDITED = "audited"
    """Nothing trips, or a named person took responsibility: it can be published."""
    PUBLISHED = "published"
    """Expectations of its day are made with it."""
    SUPERSEDED = "superseded"
    """A later model of the same day took its place."""


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model and its audit as JSON, where it stands, and who answers for it."""

    version: str
    cut_off_day: int
    state: PredictionState
    model: Mapping[str, Any]
    audit: Mapping[str, Any]
    drafted_by: StaffId | None
    """None: the operator, on nobody's behalf."""
    drafted_at: datetime
    signed_by: StaffId | None
    published_by: StaffId | None
    """None: nobody yet, or the operator."""
    published_at: datetime | None


class PublicModel(NamedTuple):
    """A published model with its audit, for everybody."""

    document: Mapping[str, Any]
    published_at: datetime


def _read(version: str, cut_off_day: int, state: str, *rest: Any) -> StoredModel:  # noqa: ANN401 (columns)
    return StoredModel(version, cut_off_day, PredictionState(state), *rest)


_COLUMNS = (
    Row.version, Row.cut_off_day, Row.state, Row.model, Row.audit, Row.drafted_by, Row.drafted_at,
    Row.signed_by, Row.published_by, Row.published_at,
)  # fmt: skip
_MINE = Row.institution_id == INSTITUTION
_THIS = (_MINE, Row.version == word("version"))
_AUDIT = bindparam("audit", type_=JSONB)
_ALL = query(select(*_COLUMNS).where(_MINE).order_by(Row.drafted_at.desc(), Row.version), _read)
_ONE = query(select(*_COLUMNS).where(*_THIS), _read)
_STATE = query(select(Row.state).where(*_THIS), PredictionState)
VERSIONS_IN_FORCE = query(
    select(Row.version).where(_MINE, Row.state == PredictionState.PUBLISHED.value).order_by(Row.cut_off_day),
    one,
)
"""Versions of the published models, by their day."""
_PUBLIC_VERSIONS = query("select document #>> '{model,version}' from attune_public_predictions(:code)", one)
_PUBLIC = query("select * from attune_public_predictions(:code)", PublicModel)
_ADD = query(
    insert(Row)
    .values(
        institution_id=INSTITUTION,
        version=word("version"),
        cut_off_day=number("cut_off_day"),
        state=word("state"),
        model=bindparam("model", type_=JSONB),
        audit=_AUDIT,
        drafted_by=uuid("staff_id"),
        drafted_at=moment("now"),
    )
    .on_conflict_do_nothing()
)
_SIGN = query(
    update(Row)
    .where(*_THIS, Row.state == PredictionState.DRAFT.value)
    .values(audit=_AUDIT, state=word("state"), signed_by=uuid("staff_id"))
)
_SUPERSEDE = query(
    update(Row)
    .where(_MINE, Row.cut_off_day == number("cut_off_day"), Row.state == PredictionState.PUBLISHED.value)
    .values(state=PredictionState.SUPERSEDED.value)
)
_PUBLISH = query(
    update(Row)
    .where(*_THIS, Row.state == PredictionState.AUDITED.value)
    .values(state=PredictionState.PUBLISHED.value, published_by=uuid("staff_id"), published_at=moment("now"))
)


async def list_public_versions(transaction: Transaction, code: str) -> list[str]:
    """The versions of the published models of the institution with that code, by their day."""
    return await transaction.fetch(_PUBLIC_VERSIONS, code=code)


async def list_public(transaction: Transaction, code: str) -> list[PublicModel]:
    """The published models of the institution with that code, by their day: on nobody's behalf."""
    return await transaction.fetch(_PUBLIC, code=code)


async def list_all(transaction: Transaction) -> list[StoredModel]:
    """Every model, the latest first."""
    return await transaction.fetch(_ALL)


async def find(transaction: Transaction, version: str) -> StoredModel | None:
    """None where there is none."""
    return await transaction.find(_ONE, version=version)


async def state(transaction: Transaction, version: str) -> PredictionState:
    """Where it stands. Raises NotFound."""
    found = await transaction.find(_STATE, version=version)
    return _there(found)


async def get(transaction: Transaction, version: str) -> StoredModel:
    """Raises NotFound."""
    return _there(await find(transaction, version))


def _there(found: Found | None) -> Found:
    if found is None:
        raise NotFound("there is no such model")
    return found


async def lock(transaction: Transaction) -> None:
    """Until the transaction ends, nobody else drafts, signs or publishes a model of the institution."""
    await advisory.lock(transaction, "prediction models")


async def add(
    transaction: Transaction,
    version: str,
    cut_off_day: int,
    state: PredictionState,
    model: Mapping[str, Any],
    audit: Mapping[str, Any],
    staff_id: StaffId | None,
    now: datetime,
) -> None:
    """Raises Conflict where it is there already."""
    added = await transaction.execute(
        _ADD,
        version=version,
        cut_off_day=cut_off_day,
        state=state.value,
        model=model,
        audit=audit,
        staff_id=staff_id,
        now=now,
    )
    if not added:
        raise Conflict(f"model {version} is there already: the same content is the same version")


async def sign(
    transaction: Transaction,
    version: str,
    state: PredictionState,
    audit: Mapping[str, Any],
    staff_id: StaffId,
) -> None:
    """Keep the audit of a draft with a signature, after `lock`."""
    await transaction.execute(_SIGN, version=version, state=state.value, audit=audit, staff_id=staff_id)


async def put_in_force(
    transaction: Transaction, stored: StoredModel, staff_id: StaffId | None, now: datetime
) -> None:
    """Publish an audited model, after `lock`; the model of the same day before it is superseded."""
    await transaction.execute(_SUPERSEDE, cut_off_day=stored.cut_off_day)
    published = await transaction.execute(_PUBLISH, version=stored.version, staff_id=staff_id, now=now)
    assert published == 1

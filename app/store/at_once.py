"""At once: reads that ask who, whether and what in one round trip (see the functions `attune_read_…`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from app.consent.ledger import ConsentDecision, Decision
from app.ids import DecisionId, InstitutionId, OrgUnitId, OutageId, ScoringModelId, StudentId
from app.scoring.models import AcademicYear, ModelStatus, ScoringModel
from app.scoring.months import BYTES, unpack
from app.scoring.spells import Registered
from app.store.activity import Block
from app.store.institutions import Institution
from app.store.line import Line, Row
from app.store.outages import Outage
from app.store.scores import Due, StoredMonth
from app.store.scoring_models import PublishedModel

_NOBODY = DecisionId(UUID(int=0))
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """An institution as this process last saw it, and which version of it that was."""

    institution: Institution
    version: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, by what is known of them before the database is asked."""

    issuer: str
    subject: str
    roles: str
    """Those that the institution knows, comma-separated."""
    now: datetime
    known: Known | None
    purpose: str | None
    """Why a member of staff looks; None where none that is allowed was given."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What of the institution's profile the database must know to tell what may be shown."""

    levels: Collection[str]
    consented: str | None
    """The purpose that needs consent, if one does."""
    year_starts: int


@dataclass(frozen=True, slots=True)
class RulesRead:
    models: Sequence[PublishedModel]
    outages: Sequence[Outage]
    data_as_of: dict[str, datetime]


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """What one student's scores rest on, and those that are stored."""

    registered: Sequence[Registered]
    decisions: Sequence[ConsentDecision]
    due: Sequence[Due]
    stored: Sequence[StoredMonth]
    amounts: Sequence[Block]


@dataclass(frozen=True, slots=True)
class EngagementRead:
    today: date
    rules: RulesRead
    facts: ScoreFacts


_READ_ENGAGEMENT = (
    "select * from attune_read_engagement($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
)


async def read_engagement(
    line: Line,
    asked: Asked,
    covered: Covered | None,
    student_id: StudentId,
    first: date | None,
    last: date | None,
) -> EngagementRead | Known | None:
    """A student's scores and what they rest on, the look recorded; or the asker's institution, if it is
    another than the known one; or None, if the answer is anything but plain."""
    row = await line.call(
        _READ_ENGAGEMENT,
        (*_told(asked), student_id, asked.purpose, *_covering(covered), first, last),
    )
    if row["today"] is None:
        return _institution(row)
    return EngagementRead(
        row["today"], _rules(row["rules"]), _facts(student_id, (covered and covered.consented) or "", row)
    )


def _told(asked: Asked) -> tuple[object, ...]:
    known = asked.known
    mine = (None, None) if known is None else (known.institution.institution_id, known.version)
    return (asked.issuer, asked.subject, asked.roles, asked.now, *mine)


def _covering(covered: Covered | None) -> tuple[object, ...]:
    if covered is None:
        return (None, None, None)
    return (list(covered.levels), covered.consented, covered.year_starts)


def _institution(row: Row) -> Known | None:
    if row["institution"] is None:
        return None
    institution_id, *rest = orjson.loads(row["institution"])
    return Known(Institution(InstitutionId(UUID(institution_id)), *rest), row["version"])


@lru_cache(maxsize=64)  # the same for everybody until somebody publishes a model, or data arrive
def _rules(text: str) -> RulesRead:
    read = orjson.loads(text)
    return RulesRead(
        [_model(*each) for each in read["models"] or ()],
        [
            Outage(OutageId(UUID(key)), source, _day(starts_on), _day(ends_before), note)
            for key, source, starts_on, ends_before, note in read["outages"] or ()
        ],
        {source: _moment(until) for source, until in (read["data_as_of"] or {}).items()},
    )


def _model(
    model_id: str,
    year: int,
    version: int,
    note: str,
    published_at: str | None,
    entries: Any,  # noqa: ANN401
) -> PublishedModel:
    coefficients: dict[OrgUnitId, dict[str, float]] = {}
    for college, source, coefficient in entries or ():
        coefficients.setdefault(OrgUnitId(UUID(college)), {})[source] = float(coefficient)
    model = ScoringModel(ScoringModelId(UUID(model_id)), AcademicYear(year), version, coefficients)
    published = None if published_at is None else _moment(published_at)
    return PublishedModel(model, ModelStatus.PUBLISHED, note, published)


def _facts(student_id: StudentId, purpose: str, row: Row) -> ScoreFacts:
    read = orjson.loads(row["facts"])
    scores, amounts = row["scores"] or b"", row["amounts"] or b""
    return ScoreFacts(
        registered=[
            Registered(_day(starts_on), None if ends_before is None else _day(ends_before), _unit(college))
            for starts_on, ends_before, college in read["registered"] or ()
        ],
        decisions=[_decision(purpose, *each) for each in read["decisions"] or ()],
        due=[Due(_day(first), _day(last)) for first, last in read["due"] or ()],
        stored=[
            StoredMonth(_day(month), ScoringModelId(UUID(model)), _day(through), unpack([block])[0])
            for (month, model, through), block in zip(read["stored"] or (), _blocks(scores), strict=True)
        ],
        amounts=[
            Block(student_id, _day(month), source, block)
            for (source, month), block in zip(read["amounts"] or (), _blocks(amounts), strict=True)
        ],
    )


def _decision(purpose: str, sequence: int, decision: str, year: int) -> ConsentDecision:
    """As far as it matters for what may be shown."""
    return ConsentDecision(
        _NOBODY, sequence, purpose, Decision(decision), year, "", _LONG_AGO, decided_by="", channel=""
    )


def _blocks(joined: bytes) -> list[bytes]:
    return [joined[start : start + BYTES] for start in range(0, len(joined), BYTES)]


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


_unit = lru_cache(maxsize=1024)(lambda text: OrgUnitId(UUID(text)))

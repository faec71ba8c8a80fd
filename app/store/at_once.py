"""At once: reads that ask who, whether and what in one round trip (see the functions `attune_read_…`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from app.consent.ledger import ConsentDecision, Decision
from app.ids import DecisionId, InstitutionId, OrgUnitId, OutageId, ProgrammeId, ScoringModelId, StudentId
from app.scoring.models import AcademicYear, ModelStatus, ScoringModel
from app.scoring.months import BYTES, unpack_one
from app.scoring.spells import Registered
from app.store.activity import Block
from app.store.gate import Gate
from app.store.institutions import Institution
from app.store.line import Line, Row
from app.store.outages import Outage
from app.store.scores import Due, StoredMonth
from app.store.scoring_models import PublishedModel
from app.store.together import Together

_NOBODY = DecisionId(UUID(int=0))
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """An institution and the rules of its scores as a process last saw them, and which version that was."""

    version: str
    institution: Institution
    models: Sequence[PublishedModel]
    outages: Sequence[Outage]
    exam_periods: Sequence[tuple[date, date]]
    """First day, and the day before which they end."""


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
class Scored:
    """Whose scores of which days, and what the database must know to tell whether they may be shown."""

    levels: Sequence[str]
    consented: str | None
    """The purpose that needs consent, if one does."""
    colleges: Sequence[OrgUnitId]
    """Those that the last day's model knows."""
    year: int
    """The last day's academic year."""
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """What one student's scores rest on, and those that are stored."""

    registered: Sequence[Registered]
    decisions: Sequence[ConsentDecision]
    due: Sequence[Due]
    stored: Sequence[StoredMonth]
    amounts: Sequence[Block]
    data_as_of: Mapping[str, datetime]


async def acquaint(line: Line, asked: Asked) -> Known | None:
    """The asker's institution; None where nobody has that login."""
    row = await line.call("select * from attune_enter_known($1, $2, $3, $4, null, null)", told(asked)[:4])
    return institution_of(row)


def holding(gate: Gate, line: Line) -> Together:
    """Where to ask what `still_holds` asks."""
    return Together(gate, line, "attune_still_hold", 10)


async def still_holds(
    holding: Together, asked: Asked, student_id: StudentId | None, held: bytes, seen: Sequence[str]
) -> bool:
    """Whether that version of what is held, of a student or of everybody in the asker's charge, is what there
    is and what the asker may see: then the look is recorded. Otherwise they have to be read."""
    return await holding.ask((*told(asked), student_id, asked.purpose, held, ",".join(seen)))


_READ_ENGAGEMENT = (
    "select institution, plain, version, facts::text, scores, amounts, data_as_of::text"
    " from attune_read_engagement($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
)


async def read_engagement(
    line: Line, asked: Asked, student_id: StudentId, scored: Scored
) -> Row | Known | None:
    """What a student's scores rest on (`score_facts` reads it), and which version of it that is, the look
    recorded. Or the asker's institution, if it is another than the known one or has changed; or None, if
    the answer is anything but plain."""
    row = await line.call(_READ_ENGAGEMENT, (*told(asked), student_id, asked.purpose, *asking(scored)))
    return row if row["plain"] else institution_of(row)


def told(asked: Asked) -> tuple[object, ...]:
    known = asked.known
    mine = (None, None) if known is None else (known.institution.institution_id, known.version)
    return (asked.issuer, asked.subject, asked.roles, asked.now, *mine)


def asking(scored: Scored) -> tuple[object, ...]:
    return (scored.levels, scored.consented, scored.colleges, scored.year, scored.first, scored.last)


def institution_of(row: Row) -> Known | None:
    if row["institution"] is None:
        return None
    version, rules, institution_id, *rest = row["institution"]
    return Known(
        version,
        Institution(InstitutionId(UUID(institution_id)), *rest),
        [_model(*each) for each in rules["models"] or ()],
        [
            Outage(OutageId(UUID(key)), source, day(starts_on), day(ends_before), note)
            for key, source, starts_on, ends_before, note in rules["outages"] or ()
        ],
        [(day(starts_on), day(ends_before)) for starts_on, ends_before in rules["exam_periods"] or ()],
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
    published = None if published_at is None else moment(published_at)
    return PublishedModel(model, ModelStatus.PUBLISHED, note, published)


def score_facts(student_id: StudentId, purpose: str, row: Row) -> ScoreFacts:
    registered, decisions, due, stored, kept = orjson.loads(row["facts"])
    scores, amounts, as_of = row["scores"] or b"", row["amounts"] or b"", row["data_as_of"]
    return ScoreFacts(
        registered=registered_of(registered),
        decisions=decisions_of(purpose, decisions),
        due=[Due(day(first), day(last)) for first, last in due or ()],
        stored=[
            StoredMonth(day(month), _model_id(model), day(through), unpack_one(block))
            for (month, model, through), block in zip(stored or (), _blocks(scores), strict=True)
        ],
        amounts=[
            Block(student_id, day(month), source, block)
            for (month, source), block in zip(
                ((month, source) for month, sources in kept or () for source in sources),
                _blocks(amounts),
                strict=True,
            )
        ],
        data_as_of={} if as_of is None else {name: moment(at) for name, at in orjson.loads(as_of).items()},
    )


def registered_of(rows: Sequence[tuple[str, str | None, str]] | None) -> list[Registered]:
    return [
        Registered(day(starts_on), None if ends_before is None else day(ends_before), unit_id(college))
        for starts_on, ends_before, college in rows or ()
    ]


def decisions_of(purpose: str, rows: Sequence[tuple[int, str, int]] | None) -> list[ConsentDecision]:
    """As far as they matter for what may be shown."""
    return [
        ConsentDecision(
            _NOBODY, sequence, purpose, Decision(decision), year, "", _LONG_AGO, decided_by="", channel=""
        )
        for sequence, decision, year in rows or ()
    ]


def _blocks(joined: bytes) -> list[bytes]:
    return [joined[start : start + BYTES] for start in range(0, len(joined), BYTES)]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


unit_id = lru_cache(maxsize=1024)(lambda text: OrgUnitId(UUID(text)))
programme_id = lru_cache(maxsize=1024)(lambda text: ProgrammeId(UUID(text)))
_model_id = lru_cache(maxsize=1024)(lambda text: ScoringModelId(UUID(text)))
day = lru_cache(maxsize=4096)(date.fromisoformat)

"""Source proposals: sources that somebody wants, who was asked about them, and what the board decided."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased

from app.db.query import INSTITUTION, day, moment, query, uuid, word
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import ConsultationId, ProposalId, StaffId
from app.profiles.source_governance import SourceKind
from app.store.governance.source_tables import SourceConsultation as ConsultationRow
from app.store.governance.source_tables import SourceProposal as Row
from app.store.people.staff import NamedStaff
from app.store.people.tables import Staff


class ProposalState(StrEnum):
    """Where a source stands."""

    PROPOSED = "proposed"
    """Nobody has decided on it yet."""
    ACTIVE = "active"
    """It is approved, and counts."""
    REFUSED = "refused"
    """The board does not want it."""
    SUSPENDED = "suspended"
    """It was approved, and nothing of it counts for now."""
    RETIRED = "retired"
    """It was approved, and nothing of it counts any more."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed."""

    source: str
    title: str
    kind: SourceKind
    what: str
    why: str
    whose_data: str
    retention: str


@dataclass(frozen=True, slots=True)
class Decision:
    by: NamedStaff | None
    """None: it was made before the service was there."""
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Ending:
    """That a source was suspended or retired."""

    by: NamedStaff
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    proposal_id: ProposalId
    proposed: Proposed
    state: ProposalState
    proposed_by: NamedStaff | None
    """None: before the service was there."""
    proposed_at: datetime
    decision: Decision | None
    earlier: str | None
    """Where an approval from before the service is on record."""
    review_by: date | None
    """The day by which the first review is due."""
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class Consultation:
    consultation_id: ConsultationId
    proposal_id: ProposalId
    consulted: str
    consulted_on: date
    said: str
    recorded_by: NamedStaff
    recorded_at: datetime


def _named(staff_id: StaffId | None, number: str, name: str) -> NamedStaff | None:
    return None if staff_id is None else NamedStaff(staff_id, number, name)


def _proposal(*row: Any) -> Proposal:  # noqa: ANN401 (columns of any type)
    """Of the columns of `_PROPOSALS`, in their order."""
    proposal_id, source, title, kind, what, why, whose_data, retention, state, proposed_at = row[:10]
    decided_on, reason, earlier, review_by, ended_at, ending_reason = row[10:16]
    proposer, decider, ender = (_named(*row[at : at + 3]) for at in (16, 19, 22))
    return Proposal(
        proposal_id,
        Proposed(source, title, SourceKind(kind), what, why, whose_data, retention),
        ProposalState(state),
        proposer,
        proposed_at,
        None if decided_on is None else Decision(decider, decided_on, reason),
        earlier,
        review_by,
        None if ender is None else Ending(ender, ended_at, ending_reason),
    )


def _consultation(
    consultation_id: ConsultationId,
    proposal_id: ProposalId,
    consulted: str,
    consulted_on: date,
    said: str,
    recorded_at: datetime,
    *staff: Any,  # noqa: ANN401 (a member of staff's columns)
) -> Consultation:
    by = NamedStaff(*staff)
    return Consultation(consultation_id, proposal_id, consulted, consulted_on, said, by, recorded_at)


_proposer, _decider, _ender = (aliased(Staff) for _ in range(3))
_MINE = Row.institution_id == INSTITUTION
_PROPOSALS = (
    select(
        Row.proposal_id, Row.source, Row.title, Row.kind, Row.what, Row.why, Row.whose_data, Row.retention,
        Row.state, Row.proposed_at, Row.decided_on, Row.decision_reason, Row.earlier, Row.review_by,
        Row.ended_at, Row.ending_reason,
        _proposer.staff_id, _proposer.number, _proposer.name,
        _decider.staff_id, _decider.number, _decider.name,
        _ender.staff_id, _ender.number, _ender.name,
    )
    .outerjoin(
        _proposer,
        (_proposer.institution_id == Row.institution_id) & (_proposer.staff_id == Row.proposed_by),
    )
    .outerjoin(
        _decider, (_decider.institution_id == Row.institution_id) & (_decider.staff_id == Row.decided_by)
    )
    .outerjoin(_ender, (_ender.institution_id == Row.institution_id) & (_ender.staff_id == Row.ended_by))
    .where(_MINE)
)  # fmt: skip
_ALL = query(_PROPOSALS.order_by(Row.proposed_at.desc(), Row.source, Row.proposal_id), _proposal)
_ONE = query(_PROPOSALS.where(Row.proposal_id == uuid("proposal_id")), _proposal)
_LOCK = query(
    select(Row.proposal_id).where(_MINE, Row.proposal_id == uuid("proposal_id")).with_for_update(),
    ProposalId,
)
STATES = query(
    """
    select distinct on (source) source, state from source_proposals
    where institution_id = :institution_id
    order by source, state in ('refused', 'retired'), proposed_at desc, proposal_id
    """,
    lambda source, state: (source, ProposalState(state)),
)
"""By source: where its proposal stands; one that is over counts only where there is no other."""
_PROPOSED = {
    "title": word("title"),
    "kind": word("kind"),
    "what": word("what"),
    "why": word("why"),
    "whose_data": word("whose_data"),
    "retention": word("retention"),
}
_ADD = query(
    postgresql.insert(Row)
    .values(
        institution_id=INSTITUTION,
        proposal_id=uuid("proposal_id"),
        source=word("source"),
        **_PROPOSED,
        state=word("state"),
        proposed_by=uuid("proposed_by"),
        proposed_at=moment("now"),
        decided_on=day("decided_on"),
        decision_reason=word("decision_reason"),
        earlier=word("earlier"),
        review_by=day("review_by"),
    )
    .on_conflict_do_nothing()
)
_THIS = (_MINE, Row.proposal_id == uuid("proposal_id"))
_DECIDE = query(
    update(Row)
    .where(*_THIS)
    .values(
        state=word("state"),
        decided_by=uuid("staff_id"),
        decided_on=day("decided_on"),
        decision_reason=word("reason"),
        review_by=day("review_by"),
    )
)
_END = query(
    update(Row)
    .where(*_THIS)
    .values(
        state=word("state"), ended_by=uuid("staff_id"), ended_at=moment("now"), ending_reason=word("reason")
    )
)
_CONSULTATIONS = query(
    select(
        ConsultationRow.consultation_id, ConsultationRow.proposal_id, ConsultationRow.consulted,
        ConsultationRow.consulted_on, ConsultationRow.said, ConsultationRow.recorded_at,
        Staff.staff_id, Staff.number, Staff.name,
    )
    .join(
        Staff,
        (Staff.institution_id == ConsultationRow.institution_id)
        & (Staff.staff_id == ConsultationRow.recorded_by),
    )
    .where(ConsultationRow.institution_id == INSTITUTION)
    .order_by(ConsultationRow.recorded_at, ConsultationRow.consultation_id),
    _consultation,
)  # fmt: skip
_CONSULT = query(
    insert(ConsultationRow).values(
        institution_id=INSTITUTION,
        proposal_id=uuid("proposal_id"),
        consultation_id=uuid("consultation_id"),
        consulted=word("consulted"),
        consulted_on=day("consulted_on"),
        said=word("said"),
        recorded_by=uuid("staff_id"),
        recorded_at=moment("now"),
    )
)


async def list_all(transaction: Transaction) -> list[Proposal]:
    """The institution's proposals, the latest first."""
    return await transaction.fetch(_ALL)


async def get(transaction: Transaction, proposal_id: ProposalId) -> Proposal:
    """Raises NotFound."""
    found = await transaction.find(_ONE, proposal_id=proposal_id)
    if found is None:
        raise NotFound("there is no such proposal")
    return found


async def lock(transaction: Transaction, proposal_id: ProposalId) -> Proposal:
    """The proposal, which nobody else changes until the transaction ends. Raises NotFound."""
    await transaction.find(_LOCK, proposal_id=proposal_id)
    return await get(transaction, proposal_id)


async def add(
    transaction: Transaction,
    proposed: Proposed,
    now: datetime,
    *,
    proposed_by: StaffId | None,
    approved_on: date | None = None,
    earlier: str | None = None,
    review_by: date | None = None,
) -> ProposalId | None:
    """A proposal; one from before the service comes with its approval. None where the source has one."""
    proposal_id = ProposalId(uuid4())
    added = await transaction.execute(
        _ADD,
        proposal_id=proposal_id,
        source=proposed.source,
        title=proposed.title,
        kind=proposed.kind,
        what=proposed.what,
        why=proposed.why,
        whose_data=proposed.whose_data,
        retention=proposed.retention,
        state=ProposalState.PROPOSED if approved_on is None else ProposalState.ACTIVE,
        proposed_by=proposed_by,
        now=now,
        decided_on=approved_on,
        decision_reason=earlier,
        earlier=earlier,
        review_by=review_by,
    )
    return proposal_id if added else None


async def decide(
    transaction: Transaction,
    proposal_id: ProposalId,
    state: ProposalState,
    staff_id: StaffId,
    decided_on: date,
    reason: str,
    review_by: date | None,
) -> None:
    """Approve it, with a day for its review, or refuse it."""
    await transaction.execute(
        _DECIDE,
        proposal_id=proposal_id,
        state=state,
        staff_id=staff_id,
        decided_on=decided_on,
        reason=reason,
        review_by=review_by,
    )


async def end(
    transaction: Transaction,
    proposal_id: ProposalId,
    state: ProposalState,
    staff_id: StaffId | None,
    now: datetime | None,
    reason: str | None,
) -> None:
    """Suspend or retire it; with nobody and no reason, let it count again."""
    await transaction.execute(
        _END, proposal_id=proposal_id, state=state, staff_id=staff_id, now=now, reason=reason
    )


async def list_consultations(transaction: Transaction) -> list[Consultation]:
    """Those of all proposals, the earliest recorded first."""
    return await transaction.fetch(_CONSULTATIONS)


async def add_consultation(
    transaction: Transaction,
    proposal_id: ProposalId,
    consulted: str,
    consulted_on: date,
    said: str,
    staff_id: StaffId,
    now: datetime,
) -> ConsultationId:
    consultation_id = ConsultationId(uuid4())
    await transaction.execute(
        _CONSULT,
        proposal_id=proposal_id,
        consultation_id=consultation_id,
        consulted=consulted,
        consulted_on=consulted_on,
        said=said,
        staff_id=staff_id,
        now=now,
    )
    return consultation_id

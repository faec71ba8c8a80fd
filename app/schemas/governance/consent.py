"""Consent."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from app.access.vocabulary import SectionName
from app.consent.gate import LegalBasis
from app.consent.ledger import ConsentDecision, ConsentState, Decision
from app.ids import DecisionId
from app.profiles.model import Purpose
from app.schemas.base import In, Name, Out, Whole


class NoticeOut(Out):
    """The version of a purpose's transparency notice that is in force."""

    purpose: str
    title: str
    basis: LegalBasis
    covers: list[SectionName]
    version: str
    valid_from: date
    summary: str
    collected: list[str]
    shown_to: list[str]
    if_you_agree: list[str]
    if_you_decline: list[str]
    contact: str


class ConsentOut(Out):
    """Where one purpose stands for one academic year."""

    purpose: str
    title: str
    basis: LegalBasis
    academic_year: int
    state: ConsentState
    covers: list[SectionName]
    current_notice_version: str


class ConsentsOut(Out):
    items: list[ConsentOut]


class DecisionIn(In):
    decision: Decision
    notice_version: Name = Field(description="The version of the notice the decision is made on.")
    academic_year: Whole | None = Field(
        default=None,
        ge=1900,
        le=9999,
        description="The year in which it starts; the current one unless given.",
    )
    channel: Literal["app", "web", "registration"] = Field(
        default="web", description="Through what the student decided."
    )


class DecisionOut(Out):
    decision_id: DecisionId
    purpose: str
    decision: Decision
    academic_year: int
    notice_version: str
    decided_at: datetime
    channel: str


class DecisionsOut(Out):
    items: list[DecisionOut]


def consent_out(
    name: str, purpose: Purpose, academic_year: int, state: ConsentState, notice_version: str
) -> ConsentOut:
    return ConsentOut(
        purpose=name,
        title=purpose.title,
        basis=purpose.basis,
        academic_year=academic_year,
        state=state,
        covers=sorted(purpose.covers),
        current_notice_version=notice_version,
    )


def notice_out(name: str, purpose: Purpose, today: date) -> NoticeOut:
    return NoticeOut(
        purpose=name,
        title=purpose.title,
        basis=purpose.basis,
        covers=sorted(purpose.covers),
        **purpose.notice(today).model_dump(),
    )


def decision_out(entry: ConsentDecision) -> DecisionOut:
    return DecisionOut(
        decision_id=entry.decision_id,
        purpose=entry.purpose,
        decision=entry.decision,
        academic_year=entry.academic_year,
        notice_version=entry.notice_version,
        decided_at=entry.decided_at,
        channel=entry.channel,
    )

"""Consent."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from app.access.vocabulary import SectionName
from app.consent.gate import LegalBasis
from app.consent.ledger import ConsentDecision, ConsentState, Decision
from app.ids import DecisionId
from app.profiles.model import Profile, Purpose
from app.schemas.base import In, Name, Out, Whole, shown_as
from app.schemas.made_up import ACADEMIC_YEAR, DECISION

_PURPOSE, _VERSION = "learning_analytics", "2018-09"
_ABOUT = {
    "purpose": _PURPOSE,
    "title": "Learning analytics",
    "basis": "consent",
    "covers": ["employability", "engagement", "grades"],
}
_NOTICE = _ABOUT | {
    "version": _VERSION,
    "valid_from": "2018-09-01",
    "summary": "With your agreement we work out a daily engagement score for you and your tutor.",
    "collected": ["University app: your menu choices each day."],
    "shown_to": ["You.", "Your current personal tutor, and nobody else."],
    "if_you_agree": ["A score is computed every day and kept, with everything needed to check it."],
    "if_you_decline": ["No score is computed or kept, and any kept before is deleted."],
    "contact": "The student information desk",
}
_CONSENT = _ABOUT | {"academic_year": ACADEMIC_YEAR, "state": "given", "current_notice_version": _VERSION}
_DECIDED = {
    "decision": "given",
    "academic_year": ACADEMIC_YEAR,
    "notice_version": _VERSION,
    "channel": "app",
}
_DECISION = _DECIDED | {
    "decision_id": DECISION,
    "purpose": _PURPOSE,
    "decided_at": "2018-09-24T09:12:00Z",
    "counts_from": "2018-09-24",
}


_RECEIPT = {
    "receipt": {
        "version": "KI-CR-v1.1.0",
        "jurisdiction": "GB",
        "consentTimestamp": 1537780320,
        "consentReceiptID": DECISION,
        "language": "en",
        "piiPrincipalId": "600012345",
    },
    "signed": "eyJhbGciOiJFUzI1NiJ9.eyJ2ZXJzaW9uIjoiS0ktQ1ItdjEuMS4wIn0.c2lnbmF0dXJl",
}


class NoticeOut(Out):
    """The version of a purpose's transparency notice that is in force."""

    model_config = shown_as(_NOTICE)

    purpose: str
    """The name of the purpose that it is about."""
    title: str
    """What people call the purpose."""
    basis: LegalBasis
    """The legal basis that the purpose rests on."""
    covers: list[SectionName]
    """The sections of the student's record that the purpose uses."""
    version: str
    """The notice's version; a decision says on which it was made."""
    valid_from: date
    """The first day on which it is in force."""
    summary: str
    """What it comes down to."""
    collected: list[str]
    """What is collected."""
    shown_to: list[str]
    """Who is shown it."""
    if_you_agree: list[str]
    """What follows if the student agrees."""
    if_you_decline: list[str]
    """What follows if the student does not."""
    contact: str
    """Whom to ask about it."""


class ConsentOut(Out):
    """Where one purpose stands for one academic year."""

    purpose: str
    """The purpose's name."""
    title: str
    """What people call it."""
    basis: LegalBasis
    """The legal basis that it rests on."""
    academic_year: int
    """The year in which it starts."""
    state: ConsentState
    """Where it stands. Not asked: it rests on another legal basis than consent."""
    covers: list[SectionName]
    """The sections of the student's record that the purpose uses."""
    current_notice_version: str
    """The version of the notice that is in force."""


class ConsentsOut(Out):
    model_config = shown_as({"items": [_CONSENT]})

    items: list[ConsentOut]
    """One for each purpose."""


class DecisionIn(In):
    model_config = shown_as(_DECIDED)

    decision: Decision
    """What the student decides."""
    notice_version: Name = Field(description="The version of the notice the decision is made on.")
    academic_year: Whole | None = Field(
        default=None,
        ge=1900,
        le=9999,
        description="The year in which it starts; the current one unless given.",
    )
    channel: Literal["app", "web", "registration"] = Field(
        default="web",
        description="Where the student decided: `app` on a phone, `web` in a browser, or `registration`.",
    )


class DecisionOut(Out):
    model_config = shown_as(_DECISION)

    decision_id: DecisionId
    """The decision's id."""
    purpose: str
    """The name of the purpose that it is about."""
    decision: Decision
    """What the student decided."""
    academic_year: int
    """The year in which it starts."""
    notice_version: str
    """The version of the notice that it was made on."""
    decided_at: datetime
    """When the student decided."""
    counts_from: date
    """The day from which it counts: that of the decision, or the academic year's first if that is later."""
    channel: str
    """Where the student decided: app, web or registration."""


class DecisionsOut(Out):
    model_config = shown_as({"items": [_DECISION]})

    items: list[DecisionOut]
    """Every decision, the oldest first."""


class ReceiptOut(Out):
    """A consent receipt, and its signature."""

    model_config = shown_as(_RECEIPT)

    receipt: dict[str, Any]
    """By the fields of Kantara's Consent Receipt 1.1; `record` has those of ISO/IEC TS 27560:2023."""
    signed: str
    """The receipt as a compact JWS: its payload is the receipt, byte for byte as it was signed."""


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


def decision_out(profile: Profile, entry: ConsentDecision) -> DecisionOut:
    return DecisionOut(
        decision_id=entry.decision_id,
        purpose=entry.purpose,
        decision=entry.decision,
        academic_year=entry.academic_year,
        notice_version=entry.notice_version,
        decided_at=entry.decided_at,
        counts_from=max(profile.day(entry.decided_at), profile.first_day(entry.academic_year)),
        channel=entry.channel,
    )

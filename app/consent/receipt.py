"""A consent receipt: one decision as its maker keeps it, by the fields of the standards.

The fields are those of Kantara's Consent Receipt 1.1; under `record`, those of ISO/IEC TS 27560:2023. Neither
standard has a value for a refusal: `event_state` says `consent_refused`.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.consent.ledger import ConsentDecision, Decision

WHAT = "attune-consent-receipt+jws"
"""The `typ` of a receipt's signature."""
VERSION = "KI-CR-v1.1.0"
SCHEMA = "ISO/IEC TS 27560:2023"
JURISDICTION = "GB"
_STATES = {
    Decision.GIVEN: "consent_given",
    Decision.REFUSED: "consent_refused",
    Decision.WITHDRAWN: "consent_withdrawn",
}


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """The notice that the decision was made on, in the words of its version."""

    version: str
    summary: str
    collected: Sequence[str]
    shown_to: Sequence[str]
    if_you_agree: Sequence[str]
    if_you_decline: Sequence[str]
    contact: str

    @property
    def digest(self) -> str:
        """SHA-256 over its words, so that nobody can change them afterwards unnoticed."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a receipt says besides the decision."""

    student: str
    """The student's number."""
    controller: str
    """The institution's name."""
    service: str
    title: str
    """The purpose's."""
    covers: Sequence[str]
    counts_from: date
    ends_on: date
    """The last day of the academic year that was decided on."""
    notice: NoticeShown
    notice_url: str
    keys_url: str


def consent_receipt(decision: ConsentDecision, facts: ReceiptFacts) -> dict[str, Any]:
    """The receipt as JSON has it; the same decision always makes the same one."""
    notice = facts.notice
    return {
        "version": VERSION,
        "jurisdiction": JURISDICTION,
        "consentTimestamp": int(decision.decided_at.timestamp()),
        "collectionMethod": f"{decision.channel} by {decision.decided_by}",
        "consentReceiptID": str(decision.decision_id),
        "publicKey": facts.keys_url,
        "language": "en",
        "piiPrincipalId": facts.student,
        "piiControllers": [{"piiController": facts.controller, "contact": notice.contact, "onBehalf": False}],
        "policyUrl": facts.notice_url,
        "services": [{"service": facts.service, "purposes": [_purpose(decision, facts)]}],
        "sensitive": False,
        "spiCat": [],
        "record": _record(decision, facts),
    }


def _purpose(decision: ConsentDecision, facts: ReceiptFacts) -> dict[str, Any]:
    return {
        "purpose": facts.title,
        "purposeCategory": list(facts.covers),
        "consentType": "EXPLICIT",
        "piiCategory": list(facts.notice.collected),
        "primaryPurpose": False,
        "termination": f"when it is withdrawn, or at the end of {facts.ends_on}",
        "thirdPartyDisclosure": False,
        "decision": decision.decision,
    }


def _record(decision: ConsentDecision, facts: ReceiptFacts) -> dict[str, Any]:
    notice = facts.notice
    return {
        "schema_version": SCHEMA,
        "record_id": str(decision.decision_id),
        "pii_principal_id": facts.student,
        "privacy_notice": {
            "version": notice.version,
            "sha256": notice.digest,
            "summary": notice.summary,
            "shown_to": list(notice.shown_to),
            "if_you_agree": list(notice.if_you_agree),
            "if_you_decline": list(notice.if_you_decline),
        },
        "purpose": decision.purpose,
        "lawful_basis": "consent",
        "events": [
            {
                "event_time": decision.decided_at.isoformat(),
                "event_type": "explicit",
                "event_state": _STATES[decision.decision],
                "entity_id": decision.decided_by,
                "valid_from": str(facts.counts_from),
                "valid_until": str(facts.ends_on),
                "academic_year": decision.academic_year,
            }
        ],
    }

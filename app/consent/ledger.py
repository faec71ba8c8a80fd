"""The decision ledger read: which state a student's decisions amount to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.ids import DecisionId


class Decision(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConsentState(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNDECIDED = "undecided"
    NOT_ASKED = "not_asked"
    """The purpose rests on another legal basis: nobody is asked, and nobody can refuse."""


@dataclass(frozen=True, slots=True)
class ConsentDecision:
    """One entry of the append-only ledger; `sequence` orders entries made at the same instant."""

    decision_id: DecisionId
    sequence: int
    purpose: str
    decision: Decision
    academic_year: int
    notice_version: str
    decided_at: datetime
    decided_by: str
    channel: str


def consent_state(decisions: Iterable[ConsentDecision], purpose: str, academic_year: int) -> ConsentState:
    """What the student's decisions say for one purpose and academic year.

    Each academic year is asked anew: a year without a decision is undecided. A refusal or withdrawal
    reaches back over earlier years for as long as it stands: who says no today does not expect last
    year's scores to stay. Giving consent reaches neither back nor forward.
    """
    latest: dict[int, ConsentDecision] = {}
    for entry in sorted(decisions, key=lambda entry: entry.sequence):
        if entry.purpose == purpose and entry.academic_year >= academic_year:
            latest[entry.academic_year] = entry
    objections = [
        entry.decision
        for year, entry in sorted(latest.items())
        if year > academic_year and entry.decision is not Decision.GIVEN
    ]
    if objections:
        return ConsentState(objections[-1])
    if academic_year not in latest:
        return ConsentState.UNDECIDED
    return ConsentState(latest[academic_year].decision)

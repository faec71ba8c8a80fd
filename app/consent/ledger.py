"""The decision ledger read: which state a student's decisions amount to."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.ids import DecisionId


class Decision(StrEnum):
    """What a student decides about a purpose."""

    GIVEN = "given"
    """The student agrees."""
    REFUSED = "refused"
    """The student does not agree."""
    WITHDRAWN = "withdrawn"
    """The student takes back what was given."""


class ConsentState(StrEnum):
    """Where consent to a purpose stands in an academic year."""

    GIVEN = "given"
    """The student has agreed."""
    REFUSED = "refused"
    """The student has not agreed."""
    WITHDRAWN = "withdrawn"
    """The student has taken back what was given."""
    UNDECIDED = "undecided"
    """The student has not decided: it counts as no."""
    NOT_ASKED = "not_asked"
    """The purpose rests on another legal basis: nobody is asked, and nobody can refuse."""


class ConsentDecision(NamedTuple):
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


def consent_state(
    decisions: Iterable[ConsentDecision], purpose: str, academic_year: int, current_year: int
) -> ConsentState:
    """What the student's decisions, in order of entry, say for one purpose and academic year.

    Each academic year is asked anew: a year without a decision is undecided. A decision counts from the first
    day of the year that it is about, and at once where that has begun: what was decided for a year after
    `current_year` says nothing of the years before it yet. From then on a refusal or withdrawal reaches back
    over earlier years for as long as it stands: who says no today does not expect last year's scores to stay.
    Giving consent reaches over no other year.
    """
    counting = max(academic_year, current_year)
    latest = {
        entry.academic_year: entry.decision
        for entry in decisions
        if entry.purpose == purpose and academic_year <= entry.academic_year <= counting
    }
    for year in sorted(latest, reverse=True):
        if year == academic_year or latest[year] is not Decision.GIVEN:
            return ConsentState(latest[year])
    return ConsentState.UNDECIDED

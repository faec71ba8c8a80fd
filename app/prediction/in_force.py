"""A model in force, with what every expectation asks of it: worked out once."""

from dataclasses import dataclass

from app.prediction.candidate import Candidate
from app.prediction.card import did_plainly


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """A published model: it stands for good."""

    candidate: Candidate
    shown: frozenset[str]
    """Codes of the modules in which it may be shown."""
    how_it_did: tuple[str, ...]
    """In plain words."""

    @classmethod
    def of(cls, candidate: Candidate) -> "InForce":
        told = did_plainly(candidate.model, candidate.audit)
        return cls(candidate, frozenset(candidate.audit.shown), told.lines)

"""A model in force, with what is told of it: worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from typing_extensions import override

from app.prediction.candidate import Candidate
from app.prediction.card import Card, Reader, card, did_plainly

MOST_AT_HAND = 256
_Key = TypeVar("_Key")
_Model = TypeVar("_Model")


class AtHand(dict[_Key, _Model]):
    """Models that stand for good, so many at most: with one more, all are read anew."""

    @override
    def __setitem__(self, key: _Key, model: _Model) -> None:
        if len(self) >= MOST_AT_HAND:
            self.clear()
        super().__setitem__(key, model)


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """A published model: it stands for good."""

    candidate: Candidate
    shown: frozenset[str]
    """Codes of the modules in which it may be shown."""
    how_it_did: tuple[str, ...]
    """In plain words."""
    cards: Mapping[Reader, Card]

    @classmethod
    def of(cls, candidate: Candidate) -> "InForce":
        model, audit = candidate.model, candidate.audit
        cards = {each: card(model, audit, each) for each in Reader}
        return cls(candidate, frozenset(audit.shown), did_plainly(model, audit).lines, cards)

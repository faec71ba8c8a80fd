"""Published predictions for everybody: what they are made of, how they did, what was signed. No names."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from app.actions.insight.prediction_models import NOT_MADE
from app.db.transaction import Transaction
from app.errors import NotCollected
from app.prediction import candidate
from app.prediction.candidate import Candidate
from app.profiles.model import Profile
from app.store.insight import prediction_models

BOARD = "the board"
"""In place of whoever signed for a gap between groups: what staff did is not for everybody by name."""


@dataclass(frozen=True, slots=True)
class PublicPrediction:
    """A model in force."""

    candidate: Candidate
    published_at: datetime


async def public_predictions(transaction: Transaction, code: str, profile: Profile) -> list[PublicPrediction]:
    """By their day. Raises NotCollected where the institution makes none."""
    if profile.prediction is None:
        raise NotCollected(NOT_MADE)
    found = await prediction_models.list_public(transaction, code)
    return [
        PublicPrediction(_unnamed(candidate.from_json(json.dumps(each.document))), each.published_at)
        for each in found
    ]


def _unnamed(given: Candidate) -> Candidate:
    signed = tuple(replace(each, signed_by=BOARD) for each in given.audit.exemptions)
    return replace(given, audit=replace(given.audit, exemptions=signed))

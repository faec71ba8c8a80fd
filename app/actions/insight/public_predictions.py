"""Published predictions for everybody: what they are made of, how they did, what was signed. No names."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from app.actions.governance.public_record import PublicInstitution
from app.actions.insight.prediction_models import NOT_MADE
from app.db.transaction import Transaction
from app.errors import NotCollected
from app.ids import InstitutionId
from app.prediction import candidate
from app.prediction.candidate import Candidate
from app.prediction.in_force import AtHand, InForce
from app.store.insight import prediction_models
from app.store.insight.prediction_models import PublicModel

BOARD = "the board"
"""In place of whoever signed for a gap between groups: what staff did is not for everybody by name."""


@dataclass(frozen=True, slots=True, eq=False)
class PublicPrediction:
    """A model in force."""

    model: InForce
    published_at: datetime


_AT_HAND = AtHand[tuple[InstitutionId, str], PublicPrediction]()


async def public_predictions(transaction: Transaction, public: PublicInstitution) -> list[PublicPrediction]:
    """By their day; each is read once, as it stands for good.

    Raises NotCollected where the institution makes none.
    """
    if public.profile.prediction is None:
        raise NotCollected(NOT_MADE)
    institution_id, code = public.institution.institution_id, public.institution.code
    versions = await prediction_models.list_public_versions(transaction, code)
    if any((institution_id, each) not in _AT_HAND for each in versions):
        read = [_read(each) for each in await prediction_models.list_public(transaction, code)]
        for each in read:
            _AT_HAND[institution_id, each.model.candidate.model.version] = each
        return read
    return [_AT_HAND[institution_id, each] for each in versions]


def _read(stored: PublicModel) -> PublicPrediction:
    given = candidate.from_json(json.dumps(stored.document))
    return PublicPrediction(InForce.of(_unnamed(given)), stored.published_at)


def _unnamed(given: Candidate) -> Candidate:
    signed = tuple(replace(each, signed_by=BOARD) for each in given.audit.exemptions)
    return replace(given, audit=replace(given.audit, exemptions=signed))

"""Published predictions for everybody: without a token, and about nobody."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.actions.governance.public_record import PublicInstitution
from app.actions.insight.public_predictions import PublicPrediction
from app.prediction import audited
from app.prediction import model as models
from app.prediction.card import Reader
from app.prediction.in_force import MOST_AT_HAND
from app.rights.page import PagePart, render
from app.schemas.base import Out, shown_as
from app.schemas.insight.prediction_models import (
    DOCUMENT_SHOWN,
    VERSION,
    PredictionCardOut,
    prediction_card_out,
)
from app.schemas.made_up import UNIVERSITY_NAME

_CARD = {
    "title": f"Model {VERSION}, for the end of week 4",
    "sections": [{"heading": "What it cannot see", "lines": ["Help that was asked for and given."]}],
}
_PREDICTIONS = {
    "institution": UNIVERSITY_NAME,
    "target": "pass the module",
    "caveats": ["It says nothing of why."],
    "models": [
        {
            "version": VERSION,
            "cut_off_day": 28,
            "published_at": "2018-11-20T09:00:00Z",
            "cards": {each.value: _CARD for each in Reader},
            **DOCUMENT_SHOWN,
        }
    ],
}


class PublicPredictionOut(Out):
    version: str
    """Made of the model's content: another content is another version."""
    cut_off_day: int
    """Of a module: the day whose end it is made for; the module's first day is 0."""
    published_at: datetime
    """Since when expectations are made with it."""
    cards: dict[Reader, PredictionCardOut]
    """It in plain words, by whom they are written for."""
    model: dict[str, Any]
    """Its terms, with the contribution at each knot, and the like cases: enough to work everything out."""
    audit: dict[str, Any]
    """How it did on students whom it had not seen, by module and by group, and what was signed for."""


class PublicPredictionsOut(Out):
    model_config = shown_as(_PREDICTIONS)

    institution: str
    """Whose they are."""
    target: str
    """What is expected of whom."""
    caveats: list[str]
    """What the institution says of it."""
    models: list[PublicPredictionOut]
    """Those in force, by their day."""


def public_predictions_out(
    public: PublicInstitution, found: Sequence[PublicPrediction]
) -> PublicPredictionsOut:
    entry = public.profile.prediction
    assert entry is not None
    return PublicPredictionsOut(
        institution=public.institution.name,
        target=entry.target,
        caveats=list(entry.caveats),
        models=[_prediction(each) for each in found],
    )


@lru_cache(maxsize=MOST_AT_HAND)
def _prediction(found: PublicPrediction) -> PublicPredictionOut:
    """Of each that is at hand, once."""
    given = found.model
    model, audit = given.candidate.model, given.candidate.audit
    return PublicPredictionOut(
        version=model.version,
        cut_off_day=model.cut_off_day,
        published_at=found.published_at,
        cards={each: prediction_card_out(told) for each, told in given.cards.items()},
        model=json.loads(models.to_json(model)),
        audit=json.loads(audited.to_json(audit)),
    )


def predictions_page(told: PublicPredictionsOut, reader: Reader) -> str:
    """Every card for one reader, to read and print."""
    facts = {"Institution": told.institution, "What is expected": told.target}
    parts = [
        PagePart(
            f"{each.version}-{at}",
            f"{each.cards[reader].title}: {section.heading}",
            [{"what_there_is_to_know": line} for line in section.lines],
        )
        for each in told.models
        for at, section in enumerate(each.cards[reader].sections)
    ]
    return render("Predictions in force", facts, told.caveats, parts)

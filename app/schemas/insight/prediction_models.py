"""Models of predictions: what they are made of, how they did, and who answers for them."""

from datetime import datetime
from typing import Any

from pydantic import Field

from app.prediction.card import Card
from app.schemas.base import In, Name, Out, Reason, shown_as
from app.store.insight.prediction_models import PredictionState, StoredModel

VERSION = "6bfc30c0f8ee9473"
"""Of the model below: it is made of its content."""
_MODEL = {
    "format": 1,
    "version": VERSION,
    "target": "passes",
    "weeks": [4],
    "cut_off_day": 28,
    "trained_on": ["2013B", "2013J", "2014B"],
    "counted_on": ["2014J"],
    "students": 15_000,
    "intercept": 0.25,
    "terms": [
        {
            "feature": "submitted_share",
            "knots": [0.0, 0.5, 1.0],
            "coefficients": [-1.5, -0.5, 0.0],
            "centre": 1.0,
            "unknown": -0.75,
        }
    ],
    "modules": [],
    "bins": [{"least": 0.0, "students": 900, "passed": 600}],
}
_AUDIT = {
    "model": VERSION,
    "audited_on": ["2014J"],
    "students": 900,
    "passed": 600,
    "threshold": 0.5,
    "prompted": 0.2,
    "figures": {
        "auc": {"value": 0.72, "least": 0.7, "most": 0.74},
        "pr_auc": {"value": 0.63, "least": 0.6, "most": 0.66},
        "brier": {"value": 0.2, "least": 0.19, "most": 0.21},
        "ece": {"value": 0.03, "least": 0.02, "most": 0.04},
    },
    "modules": [
        {
            "module": "AAA",
            "students": 900,
            "passed": 600,
            "auc": {"value": 0.72, "least": 0.7, "most": 0.74},
            "brier": 0.2,
            "ece": 0.03,
        }
    ],
    "groups": [],
    "gaps": [
        {
            "groups": "gender",
            "missed": {"value": 0.04, "least": 0.01, "most": 0.08},
            "needless": {"value": 0.03, "least": 0.01, "most": 0.06},
            "by_chance": 0.05,
        }
    ],
    "rules": {
        "most_ece": 0.05,
        "least_module_auc": 0.65,
        "most_module_ece": 0.1,
        "most_missed_gap": 0.1,
        "fewest_positives": 150,
    },
    "exemptions": [],
    "reasons": [],
    "tried": [],
}
DOCUMENT_SHOWN = {"model": _MODEL, "audit": _AUDIT}
_OUT = {
    "version": VERSION,
    "state": "published",
    "cut_off_day": 28,
    "reasons": [],
    **DOCUMENT_SHOWN,
    "drafted_at": "2018-11-19T09:00:00Z",
    "published_at": "2018-11-20T09:00:00Z",
}
_CARD = {
    "title": f"Model {VERSION}, for the end of week 4",
    "sections": [{"heading": "What it cannot see", "lines": ["Help that was asked for and given."]}],
}


class PredictionModelIn(In):
    """The document that `attune train-prediction` writes, as it is."""

    model_config = shown_as(DOCUMENT_SHOWN)

    model: dict[str, Any] = Field(max_length=20, description="The model. Its version is made of its content.")
    audit: dict[str, Any] = Field(
        max_length=30, description="The audit of this very model, by the service's rules, unsigned."
    )


class PredictionExceptionIn(In):
    """Responsibility for one gap between groups, by whoever signs."""

    model_config = shown_as(
        {
            "groups": "deprivation",
            "reason": "Ten groups: a gap of this size comes by chance. Reviewed in term.",
        }
    )

    groups: Name
    """Between which groups: as the audit's reason names them."""
    reason: Reason
    """Why it may be published in spite of it. It stands on the model's card."""


class PredictionModelOut(Out):
    """Everything that predictions are made of; anyone with a token may read it, and work it out again."""

    model_config = shown_as(_OUT)

    version: str
    """Made of the model's content: another content is another version."""
    state: PredictionState
    """Where it stands."""
    cut_off_day: int
    """Of a module: the day whose end it is made for; the module's first day is 0."""
    reasons: list[str]
    """What stands in the way of its publication; empty where nothing does."""
    model: dict[str, Any]
    """Its terms, with the contribution at each knot, and the like cases."""
    audit: dict[str, Any]
    """How it did on students whom it had not seen, by module and by group, and what was signed."""
    drafted_at: datetime
    """When it was drafted."""
    published_at: datetime | None
    """When it was published; null for one that never was."""


class PredictionModelsOut(Out):
    model_config = shown_as({"items": [_OUT]})

    items: list[PredictionModelOut]
    """The latest first, whatever their state."""


class CardSectionOut(Out):
    heading: str
    """What it is about."""
    lines: list[str]
    """One fact each."""


class PredictionCardOut(Out):
    """A model in plain words, for one reader."""

    model_config = shown_as(_CARD)

    title: str
    """Which model, and for which week."""
    sections: list[CardSectionOut]
    """In the order in which they are read."""


def prediction_model_out(stored: StoredModel) -> PredictionModelOut:
    return PredictionModelOut(
        version=stored.version,
        state=stored.state,
        cut_off_day=stored.cut_off_day,
        reasons=list(stored.audit["reasons"]),
        model=dict(stored.model),
        audit=dict(stored.audit),
        drafted_at=stored.drafted_at,
        published_at=stored.published_at,
    )


def prediction_card_out(told: Card) -> PredictionCardOut:
    sections = [CardSectionOut(heading=each.heading, lines=list(each.lines)) for each in told.sections]
    return PredictionCardOut(title=told.title, sections=sections)

"""Reasons: what each feature adds to one student's logit, in words."""

from dataclasses import dataclass

from app.prediction.facts import Numbers
from app.prediction.features import FEATURES
from app.prediction.model import Model


@dataclass(frozen=True, slots=True)
class Reason:
    """What one feature adds to one student's logit, in words."""

    feature: str
    title: str
    meaning: str
    unit: str
    value: float | None
    """None where nothing is known."""
    usual: float
    """The middle student's value."""
    contribution: float
    modifiable: bool


def reasons(model: Model, values: Numbers, contributions: Numbers) -> tuple[Reason, ...]:
    """Of one student, all of a model's features, in its order; show students the modifiable ones only."""
    rows = zip(model.terms, values.tolist(), contributions.tolist(), strict=True)
    return tuple(
        Reason(
            term.feature,
            FEATURES[term.feature].title,
            FEATURES[term.feature].meaning,
            FEATURES[term.feature].unit,
            None if value != value else value,  # noqa: PLR0124 (NaN alone differs from itself)
            term.centre,
            contribution,
            FEATURES[term.feature].modifiable,
        )
        for term, value, contribution in rows
    )

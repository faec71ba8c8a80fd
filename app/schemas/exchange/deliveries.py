"""Deliveries: what became of each item sent."""

from app.actions.exchange.deliveries import ItemOutcome, ItemResult
from app.schemas.base import Out, shown_as

MOST_ITEMS = 1_000
"""In one delivery."""
_RECORDED = {"outcome": "recorded", "detail": None}
_REJECTED = {"outcome": "rejected", "detail": "identifier: no student has this identifier"}


class OutcomeOut(Out):
    outcome: ItemOutcome
    """What became of it. Waiting: kept until the roster knows whom or what it names."""
    detail: str | None
    """Why, where the outcome needs one; begins with the field at fault."""


class DeliveryOut(Out):
    """What became of each item, in the order sent."""

    model_config = shown_as({"items": [_RECORDED, _REJECTED]})

    items: list[OutcomeOut]
    """In the order sent."""


def delivery_out(results: list[ItemResult]) -> DeliveryOut:
    return DeliveryOut(items=[OutcomeOut(outcome=each.outcome, detail=each.detail) for each in results])

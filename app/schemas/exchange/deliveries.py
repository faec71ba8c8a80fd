"""Deliveries: what became of each item sent."""

from app.actions.exchange.deliveries import ItemOutcome, ItemResult
from app.schemas.base import Out

MOST_ITEMS = 1_000
"""In one delivery."""


class OutcomeOut(Out):
    outcome: ItemOutcome
    detail: str | None
    """Why, where the outcome needs one; begins with the field at fault."""


class DeliveryOut(Out):
    """What became of each item, in the order sent."""

    items: list[OutcomeOut]


def delivery_out(results: list[ItemResult]) -> DeliveryOut:
    return DeliveryOut(items=[OutcomeOut(outcome=each.outcome, detail=each.detail) for each in results])

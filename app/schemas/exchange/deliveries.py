"""Deliveries: what became of each item sent."""

from app.actions.exchange.deliveries import Answer, Fate
from app.schemas.base import Out

MOST_ITEMS = 1_000
"""In one delivery."""


class OutcomeOut(Out):
    outcome: Fate
    detail: str | None
    """Why, where the outcome needs one; begins with the field at fault."""


class DeliveryOut(Out):
    """What became of each item, in the order sent."""

    items: list[OutcomeOut]


def delivery_out(answers: list[Answer]) -> DeliveryOut:
    return DeliveryOut(items=[OutcomeOut(outcome=each.fate, detail=each.detail) for each in answers])

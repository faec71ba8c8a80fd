"""Deliveries: what became of each item sent, and receipts of what a system has delivered."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from app.actions.exchange.deliveries import Delivered, DeliveryKind, ItemOutcome, ItemResult, rejected
from app.errors import rule_of
from app.ids import DeliveryId
from app.schemas.base import Out, shown_as
from app.schemas.made_up import AS_OF, DELIVERY, NEXT
from app.store.exchange.delivery_receipts import DeliveryReceipt

MOST_ITEMS = 1_000
"""In one delivery."""
LONGEST_NAME = 64
"""Of a field that an item may not have: its name is told back."""

Item = TypeVar("Item")
Made = TypeVar("Made")


def _judged(value: Any, read: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 (any JSON, any schema)
    """The item, or that it is rejected, and why: a bad one stops no other."""
    try:
        return read(value)
    except ValidationError as problem:
        return rejected("; ".join(_fault(each["loc"], rule_of(each)) for each in problem.errors()))


def _fault(where: Sequence[int | str], rule: str) -> str:
    named = ".".join(str(each)[:LONGEST_NAME] for each in where) or "item"
    return f"{named}: {rule}"


if TYPE_CHECKING:
    Judged: TypeAlias = ItemResult | Item
else:
    Judged = Annotated[Item, WrapValidator(_judged)]
"""An item that is judged by itself; one that cannot be read is an `ItemResult`."""


def read_items(items: Sequence[Item | ItemResult], make: Callable[[Item], Made]) -> list[Made | ItemResult]:
    """What actions take, of the items that could be read."""
    return [each if isinstance(each, ItemResult) else make(each) for each in items]


class OutcomeOut(Out):
    """What became of one item."""

    outcome: ItemOutcome
    """What became of it."""
    detail: str | None
    """Why, where the outcome needs one; begins with the field at fault."""


class OutcomeCountsOut(Out):
    """How many items had which outcome."""

    recorded: int
    """How many are new, and stored."""
    replaced: int
    """How many were known with other content, and now have this."""
    known: int
    """How many were there, or taken back, already."""
    conflict: int
    """How many have an id under which something else is there."""
    waiting: int
    """How many wait until the roster knows whom and what they name."""
    unknown: int
    """How many name somebody or something that is not known, and are not kept."""
    not_covered: int
    """How many are about students whom the service does not cover, and are not kept."""
    taken_back: int
    """How many were taken back before, and stay so."""
    removed: int
    """How many were there, and are no more."""
    rejected: int
    """How many break a rule, and are not kept."""


def counted(counts: Mapping[Any, int]) -> dict[str, int]:
    return {str(each): counts.get(each, 0) for each in ItemOutcome}


_RECORDED = {"outcome": "recorded", "detail": None}
_UNKNOWN = {"outcome": "unknown", "detail": "identifier: no student has this identifier"}
_COUNTS = counted({"recorded": 1, "unknown": 1})
DELIVERED = {"delivery_id": DELIVERY, "counts": _COUNTS, "items": [_RECORDED, _UNKNOWN]}


class DeliveryOut(Out):
    """What became of a delivery, item by item."""

    model_config = shown_as(DELIVERED)

    delivery_id: DeliveryId | None
    """Of its receipt among one's own deliveries; null in a dry run, which stores nothing."""
    counts: OutcomeCountsOut
    """The items, counted by outcome."""
    items: list[OutcomeOut]
    """What became of each item, in the order sent."""


def delivery_values(delivered: Delivered) -> dict[str, Any]:
    return {
        "delivery_id": delivered.delivery_id,
        "counts": counted(delivered.counts),
        "items": [{"outcome": each.outcome, "detail": each.detail} for each in delivered.results],
    }


def delivery_out(delivered: Delivered) -> DeliveryOut:
    return DeliveryOut.model_validate(delivery_values(delivered))


_RECEIPT = {
    "delivery_id": DELIVERY,
    "delivered_at": "2018-11-20T05:04:00Z",
    "kind": "events",
    "sources": ["careers"],
    "counts": _COUNTS,
    "data_as_of": {"careers": AS_OF},
}


class DeliveryReceiptOut(Out):
    """What one delivery was, and what became of its items."""

    delivery_id: DeliveryId
    """The delivery's id."""
    delivered_at: datetime
    """When it came."""
    kind: DeliveryKind
    """What it was of."""
    sources: list[str]
    """The sources that its items named, of those that could be read; empty where items have none."""
    counts: OutcomeCountsOut
    """The items, counted by outcome."""
    data_as_of: dict[str, datetime]
    """By source: up to when its data are complete, as this delivery stated it and it was taken."""


class DeliveryReceiptsOut(Out):
    """A system's own deliveries."""

    model_config = shown_as({"items": [_RECEIPT], "next_cursor": NEXT})

    items: list[DeliveryReceiptOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def delivery_receipt_values(receipt: DeliveryReceipt) -> dict[str, Any]:
    return {
        "delivery_id": receipt.delivery_id,
        "delivered_at": receipt.delivered_at,
        "kind": receipt.kind,
        "sources": receipt.sources,
        "counts": counted(receipt.counts),
        "data_as_of": receipt.data_as_of,
    }

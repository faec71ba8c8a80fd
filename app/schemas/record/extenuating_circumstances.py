"""Extenuating circumstances: for which days they were approved, never what they are."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from app.schemas.base import Day, Flag, In, Name, Out, shown_as
from app.schemas.exchange.deliveries import MOST_ITEMS, Judged
from app.schemas.made_up import IDENTIFIED
from app.store.record.extenuating_circumstances import ApprovedSpell
from app.wire.deliveries import CircumstanceItem

_SPELL = {
    "reference": "EC-2018-00417",
    "starts_on": "2018-11-12",
    "ends_before": "2018-11-26",
    "withdrawn": False,
}
# No blanks: a reference that could hold a sentence would come to hold a diagnosis.
Reference = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]


class CircumstanceIn(In):
    system: Name = Field(description="The system that knows the student by `identifier`, such as campus.")
    identifier: Name
    """The student's identifier in that system."""
    reference: Reference
    """The approval's reference, without blanks; never what the circumstances are."""
    starts_on: Day
    """The first day that the approval covers."""
    ends_before: Day
    """The first day that it covers no more."""
    withdrawn: Flag = False
    """Whether the approval was taken back."""


class CircumstancesIn(In):
    model_config = shown_as({"circumstances": [{**IDENTIFIED, **_SPELL}]})

    circumstances: list[Judged[CircumstanceIn]] = Field(min_length=1, max_length=MOST_ITEMS)
    """Each is judged by itself: a bad one stops no other."""


class ApprovedSpellOut(Out):
    reference: str
    """The approval's reference in the student record system."""
    starts_on: date
    """The first day that the approval covers."""
    ends_before: date
    """The first day that it covers no more."""
    withdrawn: bool
    """Whether the approval was taken back: then it changes nothing."""


class CircumstancesOut(Out):
    model_config = shown_as({"items": [_SPELL]})

    items: list[ApprovedSpellOut]
    """The latest to start first."""


def circumstance_item(circumstance: CircumstanceIn) -> CircumstanceItem:
    return CircumstanceItem(**circumstance.model_dump())


def circumstances_out(found: Iterable[ApprovedSpell]) -> CircumstancesOut:
    items = [
        ApprovedSpellOut(
            reference=each.reference,
            starts_on=each.starts_on,
            ends_before=each.ends_before,
            withdrawn=each.withdrawn,
        )
        for each in found
    ]
    return CircumstancesOut(items=items)

"""Outages of sources."""

from datetime import date

from pydantic import Field

from app.ids import OutageId
from app.schemas.base import DayInUse, In, Name, Out, shown_as
from app.schemas.made_up import OUTAGE
from app.store.activity.outages import Outage

_INPUT = {
    "source": "vle",
    "starts_on": "2018-11-03",
    "ends_before": "2018-11-05",
    "note": "The virtual learning environment was being moved.",
}
_OUTAGE = {"outage_id": OUTAGE, **_INPUT, "automatic": False}


class OutageIn(In):
    model_config = shown_as(_INPUT)

    source: Name
    """One of the institution's sources."""
    starts_on: DayInUse
    """The first day on which it was down."""
    ends_before: DayInUse
    """The first day on which it was up again."""
    note: Name = Field(description="What happened, in words that students may read.")


class OutageOut(Out):
    model_config = shown_as(_OUTAGE)

    outage_id: OutageId
    """The outage's id."""
    source: str
    """The source that was down."""
    starts_on: date
    """The first day on which it was down."""
    ends_before: date
    """The first day on which it was up again."""
    note: str
    """What happened."""
    automatic: bool
    """Whether the service recorded it itself, of a source that stayed away for too long."""


class OutagesOut(Out):
    model_config = shown_as({"items": [_OUTAGE]})

    items: list[OutageOut]
    """By their first day."""


def outage_out(outage: Outage) -> OutageOut:
    return OutageOut(
        outage_id=outage.outage_id,
        source=outage.source,
        starts_on=outage.starts_on,
        ends_before=outage.ends_before,
        note=outage.note,
        automatic=outage.automatic,
    )

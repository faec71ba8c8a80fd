"""Outages of sources."""

from datetime import date

from pydantic import Field

from app.ids import OutageId
from app.schemas.base import Day, In, Name, Out
from app.store.activity.outages import Outage


class OutageIn(In):
    source: Name
    starts_on: Day = Field(ge=date(1990, 1, 1), le=date(2200, 1, 1))
    ends_before: Day = Field(
        ge=date(1990, 1, 1), le=date(2200, 1, 1), description="The first day on which it was up again."
    )
    note: Name = Field(description="What happened, in words that students may read.")


class OutageOut(Out):
    outage_id: OutageId
    source: str
    starts_on: date
    ends_before: date
    note: str


class OutagesOut(Out):
    items: list[OutageOut]


def outage_out(outage: Outage) -> OutageOut:
    return OutageOut(
        outage_id=outage.outage_id,
        source=outage.source,
        starts_on=outage.starts_on,
        ends_before=outage.ends_before,
        note=outage.note,
    )

"""Remarks: what the student says that the data miss."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from app.access.vocabulary import SectionName
from app.ids import RemarkId
from app.schemas.base import DayInUse, In, Out, shown_as
from app.schemas.made_up import FIRST_DAY_OF_TERM, REMARK
from app.store.record.remarks import Remark

_INPUT = {
    "section": "engagement",
    "first_day": FIRST_DAY_OF_TERM,
    "last_day": None,
    "words": "I print everything and read on paper, so the virtual learning environment sees little of me.",
}
REMARK_SAID: dict[str, Any] = {"remark_id": REMARK, **_INPUT, "made_at": "2018-11-19T20:15:00Z"}

Words = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"^[^\x00]*$")]


class RemarkIn(In):
    """What the data miss, in the student's own words."""

    model_config = shown_as(_INPUT)

    section: SectionName
    """The part of the record that it is about: one of those with figures that the institution has."""
    first_day: DayInUse
    """The first day that it is about."""
    last_day: DayInUse | None = None
    """The last day that it is about; null: until further notice."""
    words: Words
    """What the data miss. Everybody who sees the figures reads it."""


class RemarkOut(Out):
    model_config = shown_as(REMARK_SAID)

    remark_id: RemarkId
    """The remark's id."""
    section: SectionName
    """The part of the record that it is about."""
    first_day: date
    """The first day that it is about."""
    last_day: date | None
    """The last day that it is about; null: until further notice."""
    words: str
    """What the data miss, in the student's own words."""
    made_at: datetime
    """When the student said so."""


class RemarksOut(Out):
    model_config = shown_as({"items": [REMARK_SAID]})

    items: list[RemarkOut]
    """The earliest first, by the first day that each is about."""


def remark_out(remark: Remark) -> RemarkOut:
    return RemarkOut(
        remark_id=remark.remark_id,
        section=remark.section,
        first_day=remark.first_day,
        last_day=remark.last_day,
        words=remark.words,
        made_at=remark.made_at,
    )

"""Known inaccuracies: what is known to be wrong with the data."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from app.access.vocabulary import SectionName
from app.ids import InaccuracyId
from app.schemas.base import DayInUse, In, Name, Out, Reason, shown_as
from app.schemas.made_up import FIRST_DAY_OF_TERM, INACCURACY, YESTERDAY
from app.schemas.people.staff import NAMED_ADMINISTRATOR, NamedStaffOut, named_staff_out
from app.store.governance.inaccuracies import KnownInaccuracy, RecordedInaccuracy

_INPUT = {
    "section": "engagement",
    "source": "vle",
    "first_day": FIRST_DAY_OF_TERM,
    "last_day": YESTERDAY,
    "words": "Clicks in the mobile application were counted twice.",
}
INACCURACY_KNOWN: dict[str, Any] = {
    "inaccuracy_id": INACCURACY,
    **_INPUT,
    "opened_at": "2018-11-19T10:00:00Z",
}
_RECORDED = INACCURACY_KNOWN | {
    "opened_by": NAMED_ADMINISTRATOR,
    "closed_by": None,
    "closed_at": None,
    "closing_reason": None,
}


class InaccuracyIn(In):
    model_config = shown_as(_INPUT)

    section: SectionName
    """The part of the record that it is about."""
    source: Name | None = None
    """The source that it is about; null: the section as a whole."""
    first_day: DayInUse
    """The first day that it is about."""
    last_day: DayInUse | None = None
    """The last day that it is about; null: until further notice."""
    words: Annotated[str, Field(min_length=5, max_length=1_000, pattern=r"^[^\x00]*$")]
    """What is wrong, in words for students. Anybody reads it, on the public page too: name nobody."""


class InaccuracyClosingIn(In):
    model_config = shown_as({"reason": "The counts were corrected and delivered again."})

    reason: Reason
    """How it was put right, or why it is none."""


class InaccuracySeenOut(Out):
    inaccuracy_id: InaccuracyId
    """The inaccuracy's id."""
    section: SectionName
    """The part of the record that it is about."""
    source: str | None
    """The source that it is about; null: the section as a whole."""
    first_day: date
    """The first day that it is about."""
    last_day: date | None
    """The last day that it is about; null: until further notice."""
    words: str
    """What is wrong, in words for students."""
    opened_at: datetime
    """Since when it is known."""


class InaccuracyOut(InaccuracySeenOut):
    model_config = shown_as(_RECORDED)

    opened_by: NamedStaffOut
    """Who put it on record."""
    closed_by: NamedStaffOut | None
    """Who closed it; null: it is shown with the data."""
    closed_at: datetime | None
    """When it was closed; null: it is open."""
    closing_reason: str | None
    """How it was put right, or why it is none; null: it is open."""


class InaccuraciesOut(Out):
    model_config = shown_as({"items": [_RECORDED]})

    items: list[InaccuracyOut]
    """Open and closed, the latest first."""


def _seen(known: KnownInaccuracy) -> dict[str, Any]:
    return {
        "inaccuracy_id": known.inaccuracy_id,
        "section": known.section,
        "source": known.source,
        "first_day": known.first_day,
        "last_day": known.last_day,
        "words": known.words,
        "opened_at": known.opened_at,
    }


def inaccuracies_seen_out(known: Iterable[KnownInaccuracy]) -> list[InaccuracySeenOut]:
    return [InaccuracySeenOut.model_validate(_seen(each)) for each in known]


def inaccuracy_out(recorded: RecordedInaccuracy) -> InaccuracyOut:
    return InaccuracyOut(
        **_seen(recorded.known),
        opened_by=named_staff_out(recorded.opened_by),
        closed_by=named_staff_out(recorded.closed_by) if recorded.closed_by else None,
        closed_at=recorded.closed_at,
        closing_reason=recorded.closing_reason,
    )

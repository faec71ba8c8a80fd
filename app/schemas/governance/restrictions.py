"""Restrictions: data that are stored, and not used."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.ids import RequestId, RestrictionId
from app.schemas.base import In, Name, Out, shown_as
from app.schemas.made_up import REQUEST
from app.store.governance.restrictions import Restriction

_LIFTING = {
    "purpose": None,
    "told_on": "2018-12-10",
    "notice": "The figures have been put right. From today on they are used again.",
}
_RESTRICTION = {
    "restriction_id": "6d0e0e6c-43b6-4b0f-93a1-3f9ad7a4d0aa",
    "request_id": REQUEST,
    "purpose": None,
    "restricted_at": "2018-11-20T10:00:00Z",
    "told_on": None,
    "notice": None,
    "lifted_at": None,
}


class LiftingIn(In):
    model_config = shown_as(_LIFTING)

    purpose: Name | None = None
    """The one purpose that was restricted; null: every one."""
    told_on: date
    """The day on which the student was told that it would be lifted: today at the latest."""
    notice: Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]
    """What the student was told. The student reads it here, too."""


class RestrictionOut(Out):
    model_config = shown_as(_RESTRICTION)

    restriction_id: RestrictionId
    """The restriction's id."""
    request_id: RequestId
    """The request that it answers."""
    purpose: str | None
    """The one purpose that the data are not used for; null: every one."""
    restricted_at: datetime
    """Since when the data are stored, and not used otherwise."""
    told_on: date | None
    """The day on which the student was told that it would be lifted; null until it is."""
    notice: str | None
    """What the student was told; null until it is lifted."""
    lifted_at: datetime | None
    """When it was lifted; null: it is in force."""


class RestrictionsOut(Out):
    model_config = shown_as({"items": [_RESTRICTION]})

    items: list[RestrictionOut]
    """The latest first."""


def restriction_out(each: Restriction) -> RestrictionOut:
    return RestrictionOut(
        restriction_id=each.restriction_id,
        request_id=each.request_id,
        purpose=each.purpose or None,
        restricted_at=each.restricted_at,
        told_on=each.told_on,
        notice=each.notice,
        lifted_at=each.lifted_at,
    )

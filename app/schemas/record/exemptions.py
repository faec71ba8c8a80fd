"""Exemptions."""

from datetime import date, datetime

from app.ids import ExemptionId
from app.profiles.model import Profile
from app.schemas.base import DayInUse, In, Name, Out, shown_as
from app.schemas.made_up import EXEMPTION, TUTOR_NAME
from app.store.record.exemptions import Exemption

EFFECT = "On these days nothing is noticed as a change in the student's engagement."
_SAID = {"reason": "study_elsewhere", "starts_on": "2018-11-26", "ends_before": "2018-12-10"}
_EXEMPTION = {
    **_SAID,
    "exemption_id": EXEMPTION,
    "reason_title": "Study away from here, such as fieldwork or a dissertation",
    "effect": EFFECT,
    "recorded_by_name": TUTOR_NAME,
    "recorded_at": "2018-11-20T10:45:00Z",
    "ended_by_name": None,
    "ended_at": None,
}


class ExemptionIn(In):
    model_config = shown_as(_SAID)

    reason: Name
    """A class of reasons of the institution, such as study_elsewhere; never the reason itself."""
    starts_on: DayInUse
    """The first day that is exempt; an earlier one than today, too."""
    ends_before: DayInUse
    """The first day that is exempt no more."""


class ExemptionEndingIn(In):
    model_config = shown_as({"ends_before": "2018-12-03"})

    ends_before: DayInUse
    """The first day that is exempt no more; its own first day, if it was a mistake."""


class ExemptionOut(Out):
    model_config = shown_as(_EXEMPTION)

    exemption_id: ExemptionId
    """The exemption's id."""
    reason: str
    """The class of reasons."""
    reason_title: str
    """The same in words."""
    effect: str
    """What it does."""
    starts_on: date
    """The first day that is exempt."""
    ends_before: date
    """The first day that is exempt no more."""
    recorded_by_name: str
    """Who set it."""
    recorded_at: datetime
    """When it was set."""
    ended_by_name: str | None
    """Who ended it before its time; null: nobody has."""
    ended_at: datetime | None
    """When somebody ended it before its time; null: nobody has."""


class ExemptionsOut(Out):
    model_config = shown_as({"items": [_EXEMPTION]})

    items: list[ExemptionOut]
    """The latest to start first, those that are over included."""


def exemption_out(exemption: Exemption, profile: Profile) -> ExemptionOut:
    return ExemptionOut(
        exemption_id=exemption.exemption_id,
        reason=exemption.reason,
        reason_title=profile.exemptions.reasons.get(exemption.reason, exemption.reason),
        effect=EFFECT,
        starts_on=exemption.starts_on,
        ends_before=exemption.ends_before,
        recorded_by_name=exemption.recorded_by_name,
        recorded_at=exemption.recorded_at,
        ended_by_name=exemption.ended_by_name,
        ended_at=exemption.ended_at,
    )

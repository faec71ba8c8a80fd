"""Responsibilities: who answers for which processing."""

from app.profiles.model import Profile
from app.schemas.base import Out, shown_as

_ACTIVITY = {
    "activity": "MyProgress",
    "responsible": "The Student Information Desk",
    "contact": "SID",
    "purposes": ["learning_analytics"],
    "sources": ["app", "careers", "vle"],
}


class ResponsibilityOut(Out):
    activity: str
    """What is done with data."""
    responsible: str
    """The person or group responsible for it."""
    contact: str
    """Whom to ask about it."""
    purposes: list[str]
    """The purposes that it serves, by name."""
    sources: list[str]
    """The sources whose data it uses, by name."""


class ResponsibilitiesOut(Out):
    model_config = shown_as({"items": [_ACTIVITY]})

    items: list[ResponsibilityOut]
    """Every purpose and every source belongs to one or more of them."""


def responsibilities_out(profile: Profile) -> ResponsibilitiesOut:
    return ResponsibilitiesOut(
        items=[
            ResponsibilityOut(
                activity=each.activity,
                responsible=each.responsible,
                contact=each.contact,
                purposes=sorted(profile.purposes if each.purposes == "all" else each.purposes),
                sources=sorted(profile.sources if each.sources == "all" else each.sources),
            )
            for each in profile.responsibilities
        ]
    )

"""A profile's exemptions: the classes of reason for which staff may exempt days of a student."""

from typing import Annotated

from pydantic import Field

from app.profiles.entry import Entry


class ExemptionsEntry(Entry):
    """None of the reasons says anything of anybody's health: what it is about stays where it was agreed."""

    reasons: Annotated[dict[str, str], Field(min_length=1)] = Field(
        default={
            "agreed_absence": "An absence agreed with the school",
            "study_elsewhere": "Study away from here, such as fieldwork or a dissertation",
            "other_ways_of_studying": "Agreed ways of studying that leave few traces",
            "in_contact_already": "Somebody is in contact already",
        }
    )
    """By code: what the student reads."""
    longest_days: Annotated[int, Field(ge=1, le=732)] = 366
    """How long one may last."""

"""What an institution sets differently from its profile."""

from typing import Any

from pydantic import Field

from app.schemas.base import In, Out, shown_as

_SETTINGS = {
    "settings": {
        "access_purposes": {"wellbeing": {"allowed": False}},
        "career_stages": ["deciding", "planning", "competing", "secured"],
        "caveats": ["Placements leave few traces."],
        "disclosure": {"round_to": 10},
    }
}


class SettingsIn(In):
    model_config = shown_as(_SETTINGS)

    settings: dict[str, Any] = Field(
        max_length=20,
        description="What is different from the profile. `access_purposes`: by purpose, `allowed`. `caveats`:"
        " those added. `career_stages`: all of them. `disclosure`: `round_to`, `fewest_for_share` and"
        " `fewest_for_mean`, at least the profile's. `student_view`: `shown`, where the profile lets it be"
        " switched off.",
    )


class SettingsOut(Out):
    model_config = shown_as({"profile": "exeter", **_SETTINGS})

    profile: str
    """The institution's profile."""
    settings: dict[str, Any]
    """What is different from the profile."""

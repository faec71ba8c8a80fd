"""What an institution sets differently from its profile."""

from typing import Any

from pydantic import Field

from app.schemas.base import In, Out, shown_as

_SETTINGS = {"settings": {"career_stages": ["deciding", "planning", "competing", "secured"]}}


class SettingsIn(In):
    model_config = shown_as(_SETTINGS)

    settings: dict[str, Any] = Field(
        max_length=20,
        description="What replaces the profile's own entries. Only access_purposes, career_stages, caveats"
        " and disclosure can be set.",
    )


class SettingsOut(Out):
    model_config = shown_as({"profile": "exeter", **_SETTINGS})

    profile: str
    """The institution's profile."""
    settings: dict[str, Any]
    """The entries that replace the profile's own."""

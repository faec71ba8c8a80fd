"""What an institution sets differently from its profile."""

from typing import Any

from pydantic import Field

from app.schemas.base import In, Out


class SettingsIn(In):
    settings: dict[str, Any] = Field(
        max_length=20,
        description="Replace the profile's: access_purposes, career_stages, caveats, disclosure.",
    )


class SettingsOut(Out):
    profile: str
    settings: dict[str, Any]

"""The profile registry: institutions' profiles as their administrators have set them, each read once."""

import json
from functools import cache
from pathlib import Path

from app.profiles.floor import ProfileSettings, tightened
from app.profiles.model import Profile, read_profile
from app.store.institutions import Institution


class ProfileRegistry:
    """Profiles by institution; a change of settings is another profile, so nothing goes stale."""

    def __init__(self, directory: Path) -> None:
        self.named = cache(lambda name: read_profile(directory, name))
        """The profile of that name, before any institution's settings."""
        self._set = cache(
            lambda name, settings: tightened(self.named(name), ProfileSettings.model_validate_json(settings))
        )

    def __call__(self, institution: Institution) -> Profile:
        if not institution.settings:
            return self.named(institution.profile)
        return self._set(institution.profile, json.dumps(institution.settings, sort_keys=True))

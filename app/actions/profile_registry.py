"""The profile registry: institutions' profiles as their administrators have set them, each read once."""

import json
from functools import cache
from pathlib import Path

from app.profiles.model import Profile, read_profile
from app.store.institutions import Institution


class ProfileRegistry:
    """Profiles by institution; a change of settings is another profile, so nothing goes stale."""

    def __init__(self, directory: Path) -> None:
        self._read = cache(lambda name, settings: read_profile(directory, name, json.loads(settings)))

    def __call__(self, institution: Institution) -> Profile:
        return self.named(institution.profile, institution.settings)

    def named(self, name: str, settings: object = None) -> Profile:
        """The profile of that name, before or after an institution's settings."""
        return self._read(name, json.dumps(settings or {}, sort_keys=True))

"""The profile registry: institutions' profiles as their administrators have set them, each read once."""

import json
from functools import cache
from pathlib import Path

from app.errors import Unavailable
from app.profiles.floor import ProfileSettings, tightened
from app.profiles.model import Profile, read_profile
from app.store.institutions import Institution


class ProfileRegistry:
    """Profiles by institution; a change of settings is another profile, so nothing goes stale."""

    def __init__(self, directory: Path) -> None:
        self.named = cache(lambda name: _read(directory, name))
        """The profile of that name, before any institution's settings. Raises Unavailable for any other."""
        self._set = cache(
            lambda name, settings: tightened(self.named(name), ProfileSettings.model_validate_json(settings))
        )

    def __call__(self, institution: Institution) -> Profile:
        if not institution.settings:
            return self.named(institution.profile)
        return self._set(institution.profile, json.dumps(institution.settings, sort_keys=True))


def _read(directory: Path, name: str) -> Profile:
    try:
        return read_profile(directory, name)
    except FileNotFoundError as problem:
        missing = Path(problem.filename).stem if problem.filename else str(problem)
        there = ", ".join(sorted(each.stem for each in directory.glob("*.yaml"))) or "none"
        raise Unavailable(
            f"there is no profile `{missing}` where ATTUNE_PROFILES_DIR says; there are: {there}"
        ) from None

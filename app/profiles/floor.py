"""The floor: what an institution's administrators may set differently from its profile, and how far.

The profile is what students were told. Refused purposes stay refused, caveats are only added, and figures
about groups are only made coarser. The words of a purpose are the profile's, too: another name for an allowed
one would allow what is refused.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.errors import Fault
from app.profiles.model import Profile
from app.profiles.student_view import StudentViewEntry

_Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Setting(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PurposeSetting(_Setting):
    allowed: bool
    """False refuses it here; true leaves it as in the profile."""


class DisclosureSetting(_Setting):
    round_to: Annotated[int, Field(le=1_000)] | None = None
    fewest_for_share: Annotated[float, Field(le=10_000, allow_inf_nan=False)] | None = None
    fewest_for_mean: Annotated[int, Field(le=10_000)] | None = None
    # Not largest_score: the noise is sized by it, and the same figure under two sizes would tell the noise.


class StudentViewSetting(_Setting):
    shown: bool
    """False: the institution's students open no more than the profile leaves them."""


class ProfileSettings(_Setting):
    """What an institution sets differently; what is left out is as in the profile."""

    access_purposes: Annotated[dict[str, PurposeSetting], Field(max_length=100)] = {}
    career_stages: Annotated[list[_Text], Field(max_length=50)] | None = None
    caveats: Annotated[list[_Text], Field(min_length=1, max_length=20)] | None = None
    """Added to the profile's own."""
    disclosure: DisclosureSetting = DisclosureSetting()
    student_view: StudentViewSetting | None = None


ADJUSTABLE = frozenset(ProfileSettings.model_fields)
"""The rest of a profile is its design."""


def loosened(profile: Profile, settings: ProfileSettings) -> Iterator[Fault]:
    """What the settings would loosen, by pointers into them, and the rule that each breaks."""
    for name, setting in sorted(settings.access_purposes.items()):
        pointer = f"/access_purposes/{name}"
        if name not in profile.access_purposes:
            listed = ", ".join(profile.access_purposes)
            yield Fault(pointer, f"must be one of the profile's purposes: {listed}")
        elif setting.allowed and name not in profile.allowed_purposes:
            yield Fault(f"{pointer}/allowed", "must be false: the profile refuses this purpose")
    yield from _view_loosened(profile.student_view, settings.student_view)
    for key, value in settings.disclosure.model_dump(exclude_none=True).items():
        least = getattr(profile.disclosure, key)
        if value < least:
            yield Fault(f"/disclosure/{key}", f"must be at least {least:g}, which is the profile's")


def _view_loosened(own: StudentViewEntry | None, setting: StudentViewSetting | None) -> Iterator[Fault]:
    if setting is not None and own is None:
        yield Fault("/student_view", "cannot be set: under this profile nobody can switch students' view off")
    elif setting is not None and own is not None and setting.shown and not own.shown:
        yield Fault("/student_view/shown", "must be false: the profile does not show it")


def tightened(profile: Profile, settings: ProfileSettings) -> Profile:
    """The profile with the settings.

    Nothing in it is looser, whatever the settings say: a profile that was tightened since they were made
    holds at once.
    """
    refused = {name for name, setting in settings.access_purposes.items() if not setting.allowed}
    own = profile.disclosure.model_dump()
    coarser = settings.disclosure.model_dump(exclude_none=True)
    changed: dict[str, Any] = {
        "access_purposes": {
            name: entry.model_dump()
            | {
                "allowed": entry.allowed and name not in refused,
                "marked_modules": entry.marked_modules and name not in refused,
            }
            for name, entry in profile.access_purposes.items()
        },
        "caveats": list(dict.fromkeys([*profile.caveats, *(settings.caveats or ())])),
        "disclosure": own | {key: max(own[key], value) for key, value in coarser.items()},
    }
    if settings.student_view is not None and profile.student_view is not None:
        shown = profile.student_view.shown and settings.student_view.shown
        changed["student_view"] = profile.student_view.model_dump() | {"shown": shown}
    if settings.career_stages is not None:
        changed["career_stages"] = settings.career_stages
    return Profile.model_validate(profile.model_dump() | changed)

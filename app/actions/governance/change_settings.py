"""Settings: an administrator sets some entries differently from the profile, never looser, audited."""

from typing import Any

from pydantic import ValidationError

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.errors import Fault, InvalidInput, rule_of
from app.profiles.floor import ADJUSTABLE, ProfileSettings, loosened
from app.profiles.model import Profile
from app.store import institutions

POINTER = "/body/settings"


async def change_settings(
    context: StaffContext, settings: dict[str, Any], profile: Profile
) -> dict[str, Any]:
    """Replace what the institution sets differently from its profile, which is given without settings.

    Raises InvalidInput, naming the entry and its rule, for one that is not adjustable, is no such entry, or
    would loosen what the profile says.
    """
    faults = [
        Fault(f"{POINTER}/{key}", f"cannot be set; only {', '.join(sorted(ADJUSTABLE))} can")
        for key in sorted(settings.keys() - ADJUSTABLE)
    ]
    try:
        adjusted = ProfileSettings.model_validate(
            {key: settings[key] for key in settings.keys() & ADJUSTABLE}
        )
    except ValidationError as problem:
        faults += [
            Fault("/".join([POINTER, *(str(part) for part in each["loc"])]), rule_of(each))
            for each in problem.errors()
        ]
    else:
        faults += [Fault(POINTER + each.pointer, each.detail) for each in loosened(profile, adjusted)]
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    before = await institutions.lock_settings(context.transaction)
    await institutions.change_settings(context.transaction, settings)
    await audit_change(context, "settings changed", "settings", before=before, after=settings)
    return settings

"""Settings: an administrator sets some entries differently from the profile, audited."""

from typing import Any

from pydantic import ValidationError

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.actions.profile_registry import ProfileRegistry
from app.errors import Fault, InvalidInput
from app.profiles.model import ADJUSTABLE
from app.store import institutions


async def change_settings(
    context: StaffContext, settings: dict[str, Any], profiles: ProfileRegistry
) -> dict[str, Any]:
    """Replace what the institution sets differently from its profile.

    Raises InvalidInput, naming the entry, for one that is not adjustable or breaks the profile's rules.
    """
    faults = [
        Fault(f"/body/settings/{key}", f"cannot be set; only {', '.join(sorted(ADJUSTABLE))} can")
        for key in sorted(settings.keys() - ADJUSTABLE)
    ]
    try:
        profiles.named(context.institution.institution.profile, settings)
    except ValidationError as problem:
        faults += [
            Fault("/body/settings/" + "/".join(str(part) for part in each["loc"]), each["msg"])
            for each in problem.errors()
        ]
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    before = await institutions.lock_settings(context.transaction)
    await institutions.change_settings(context.transaction, settings)
    await audit_change(context, "settings changed", "settings", before=before, after=settings)
    return settings

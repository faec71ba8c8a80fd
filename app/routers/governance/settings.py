"""Settings: what an institution sets differently from its profile, for administrators."""

from fastapi import Request

from app.actions.governance.change_settings import change_settings
from app.errors import Forbidden, PreconditionFailed, Unauthenticated
from app.http.deps import Administrator, service_of
from app.http.idempotency import RepeatableWrites
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.governance.settings import SettingsIn, SettingsOut
from app.store import institutions

router = contract_router(
    "/v1/admin/settings",
    route_class=RepeatableWrites,
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden),
)


@router.get("", summary="What is set differently from the profile")
async def read_settings(context: Administrator) -> SettingsOut:
    """The institution's own entries."""
    return SettingsOut(
        profile=context.institution.institution.profile, settings=context.institution.institution.settings
    )


@router.put(
    "",
    summary="Set entries differently from the profile",
    responses=describe(PreconditionFailed),
)
async def record_settings(
    request: Request, context: Administrator, settings: SettingsIn, seen: IfMatch
) -> SettingsOut:
    """Replace all of the institution's own entries; what is left out is as in the profile again.

    The profile is a floor. `access_purposes` refuses purposes that it allows, and allows none that it
    refuses; `caveats` are added to its own; `disclosure` only makes figures coarser. Anything looser is
    refused, with the entry and its rule.
    """
    profile = context.institution.institution.profile
    current = await institutions.lock_settings(context.transaction)
    seen.check(SettingsOut(profile=profile, settings=current))
    changed = await change_settings(context, settings.settings, service_of(request).profiles.named(profile))
    return SettingsOut(profile=profile, settings=changed)

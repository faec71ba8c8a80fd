"""Record outages: days on which a source was down are missing, not zero, in every score that sees them."""

from datetime import date, timedelta
from typing import Any

from app.actions.governance.administration import Administration
from app.errors import Fault, InvalidInput
from app.ids import OutageId
from app.scoring.models import WINDOW_DAYS
from app.store.activity.events import outages
from app.store.engagement import scores
from app.db.asking import elevated
from app.store.activity.outages import Outage


async def record_outage(
    admin: Administration, source: str, starts_on: date, ends_before: date, note: str
) -> Outage:
    """From now on those days of the source are missing. Raises InvalidInput for one that is not collected."""
    faults = []
    if source not in admin.profile.collected:
        faults.append(Fault("/body/source", f"must be one of {', '.join(admin.profile.collected)}"))
    if ends_before <= starts_on:
        faults.append(Fault("/body/ends_before", "must be later than starts_on"))
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    mine = admin.institution.institution_id
    await _call_due(admin, starts_on, ends_before)
    outage = await outages.add(admin.session, mine, source, starts_on, ends_before, note)
    await admin.note("outage recorded", f"outage/{outage.outage_id}", after=_said(outage))
    return outage


async def remove_outage(admin: Administration, outage_id: OutageId) -> None:
    """Those days count again. Raises NotFound."""
    outage = await outages.get(admin.session, admin.institution.institution_id, outage_id)
    await _call_due(admin, outage.starts_on, outage.ends_before)
    await outages.remove(admin.session, outage_id)
    await admin.note("outage removed", f"outage/{outage_id}", before=_said(outage))


async def _call_due(admin: Administration, starts_on: date, ends_before: date) -> None:
    last = ends_before + timedelta(days=WINDOW_DAYS - 2)
    async with elevated(admin.session, admin.institution.institution_id):
        await scores.call_everybody_due(admin.session, admin.institution.institution_id, starts_on, last)


def _said(outage: Outage) -> dict[str, Any]:
    return {
        "source": outage.source,
        "starts_on": str(outage.starts_on),
        "ends_before": str(outage.ends_before),
        "note": outage.note,
    }

"""Record outages: days on which a source was down are missing, not zero, in every score that sees them."""

from datetime import date, timedelta
from typing import Any

from app.actions.context import Context, StaffContext
from app.actions.governance.audit_change import audit_change
from app.db.identity import elevated
from app.errors import Fault, InvalidInput
from app.ids import OutageId
from app.scoring.models import WINDOW_DAYS
from app.store.activity import outages
from app.store.activity.outages import Outage
from app.store.engagement import scores


async def record_outage(
    context: StaffContext, source: str, starts_on: date, ends_before: date, note: str
) -> Outage:
    """From now on those days of the source are missing. Raises InvalidInput for one that is not collected."""
    collected = context.profile.collected
    faults = []
    if source not in collected:
        faults.append(Fault("/body/source", f"must be one of {', '.join(collected)}"))
    if ends_before <= starts_on:
        faults.append(Fault("/body/ends_before", "must be later than starts_on"))
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    # The institution's row first and then the students', as imports and publications take them.
    outage = await outages.add(context.transaction, source, starts_on, ends_before, note)
    await rescore(context, starts_on, ends_before)
    await audit_change(context, "outage recorded", f"outage/{outage.outage_id}", after=_audited(outage))
    return outage


async def remove_outage(context: StaffContext, outage_id: OutageId) -> None:
    """Those days count again. Raises NotFound."""
    outage = await outages.get(context.transaction, outage_id)
    await outages.remove(context.transaction, outage_id)
    await rescore(context, outage.starts_on, outage.ends_before)
    await audit_change(context, "outage removed", f"outage/{outage_id}", before=_audited(outage))


async def rescore(context: Context, starts_on: date, ends_before: date) -> None:
    """Have every score computed again that looks at a day from `starts_on` on and before `ends_before`."""
    last = ends_before + timedelta(days=WINDOW_DAYS - 2)
    async with elevated(context.transaction):
        await scores.mark_everybody_for_rescore(context.transaction, starts_on, last)


def _audited(outage: Outage) -> dict[str, Any]:
    return {
        "source": outage.source,
        "starts_on": str(outage.starts_on),
        "ends_before": str(outage.ends_before),
        "note": outage.note,
    }

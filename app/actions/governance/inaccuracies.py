"""Known inaccuracies: opened by an administrator, and shown with the data until they are closed."""

from datetime import date
from typing import Any

from app.access.vocabulary import SectionName
from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.errors import Conflict, Fault, InvalidInput
from app.ids import InaccuracyId
from app.store.governance import inaccuracies
from app.store.governance.inaccuracies import RecordedInaccuracy


async def open_inaccuracy(
    context: StaffContext,
    section: SectionName,
    source: str | None,
    first_day: date,
    last_day: date | None,
    words: str,
) -> RecordedInaccuracy:
    """From now on it is shown with the section's data of those days. Raises InvalidInput."""
    if faults := _faults(context, section, source, first_day, last_day):
        raise InvalidInput("see `errors`", faults=faults)
    inaccuracy_id = await inaccuracies.add(
        context.transaction, section, source, first_day, last_day, words, context.staff_id, context.now
    )
    made = await inaccuracies.get(context.transaction, inaccuracy_id)
    await audit_change(
        context, "inaccuracy opened", f"known_inaccuracy/{inaccuracy_id}", after=_audited(made)
    )
    return made


def _faults(
    context: StaffContext, section: SectionName, source: str | None, first_day: date, last_day: date | None
) -> list[Fault]:
    declared, faults = context.institution.declared, []
    if section not in declared.sections:
        listed = ", ".join(sorted(declared.sections))
        faults.append(Fault("/body/section", f"must be one of {listed}: what this institution has data of"))
    if source is not None and source not in declared.sources:
        faults.append(Fault("/body/source", f"must be one of {', '.join(declared.sources)}, or null"))
    if last_day is not None and last_day < first_day:
        faults.append(Fault("/body/last_day", "must not be before first_day"))
    return faults


async def close_inaccuracy(
    context: StaffContext, inaccuracy_id: InaccuracyId, reason: str
) -> RecordedInaccuracy:
    """It is shown with the data no more. Raises NotFound, Conflict for one that is closed."""
    before = await inaccuracies.get(context.transaction, inaccuracy_id)
    if before.closed_at is not None or not await inaccuracies.close(
        context.transaction, inaccuracy_id, context.staff_id, reason, context.now
    ):
        raise Conflict("this inaccuracy is closed already")
    await audit_change(
        context, "inaccuracy closed", f"known_inaccuracy/{inaccuracy_id}", before=_audited(before)
    )
    return await inaccuracies.get(context.transaction, inaccuracy_id)


def _audited(recorded: RecordedInaccuracy) -> dict[str, Any]:
    known = recorded.known
    return {
        "section": known.section,
        "source": known.source,
        "first_day": str(known.first_day),
        "last_day": None if known.last_day is None else str(known.last_day),
    }

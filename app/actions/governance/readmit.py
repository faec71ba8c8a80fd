"""Readmit: the number of a student who was erased is a student's again."""

from datetime import date

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.errors import Conflict, Fault, InvalidInput
from app.store.governance import erasures
from app.store.governance.erasures import Readmission


async def readmit(context: StaffContext, number: str, starts_on: date) -> Readmission:
    """From that day on, data about the number are taken again; nothing that was erased comes back.

    The audit names the erasure, and no number. Raises Conflict where no erased student had the number, or it
    was readmitted before, InvalidInput for a day before the erasure.
    """
    found = await erasures.readmit(context.transaction, number, starts_on, context.now)
    if not found:
        raise Conflict("nobody of this number is erased: the next roster stores whoever has it")
    erased_on = max(context.profile.day(each.erased_at) for each in found)
    if starts_on < erased_on:
        rule = f"must be {erased_on} or later: what is older was erased on that day"
        raise InvalidInput("see `errors`", faults=[Fault("/body/starts_on", rule)])
    for each in found:
        after = {"readmitted_on": str(starts_on)}
        await audit_change(context, "readmission recorded", f"erasure/{each.erasure_id}", after=after)
    return found[0]

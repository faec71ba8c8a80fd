"""Drop left drafts: what somebody drafted about a student goes once they have left the student."""

from datetime import timedelta

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.governance.audit_change import audit_work
from app.store.record import notes


async def drop_left_drafts(context: Context) -> int:
    """Delete drafts of staff who have been in charge of the student on none of the last days.

    In charge are those whom a role lets read notes about the student. Returns how many; that any went is on
    record.
    """
    rules, days = context.profile.role_rules, context.profile.left_drafts_days
    reading = frozenset(
        name for name, rule in rules.items() if SectionName.MEETINGS in rule.sections and rule.takes_charge
    )
    dropped = await notes.drop_left_drafts(
        context.transaction,
        context.profile.asked_roles(reading),
        context.today,
        days=days,
        changed_before=context.now - timedelta(days=days),
    )
    if dropped:
        await audit_work(context, "left drafts dropped", "notes", after={"drafts": dropped})
    return dropped

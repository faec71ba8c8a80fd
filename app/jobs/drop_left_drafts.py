"""Drop left drafts: what somebody drafted about a student goes once they have left the student."""

import asyncio
import logging
from datetime import timedelta

from app.access.vocabulary import Reach, SectionName
from app.actions.context import Context
from app.db.identity import as_operator
from app.errors import Refusal
from app.jobs.runtime import JobRuntime
from app.store import institutions
from app.store.record import notes

EVERY = timedelta(days=1)
_log = logging.getLogger("attune")


async def keep_dropping_left_drafts(runtime: JobRuntime, every: timedelta = EVERY) -> None:
    """Every institution's, again and again, until cancelled; copies of the service may all do it."""
    while True:
        try:
            async with as_operator(runtime.database) as transaction:
                codes = [each.code for each in await institutions.list_all(transaction)]
            for code in codes:
                async with runtime.context(code) as context:
                    await drop_left_drafts(context)
        except Refusal as refusal:
            _log.warning("dropping left drafts put off: %s", refusal.code)
        except Exception:  # noqa: BLE001 (a job that ended for good would keep drafts for good)
            _log.exception("dropping left drafts failed; it is tried again")
        await asyncio.sleep(every.total_seconds())


async def drop_left_drafts(context: Context) -> int:
    """Delete drafts of staff who have been in charge of the student on none of the last days.

    In charge are those whom a role lets read notes about the student. Returns how many.
    """
    rules, days = context.profile.role_rules, context.profile.left_drafts_days
    reading = frozenset(
        name
        for name, rule in rules.items()
        if SectionName.MEETINGS in rule.sections and rule.reach not in {Reach.SELF, Reach.TEACHING}
    )
    return await notes.drop_left_drafts(
        context.transaction,
        context.profile.asked_roles(reading),
        context.today,
        days=days,
        changed_before=context.now - timedelta(days=days),
    )

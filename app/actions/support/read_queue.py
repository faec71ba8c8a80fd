"""Read a queue of cases: of students whom the asker sees by a role that opens their cases."""

from datetime import date

from app.access.vocabulary import Audited, Role, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import RequestContext
from app.actions.support.casework import ladder_of
from app.errors import SectionRestricted
from app.ids import CaseId
from app.outreach.case import Queue
from app.store.support import case_queue
from app.store.support.case_queue import QueueCounts, QueuedCase

_SHOWN = (Audited.STUDENT, Audited.SUPPORT)


async def read_queue(
    context: RequestContext, queue: Queue, *, role: Role | None, after: tuple[date, CaseId], limit: int
) -> tuple[list[QueuedCase], QueueCounts]:
    """A page of the queue, and how many cases each queue holds for the asker.

    Raises SectionRestricted where no role of theirs opens cases.
    """
    ladder_of(context)
    rules = context.profile.role_rules
    opening = [each for each in context.user.roles.names if SectionName.SUPPORT in rules[each].sections]
    if not opening:
        raise SectionRestricted(f"your role does not open {SectionName.SUPPORT}")
    every = all(SectionName.SUPPORT in rules[each].sections for each in context.user.roles.names)
    return await case_queue.read(
        context.transaction,
        queue,
        today=context.today,
        role=role,
        opening=None if every else opening,
        sees_all=context.user.sees_all,
        after=after,
        limit=limit,
    )


async def record_queue(context: RequestContext, page: list[QueuedCase], purpose: str | None) -> None:
    """Staff say why they look; whom the page shows is on record."""
    shown = {each.student_id: _SHOWN for each in page}
    await check_purpose(context, shown, _SHOWN, purpose)
    rules = context.profile.role_rules
    roles = [each for each in context.user.roles.names if SectionName.SUPPORT in rules[each].sections]
    await record_access(context, shown, roles, purpose)

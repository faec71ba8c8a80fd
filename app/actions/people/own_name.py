"""What the asker is called."""

from app.actions.context import RequestContext
from app.store.people import staff, students


async def own_name(context: RequestContext) -> str | None:
    """As the roster has it; None for a connected system, without a role, and where the roster has no name."""
    if context.user.student_id is not None:
        return await students.find_name(context.transaction, context.user.student_id)
    if context.user.staff_id is not None:
        return (await staff.get(context.transaction, context.user.staff_id)).name
    return None

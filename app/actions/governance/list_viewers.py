"""Who could see a student today, by the same rule that decides whether they may."""

from app.actions.context import Context
from app.ids import StudentId
from app.store.governance import access_records
from app.store.governance.access_records import Viewer


async def list_viewers(context: Context, student_id: StudentId) -> list[Viewer]:
    """The people and the roles by which they could look today, the closest to the student first.

    What roles a token will carry is known to the institution's identity provider alone: listed is whoever has
    a relation to the student, or a grant, that would open the student in that role.
    """
    roles = context.profile.asked_roles(frozenset(context.profile.role_rules))
    return await access_records.list_viewers(context.transaction, student_id, roles, context.today)

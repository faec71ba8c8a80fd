"""Who could see a student today, by the same rule that decides whether they may."""

from collections.abc import Collection
from dataclasses import dataclass

from app.access.vocabulary import Role, SectionName
from app.actions.context import Context
from app.ids import StudentId
from app.store.governance import access_records, restrictions
from app.store.governance.access_records import Viewer
from app.store.governance.restrictions import EVERY_PURPOSE


@dataclass(frozen=True, slots=True)
class PossibleViewer:
    """Somebody who could look, and at what."""

    viewer: Viewer
    sections: Collection[SectionName]


async def list_viewers(context: Context, student_id: StudentId) -> list[PossibleViewer]:
    """The people and the roles by which they could look today, the closest to the student first.

    What roles a token will carry is known to the institution's identity provider alone: listed is whoever has
    a relation to the student, or a grant, that would open the student in that role. Nobody is, while all of
    the student's data are restricted.
    """
    profile = context.profile
    found = await restrictions.list_for(context.transaction, student_id)
    closed = {each.purpose for each in found if each.lifted_at is None}
    if EVERY_PURPOSE in closed:
        return []
    held = {each for each in profile.sections if profile.purpose_of(each) not in closed}
    roles = profile.asked_roles(frozenset(profile.role_rules))
    viewers = await access_records.list_viewers(context.transaction, student_id, roles, context.today)
    return [PossibleViewer(each, profile.role_rules[Role(each.role)].sections & held) for each in viewers]

"""Several students at once, of whom a member of staff opens what support is about."""

from collections.abc import Collection, Iterator, Sequence

from app.access.vocabulary import Role, SectionName
from app.actions.context import RequestContext
from app.actions.coverage import Coverage, coverage
from app.errors import Fault, InvalidInput
from app.ids import StudentId
from app.store.people import registrations, students
from app.store.people.students import NamedStudent

MOST_FAULTS = 20


async def reached_students(context: RequestContext, listed: Sequence[StudentId]) -> list[NamedStudent]:
    """The students of a list, each once, by student number.

    Raises InvalidInput, by their places in it, for those who are not in the asker's charge, of whom no role
    of the asker's opens support, or whom the service does not cover this academic year.
    """
    reached = await _supported(context, listed)
    covered = await _covered(context, [each.student_id for each in reached])
    if faults := list(_faults(listed, {each.student_id for each in reached}, covered)):
        raise InvalidInput("see `errors`", faults=faults[:MOST_FAULTS])
    return reached


async def reachable_students(context: RequestContext, found: Collection[StudentId]) -> list[NamedStudent]:
    """Those of students whom the service itself has found: the others are left out, and nothing is raised."""
    reached = await _supported(context, found)
    covered = await _covered(context, [each.student_id for each in reached])
    return [each for each in reached if each.student_id in covered]


async def _supported(context: RequestContext, listed: Collection[StudentId]) -> list[NamedStudent]:
    """Those of whom a role of the asker's opens support, each once, by student number."""
    found = await students.list_named(context.transaction, set(listed), context.today)
    return [each for each in found if SectionName.SUPPORT in context.profile.opened(each.visible_by).sections]


def supporting_roles(context: RequestContext) -> list[Role]:
    """The asker's roles that open support, the closest to a student first."""
    rules = context.profile.role_rules
    return [each for each in context.user.roles.names if SectionName.SUPPORT in rules[each].sections]


async def _covered(context: RequestContext, asked: Collection[StudentId]) -> set[StudentId]:
    spells = await registrations.list_spells(context.transaction, asked)
    year = context.profile.academic_year(context.today)
    return {
        each
        for each in asked
        if coverage(context.profile, spells.get(each, []), year) is not Coverage.NOT_COVERED
    }


def _faults(
    listed: Sequence[StudentId], reached: Collection[StudentId], covered: Collection[StudentId]
) -> Iterator[Fault]:
    for at, student_id in enumerate(listed):
        if student_id not in reached:
            yield Fault(f"/body/students/{at}", "is no student of whom your role opens support")
        elif student_id not in covered:
            yield Fault(f"/body/students/{at}", "is a student whom the service does not cover")

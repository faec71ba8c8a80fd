"""Flagged students: whom a check of the data is about, so that somebody can put it right.

It opens nobody: only students whom the asker sees anyway, by a role that opens what is told. Nothing is kept.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.access.vocabulary import Audited, Role, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import RequestContext
from app.actions.governance.check_data import Check, looked_at
from app.actions.section import check_collected
from app.db.identity import elevated
from app.errors import Forbidden
from app.ids import StudentId
from app.store.governance import flagged_students
from app.store.governance.flagged_students import Candidate, FlaggedEvent


class StudentCheck(StrEnum):
    """The checks that are about students. What else is looked for is a source's, and about nobody."""

    ACTIVE_AFTER_END = Check.ACTIVE_AFTER_END
    """Students with events on days after their registration had ended."""
    STAFF_AMONG_STUDENTS = Check.STAFF_AMONG_STUDENTS
    """Students who have a number or a login's name in common with a member of staff."""
    TEST_STUDENTS = Check.TEST_STUDENTS
    """Students whose name or number begins with test."""
    DUPLICATES = Check.DUPLICATES
    """Students with events that say the same as another one does."""
    CLOCK_AHEAD = Check.CLOCK_AHEAD
    """Students with events that lie in the future."""


_OF_EVENTS = {
    StudentCheck.ACTIVE_AFTER_END: flagged_students.events_after_end,
    StudentCheck.DUPLICATES: flagged_students.events_twice,
    StudentCheck.CLOCK_AHEAD: flagged_students.events_ahead,
}
_OF_STUDENTS = {
    StudentCheck.STAFF_AMONG_STUDENTS: flagged_students.among_staff,
    StudentCheck.TEST_STUDENTS: flagged_students.tests,
}


@dataclass(frozen=True, slots=True)
class Flagged:
    """A student whom a check is about."""

    student: Candidate
    events: Sequence[FlaggedEvent]
    """The events that it found; none where it is about the student."""


async def list_candidates(
    context: RequestContext, check: StudentCheck, *, after: str, limit: int
) -> list[Candidate]:
    """The students who are looked at, by number: those whom a role that opens enough shows the asker.

    Raises Forbidden for whom no role opens students, or not enough of them, and where activity rests on
    consent; NotCollected where the institution has none.
    """
    roles = _opening(context, check)
    levels = context.profile.covered_levels if check in _OF_EVENTS else None
    return await flagged_students.list_candidates(
        context.transaction, roles, levels, after=after, limit=limit
    )


async def find_flagged(
    context: RequestContext, check: StudentCheck, students: Sequence[Candidate], purpose: str | None
) -> list[Flagged]:
    """Whom of these the check is about, in their order. The asker says why; each is a look, on record."""
    audited = [Audited.STUDENT, Audited.ENGAGEMENT] if check in _OF_EVENTS else [Audited.STUDENT]
    ids = [each.student_id for each in students]
    async with elevated(context.transaction):
        found = await _found(context, check, ids)
    flagged = [Flagged(each, found[each.student_id]) for each in students if each.student_id in found]
    shown = {each.student.student_id: audited for each in flagged}
    await check_purpose(context, shown, audited, purpose)
    await record_access(context, shown, _opening(context, check), purpose)
    return flagged


async def _found(
    context: RequestContext, check: StudentCheck, students: Collection[StudentId]
) -> Mapping[StudentId, list[FlaggedEvent]]:
    if check in _OF_STUDENTS:
        return {each: [] for each in await _OF_STUDENTS[check](context.transaction, students)}
    found: dict[StudentId, list[FlaggedEvent]] = {}
    for each in await _OF_EVENTS[check](context.transaction, students, looked_at(context)):
        found.setdefault(each.student_id, []).append(each)
    return found


def _opening(context: RequestContext, check: StudentCheck) -> list[Role]:
    """By which roles the asker looks: those that put students in their charge, and open what is told."""
    needed = {SectionName.ENGAGEMENT} if check in _OF_EVENTS else set()
    if needed:
        check_collected(context.profile, SectionName.ENGAGEMENT)
    rules = context.profile.role_rules
    roles = [
        each
        for each in context.user.roles.names
        if rules[each].takes_charge and needed <= rules[each].sections
    ]
    if not roles:
        raise Forbidden(
            "no role of yours opens students, and this names them: somebody whose role does can look into it"
        )
    if needed and context.profile.consent_for(SectionName.ENGAGEMENT) is not None:
        raise Forbidden("activity rests on students' consent here: ask the source which events these are")
    return roles

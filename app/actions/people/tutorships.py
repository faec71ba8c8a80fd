"""Tutorships: an administrator says who tutors whom, and until when, audited."""

from datetime import date
from typing import Any

from app.access.roles import must_be_one_of, roles_by
from app.access.vocabulary import Reach, Role
from app.actions.context import Context, StaffContext, check_another
from app.actions.governance.audit_change import audit_change
from app.errors import Conflict, Fault, InvalidInput, NotFound
from app.store.people import staff, tutorships
from app.store.people.tutorships import Tutorship


async def begin_tutorship(
    context: StaffContext, student_number: str, staff_number: str, kind: Role | None, starts_on: date
) -> list[Tutorship]:
    """Make a member of staff the student's tutor from that day on; returns the student's tutorships.

    `kind` is a role of the profile that reaches students by tutorship; the first of them unless given.
    Raises Forbidden for whoever would be the tutor.
    """
    role = _kind(context, kind)
    student_id = await tutorships.find_student(context.transaction, student_number)
    staff_id = await staff.get_by_number(context.transaction, staff_number)
    check_another(context, staff_id)
    known = await tutorships.list_for(context.transaction, student_id)
    if any(each.staff_id == staff_id and each.starts_on == starts_on for each in known):
        raise Conflict("this tutor's tutorship of this student from that day on is recorded already")
    await tutorships.begin(context.transaction, student_id, staff_id, role, starts_on)
    after = {"staff_number": staff_number, "kind": role, "starts_on": str(starts_on), "ends_before": None}
    await audit_change(context, "tutorship begun", f"student/{student_id}", after=after)
    return await tutorships.list_for(context.transaction, student_id)


def _kind(context: Context, kind: Role | None) -> Role:
    kinds = roles_by(Reach.TUTORSHIP, context.profile.role_rules)
    if kind in kinds or (kind is None and kinds):
        return kind or kinds[0]
    raise InvalidInput("see `errors`", faults=[Fault("/body/kind", must_be_one_of(kinds))])


async def end_tutorship(
    context: StaffContext,
    student_number: str,
    staff_number: str,
    starts_on: date,
    ends_before: date | None,
) -> list[Tutorship]:
    """End a tutorship: from `ends_before` on, it opens the student no longer. None takes that back.

    An end that is made here stands: no roster reopens it. Raises Forbidden for a tutor who would go on.
    """
    student_id = await tutorships.find_student(context.transaction, student_number)
    staff_id = await staff.get_by_number(context.transaction, staff_number)
    known = await tutorships.list_for(context.transaction, student_id)
    found = [each for each in known if (each.staff_id, each.starts_on) == (staff_id, starts_on)]
    if not found:
        raise NotFound("there is no tutorship of this student and tutor that began that day")
    if ends_before is not None and ends_before < starts_on:
        rule = "must not be before the tutorship starts"
        raise InvalidInput("see `errors`", faults=[Fault("/body/ends_before", rule)])
    if found[0].ends_before is not None and (ends_before is None or ends_before > found[0].ends_before):
        check_another(context, staff_id)
    await tutorships.end(context.transaction, student_id, staff_id, starts_on, ends_before, context.staff_id)

    def audited(until: date | None) -> dict[str, Any]:
        named = {"staff_number": staff_number, "starts_on": str(starts_on)}
        return named | {"ends_before": None if until is None else str(until)}

    await audit_change(
        context,
        "tutorship ended" if ends_before else "tutorship goes on",
        f"student/{student_id}",
        before=audited(found[0].ends_before),
        after=audited(ends_before),
    )
    return await tutorships.list_for(context.transaction, student_id)

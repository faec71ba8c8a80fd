"""Assignments: staff in charge of a student hand the case to a team, and close it, audited.

Administrators read the audit and see no student: it says which case and which team, and not why.
"""

from typing import Any

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.errors import Conflict, Fault, InvalidInput
from app.ids import AssignmentId, StudentId
from app.store.support import assignments, teams
from app.store.support.assignments import Assignment


async def open_assignment(
    context: StaffContext, student_id: StudentId, team_code: str, reason: str
) -> Assignment:
    """Hand the case to a team: its members see the student while it is open.

    Raises InvalidInput for an unknown team, Conflict where the team has the case already.
    """
    team = await teams.find(context.transaction, team_code)
    if team is None:
        rule = "must be one of the institution's teams, by its code"
        raise InvalidInput("see `errors`", faults=[Fault("/body/team", rule)])
    assignment_id = await assignments.open_case(
        context.transaction,
        student_id,
        team.team_id,
        reason=reason,
        opened_by=context.staff_id,
        now=context.now,
    )
    if assignment_id is None:
        raise Conflict("this team has the student's case already: close that assignment first")
    opened = await assignments.get(context.transaction, student_id, assignment_id)
    await audit_change(context, "case handed over", f"student/{student_id}", after=_audited(opened))
    return opened


async def close_assignment(
    context: StaffContext, student_id: StudentId, assignment_id: AssignmentId, reason: str
) -> Assignment:
    """Close the case: from the next request on, it opens the student to nobody.

    Raises NotFound, and Conflict where it is closed already.
    """
    before = await assignments.get(context.transaction, student_id, assignment_id)
    if not await assignments.close_case(
        context.transaction,
        student_id,
        assignment_id,
        reason=reason,
        closed_by=context.staff_id,
        now=context.now,
    ):
        raise Conflict("this assignment is closed already: to involve the team again, make another one")
    after = await assignments.get(context.transaction, student_id, assignment_id)
    await audit_change(
        context, "case closed", f"student/{student_id}", before=_audited(before), after=_audited(after)
    )
    return after


def _audited(assignment: Assignment) -> dict[str, Any]:
    return {
        "assignment_id": str(assignment.assignment_id),
        "team": assignment.team,
        "closed_at": None if assignment.closed_at is None else assignment.closed_at.isoformat(),
    }

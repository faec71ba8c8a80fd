"""Objectives: set by the student or by staff in charge, with what became of them; of staff, audited.

The side that set an objective changes and closes it; both say what became of it.
"""

from datetime import date
from typing import Any

from app.actions.context import RequestContext, as_staff_in_charge
from app.actions.coverage import check_is_covered
from app.actions.governance.audit_change import audit_change
from app.actions.record.write_notes import Author
from app.errors import Conflict, Fault, Forbidden, InvalidInput
from app.ids import ObjectiveId, StudentId
from app.store.support import objectives
from app.store.support.objectives import Objective

MOST_OPEN = 200
"""A student's open objectives at one time, whoever set them."""
MOST_PROGRESS = 200
"""Entries of progress of one objective."""


async def set_objective(
    context: RequestContext, student_id: StudentId, title: str, due_on: date
) -> Objective:
    """Raises InvalidInput for a day that is over, OutOfScope, and Conflict for one too many."""
    _check_due(context, due_on)
    await check_is_covered(context, student_id)
    if await objectives.count_open(context.transaction, student_id) >= MOST_OPEN:
        raise Conflict(f"there are {MOST_OPEN} open objectives already: close one first")
    author = Author.of(context.user, student_id)
    objective_id = await objectives.add(
        context.transaction,
        student_id,
        author=author.side,
        staff_id=author.staff_id,
        title=title,
        due_on=due_on,
        now=context.now,
    )
    return await _audited(context, student_id, objective_id, "objective set", None)


async def lock_objective(
    context: RequestContext, student_id: StudentId, objective_id: ObjectiveId
) -> Objective:
    """The objective, which stays as it is until the transaction ends. Raises NotFound."""
    await objectives.lock(context.transaction, student_id, objective_id)
    return await objectives.get(context.transaction, student_id, objective_id)


async def change_objective(
    context: RequestContext, student_id: StudentId, before: Objective, title: str, due_on: date
) -> Objective:
    """Of a locked one. Raises Forbidden for the other side's, Conflict for one that is closed."""
    _check_open(before)
    _check_side(context, student_id, before)
    if due_on != before.due_on:
        _check_due(context, due_on)
    await objectives.change(
        context.transaction, student_id, before.objective_id, title=title, due_on=due_on, now=context.now
    )
    return await _audited(context, student_id, before.objective_id, "objective changed", before)


async def enter_progress(
    context: RequestContext,
    student_id: StudentId,
    objective_id: ObjectiveId,
    words: str,
    evidence: str | None,
) -> Objective:
    """What became of it so far, by either side. Raises NotFound, and Conflict for one that is closed."""
    before = await lock_objective(context, student_id, objective_id)
    _check_open(before)
    if len(before.progress) >= MOST_PROGRESS:
        raise Conflict(f"this objective has {MOST_PROGRESS} entries already: close it, and set another one")
    author = Author.of(context.user, student_id)
    await objectives.add_progress(
        context.transaction,
        student_id,
        objective_id,
        author=author.side,
        staff_id=author.staff_id,
        words=words,
        evidence=evidence,
        now=context.now,
    )
    return await _audited(context, student_id, objective_id, "progress entered", before)


async def close_objective(
    context: RequestContext, student_id: StudentId, objective_id: ObjectiveId, outcome: str
) -> Objective:
    """Raises NotFound, Forbidden for the other side's, and Conflict for one that is closed already."""
    before = await lock_objective(context, student_id, objective_id)
    _check_open(before)
    _check_side(context, student_id, before)
    await objectives.close(
        context.transaction,
        student_id,
        objective_id,
        outcome=outcome,
        closed_by=Author.of(context.user, student_id).staff_id,
        now=context.now,
    )
    return await _audited(context, student_id, objective_id, "objective closed", before)


def _check_due(context: RequestContext, due_on: date) -> None:
    if due_on < context.today:
        raise InvalidInput("see `errors`", faults=[Fault("/body/due_on", f"must be from {context.today} on")])


def _check_open(objective: Objective) -> None:
    if objective.closed_at is not None:
        raise Conflict(f"this objective is closed ({objective.outcome}): to go on, set another one")


def _check_side(context: RequestContext, student_id: StudentId, objective: Objective) -> None:
    if Author.of(context.user, student_id).side != objective.author:
        who = "the student" if objective.author == "student" else "staff in charge of the student"
        raise Forbidden(
            f"{who} set this objective: only {who} can change or close it; you can say how it goes"
        )


async def _audited(
    context: RequestContext,
    student_id: StudentId,
    objective_id: ObjectiveId,
    action: str,
    before: Objective | None,
) -> Objective:
    """The objective as it is now; that a member of staff did something with it is put on record."""
    after = await objectives.get(context.transaction, student_id, objective_id)
    if context.user.student_id != student_id:
        staff = as_staff_in_charge(context)
        told = None if before is None else _told(before)
        await audit_change(staff, action, f"student/{student_id}", before=told, after=_told(after))
    return after


def _told(objective: Objective) -> dict[str, Any]:
    return {
        "objective_id": str(objective.objective_id),
        "due_on": str(objective.due_on),
        "outcome": objective.outcome,
        "entries": len(objective.progress),
    }

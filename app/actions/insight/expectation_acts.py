"""Acts: a person says what they did when they had seen an expectation. It is put on record, and does nothing.

What was seen is worked out here, and never believed: whoever says something else is told to read it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from app.actions.context import Context, StaffContext
from app.actions.insight.expectations import (
    Expectation,
    Told,
    expectations_of,
    not_usable,
    read_subject,
)
from app.actions.section import Subject
from app.errors import Conflict, Fault, InvalidInput, Refusal
from app.ids import ExpectationActId, ModuleRunId, StudentId
from app.prediction.acts import SAYS_WHY, Act
from app.store.insight import expectation_acts
from app.store.insight.expectation_acts import ExpectationAct, Seen


@dataclass(frozen=True, slots=True)
class NewAct:
    """What somebody says that they did, and which expectation they say they had seen."""

    module_run_id: ModuleRunId
    model: str
    about: int
    did: Act
    note: str | None


@dataclass(frozen=True, slots=True)
class ShownAct:
    """An act, and why what was seen then is not told now; None: it is."""

    act: ExpectationAct
    withheld: Refusal | None


async def record_act(context: StaffContext, student_id: StudentId, new: NewAct) -> ShownAct:
    """Put on record what was done, with what had been seen.

    That is what is told now; where nothing is told any more, it is what stands in their latest record of the
    module. Raises InvalidInput for a module that the student is not on, or without a note that is needed;
    MarksHidden, ConsentRequired or ProcessingRestricted where marks are not told now; Conflict where nothing
    else was seen, or something else.
    """
    if new.did in SAYS_WHY and new.note is None:
        raise _wrong("note", f"must say why, for {new.did}")
    seen = await _seen(context, student_id, new.module_run_id)
    if (seen.model, seen.frequency.about) != (new.model, new.about):
        raise Conflict(
            f"it says otherwise: of {seen.frequency.of}, about {seen.frequency.about}, by model {seen.model}:"
            " read it again, and say what you did then"
        )
    act = await expectation_acts.add(
        context.transaction,
        student_id,
        ExpectationActId(uuid4()),
        new.module_run_id,
        seen,
        new.did,
        new.note,
        context.staff_id,
        context.role,
        context.now,
    )
    return _shown(context, await read_subject(context, student_id), act)


async def list_acts(context: Context, student_id: StudentId) -> list[ShownAct]:
    """What was done when somebody had seen an expectation of the student, the latest first."""
    found = await expectation_acts.list_for(context.transaction, student_id)
    subject = await read_subject(context, student_id)
    return [_shown(context, subject, each) for each in found]


def _shown(context: Context, subject: Subject, act: ExpectationAct) -> ShownAct:
    seen = act.seen
    return ShownAct(act, not_usable(context, subject, seen.made_of, act.begins_on, seen.as_of))


async def _seen(context: StaffContext, student_id: StudentId, module_run_id: ModuleRunId) -> Seen:
    told = next(
        (
            each
            for each in await expectations_of(context, student_id)
            if each.taken.run.module_run_id == module_run_id
        ),
        None,
    )
    if told is not None and told.told is not None:
        return _as_seen(told.told)
    earlier = await expectation_acts.list_for(context.transaction, student_id)
    return _latest(context, earlier, module_run_id) or _nothing(told)


def _as_seen(told: Told) -> Seen:
    return Seen(told.model, told.as_of, told.frequency, told.prompts, told.made_of)


def _latest(
    context: StaffContext, earlier: Sequence[ExpectationAct], module_run_id: ModuleRunId
) -> Seen | None:
    own = (
        each.seen
        for each in earlier
        if (each.module_run_id, each.staff_id) == (module_run_id, context.staff_id)
    )
    return next(own, None)


def _nothing(expectation: Expectation | None) -> Seen:
    if expectation is None:
        raise _wrong("module_run_id", "must be a module run that the student is on")
    why = expectation.withheld
    assert why is not None
    if not isinstance(why, Conflict):
        raise why
    raise Conflict(f"nothing is told of this module, so nothing was seen: {why}")


def _wrong(field: str, rule: str) -> InvalidInput:
    return InvalidInput("see `errors`", faults=[Fault(f"/body/{field}", rule)])

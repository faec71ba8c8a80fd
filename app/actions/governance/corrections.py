"""Corrections: a student challenges what a record says, and the owner of that data decides, audited."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import uuid4

from app.access.vocabulary import Audited, Duty, Role
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import Context, RequestContext, StaffContext, as_any_staff, as_staff
from app.actions.exchange.tell import tell
from app.actions.governance import requests
from app.actions.governance.asked import check_offered
from app.actions.governance.audit_change import audit_change
from app.actions.governance.recorded_value import (
    LOOKED_AT,
    SECTIONS,
    Recorded,
    change_record,
    read_recorded,
)
from app.actions.section import (
    STANDING_READS,
    check_covered,
    standing_parameters,
    subject_of,
    usable_days_of,
)
from app.db.identity import elevated, stores
from app.errors import Conflict, ConsentRequired, Fault, Forbidden, InvalidInput, NotCollected, NotFound
from app.ids import CorrectionId, StudentId
from app.rights.vocabulary import CorrectionKind, CorrectionState
from app.scoring.spells import college_on
from app.store.engagement import signal_progress
from app.store.governance import corrections
from app.store.governance.corrections import About, Correction, Decided, Owning, Value
from app.store.people import students
from app.webhooks.events import EventType

DECIDED = "this correction has been decided on already: read your queue again"


async def ask_correction(
    context: Context, student_id: StudentId, about: About, should_be: Value, what_is_wrong: str
) -> Correction:
    """Record what the student says is wrong.

    Raises NotFound for what is not theirs, NotCollected for what the institution does not have, NotOffered
    where nobody decides here, ConsentRequired for what may not be used, InvalidInput, and Conflict for what
    is challenged already.
    """
    check_offered(context)
    section = SECTIONS[about.kind]
    if section not in context.profile.sections:
        raise NotCollected(f"this institution has no source of {section}")
    if about.source is not None and about.source not in context.profile.collected:
        listed = ", ".join(context.profile.collected)
        raise InvalidInput("see `errors`", faults=[Fault("/body/source", f"must be one of {listed}")])
    recorded = await _may_be_challenged(context, student_id, about)
    correction_id = CorrectionId(uuid4())
    if not await corrections.add(
        context.transaction,
        student_id,
        correction_id,
        about,
        what_is_wrong=what_is_wrong,
        recorded=recorded.value,
        should_be=should_be,
        now=context.now,
    ):
        raise Conflict("you have said so already: it waits for a decision")
    return await get_for(context, student_id, correction_id)


async def _may_be_challenged(context: Context, student_id: StudentId, about: About) -> Recorded:
    parameters = standing_parameters(context.profile, [student_id])
    subject = subject_of(await context.transaction.gather(STANDING_READS, **parameters), context.today)
    check_covered(context.profile, subject)
    recorded = await read_recorded(context, student_id, about)
    if recorded.day > context.today or (about.session_id is not None and recorded.since > context.now):
        field = {CorrectionKind.ATTENDANCE: "session_id", CorrectionKind.ACTIVITY: "day"}.get(about.kind)
        if field is not None:
            raise InvalidInput("see `errors`", faults=[Fault(f"/body/{field}", "lies in the future")])
    if about.day is not None and college_on(subject.registered, about.day) is None:
        raise NotFound("the student was not registered on that day")
    section = SECTIONS[about.kind]
    if recorded.day not in usable_days_of(context.profile, subject, section):
        rule = context.profile.consent_for(section)
        raise ConsentRequired(
            f"{section} of that day is withheld: the student has not consented",
            purpose=rule.purpose if rule else None,
        )
    return recorded


async def get_for(context: Context, student_id: StudentId, correction_id: CorrectionId) -> Correction:
    """Raises NotFound."""
    found = await corrections.find_for(context.transaction, student_id, correction_id)
    if found is None:
        raise NotFound("there is no such correction")
    return found


# --- deciding ---


def owning(context: RequestContext) -> Owning:
    """What the asker may decide on. Raises Forbidden for whoever is no member of staff."""
    as_any_staff(context)
    names = context.user.roles.names
    owned = [
        (kind, role)
        for kind, owners in context.profile.corrections.items()
        for role in names
        if role in owners
    ]
    return Owning(owned, Duty.ANSWER_REQUESTS in context.user.roles.duties)


async def list_queue(
    context: RequestContext, purpose: str | None, *, after: tuple[datetime, CorrectionId], limit: int
) -> Sequence[Correction]:
    """Those that the asker may decide on, the oldest first: one more than the page holds."""
    mine = owning(context)
    found = await corrections.list_open(context.transaction, mine, after=after, limit=limit + 1)
    await _look(context, mine, found[:limit], purpose)
    return found


async def _look(
    context: RequestContext, mine: Owning, seen: Sequence[Correction], purpose: str | None
) -> None:
    """Put on the students' records that these were read, by duty or in the role that owns them."""
    about = list(dict.fromkeys(each.student_id for each in seen))
    if mine.answers_all:
        await requests.look(as_staff(context, Duty.ANSWER_REQUESTS), about, Audited.CORRECTIONS)
        return
    await check_purpose(context, about, [Audited.CORRECTIONS], purpose)
    shown = {each: [Audited.CORRECTIONS] for each in about}
    await record_access(context, shown, context.user.roles.names, purpose)


async def decide_correction(
    context: RequestContext,
    correction_id: CorrectionId,
    state: CorrectionState,
    reason: str,
    corrected: Callable[[CorrectionKind], Value] | None,
    purpose: str | None,
) -> Correction:
    """Accept a correction, which changes the record, or refuse it.

    `corrected` gives what the record says from now on; what the student proposes, without it. Raises NotFound
    for one of nobody whom the asker sees, Forbidden for one that is others' to decide on, Conflict for one
    that is decided on already, and InvalidInput for a value of another kind.
    """
    mine = owning(context)
    found = await corrections.find(context.transaction, mine, correction_id)
    await _look(context, mine, [] if found is None else [found], purpose)
    if found is None:
        raise NotFound("there is no such correction")
    staff = _deciding(context, mine, found)
    if found.state is not CorrectionState.OPEN:
        raise Conflict(DECIDED)
    value = found.should_be if corrected is None else corrected(found.about.kind)
    decided = Decided(state, staff.staff_id, staff.role, reason)
    if state is CorrectionState.ACCEPTED:
        decided = await _accept(context, found, decided, value)
    if not await corrections.decide(
        context.transaction, found.student_id, correction_id, decided, context.now
    ):
        raise Conflict(DECIDED)
    after = {"correction_id": str(correction_id), "kind": found.about.kind, "state": state}
    await audit_change(staff, "correction decided", f"student/{found.student_id}", after=after)
    about, section = {"correction_id": correction_id}, SECTIONS[found.about.kind]
    await tell(context, EventType.CORRECTION_DECIDED, found.student_id, about, section)
    again = await corrections.find(context.transaction, mine, correction_id)
    assert again is not None
    return again


def _deciding(context: RequestContext, mine: Owning, found: Correction) -> StaffContext:
    """The asker in the role in which they decide. Raises Forbidden."""
    if mine.answers_all:
        return as_staff(context, Duty.ANSWER_REQUESTS)
    if found.owner_role is None:
        raise Forbidden(f"others decide on corrections of {found.about.kind}")
    staff_id = context.user.staff_id
    assert staff_id is not None
    return StaffContext(
        context.transaction, context.institution, context.now, staff_id, Role(found.owner_role)
    )


async def _accept(context: RequestContext, found: Correction, decided: Decided, value: Value) -> Decided:
    """Change the record, as the institution itself, and find out who had looked at it."""
    student_id, about = found.student_id, found.about
    async with elevated(context.transaction):
        await stores(context.transaction)
        await students.lock(context.transaction, [student_id])
        before = await read_recorded(context, student_id, about)
        looks = await corrections.who_looked(
            context.transaction, student_id, LOOKED_AT[about.kind], before.since
        )
        replaced = await change_record(context, student_id, found.correction_id, about, value)
        # Scores need nothing further: whatever changes events marks them to be computed again.
        await signal_progress.mark(context.transaction, [student_id])
    return Decided(
        decided.state,
        decided.decided_by,
        decided.decided_as,
        decided.reason,
        before.value,
        value,
        replaced,
        [each for each in looks if each.staff_id != decided.decided_by],
    )


async def list_told(
    context: RequestContext, *, before: tuple[datetime, CorrectionId], limit: int
) -> list[Correction]:
    """Accepted corrections of what the asker had looked at, latest first. Raises Forbidden for students."""
    staff = as_any_staff(context)
    return await corrections.list_told(context.transaction, staff.staff_id, before=before, limit=limit)

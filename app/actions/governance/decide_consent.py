"""Decide consent: append to the ledger, and let the decision take effect in the same transaction."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from app.actions.engagement.compute_scores import engagement_consent
from app.actions.context import Here
from app.jobs.score_students import score_now
from app.consent.gate import LegalBasis, is_open
from app.consent.ledger import ConsentDecision, Decision
from app.errors import Conflict, Fault, InvalidInput, NotFound, NoticeSuperseded, OutOfScope
from app.ids import DecisionId, StudentId
from app.store.governance import consent
from app.store.people import registrations, students
from app.store.engagement import scores
from app.db.asking import elevated


@dataclass(frozen=True, slots=True)
class Choice:
    """What is decided, on which notice, for which academic year, by whom and through what."""

    purpose: str
    decision: Decision
    academic_year: int
    notice_version: str
    decided_by: str
    channel: str


async def decide_consent(here: Here, student_id: StudentId, choice: Choice) -> ConsentDecision:
    """Record the choice. Scores it forbids are deleted with it; scores it allows are computed again.

    Raises NotFound for an unknown purpose, Conflict for one that does not rest on consent,
    NoticeSuperseded for an old notice, InvalidInput for an academic year out of reach, OutOfScope for
    a student whom the service does not cover.
    """
    mine = here.institution.institution_id
    async with elevated(here.session, mine):
        await students.hold(here.session, [student_id])
    since = await _check(here, student_id, choice)
    before = (await consent.list_for(here.session, [student_id]))[student_id]
    entry = ConsentDecision(
        decision_id=DecisionId(uuid4()),
        sequence=len(before) + 1,
        purpose=choice.purpose,
        decision=choice.decision,
        academic_year=choice.academic_year,
        notice_version=choice.notice_version,
        decided_at=here.now,
        decided_by=choice.decided_by,
        channel=choice.channel,
    )
    await consent.add(here.session, student_id, entry)
    async with elevated(here.session, mine):
        await _forget_forbidden(here, student_id, [*before, entry])
        # From the start: what stands now may have opened or closed earlier years, too.
        await scores.call_due(here.session, {student_id: (since, date.max)})
        await score_now(here, student_id)
    return entry


async def _check(here: Here, student_id: StudentId, choice: Choice) -> date:
    """Since when the student has been registered; raises where the choice cannot be made."""
    profile = here.profile
    purpose = profile.purposes.get(choice.purpose)
    if purpose is None:
        raise NotFound("there is no such purpose")
    if purpose.basis is not LegalBasis.CONSENT:
        raise Conflict(f"this use rests on {purpose.basis}, not on consent: nobody is asked")
    current = purpose.notice(here.today).version
    if choice.notice_version != current:
        raise NoticeSuperseded("read the current notice, then decide on it", current_version=current)
    registered = (await registrations.list_for(here.session, [student_id], profile.levels))[student_id]
    if not registered:
        raise OutOfScope("the service does not cover students at this level")
    first = profile.academic_year(registered[0].starts_on)
    next_year = profile.academic_year(here.today) + 1
    if not first <= choice.academic_year <= max(next_year, first):
        raise InvalidInput(
            "that academic year cannot be decided on",
            faults=[Fault("/body/academic_year", f"must be from {first} to {max(next_year, first)}")],
        )
    return registered[0].starts_on


async def _forget_forbidden(here: Here, student_id: StudentId, decisions: list[ConsentDecision]) -> None:
    forbidden = [
        (student_id, month)
        for month in await scores.list_stored_months(here.session, student_id)
        if not is_open(engagement_consent(here.profile, decisions, here.profile.academic_year(month)))
    ]
    await scores.forget(here.session, forbidden)

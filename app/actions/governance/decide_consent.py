"""Decide consent: append to the ledger, and let the decision take effect in the same transaction."""

from dataclasses import dataclass, replace
from datetime import date
from typing import NoReturn
from uuid import uuid4

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.exchange.tell import tell
from app.actions.governance.requests import object_to
from app.actions.section import (
    STANDING_READS,
    Subject,
    check_covered,
    consented_days_of,
    standing_parameters,
    subject_of,
)
from app.consent.gate import LegalBasis
from app.consent.ledger import ConsentDecision, Decision
from app.db.identity import elevated
from app.errors import Fault, InvalidInput, NotBasedOnConsent, NotFound, NoticeSuperseded
from app.ids import DecisionId, StudentId
from app.profiles.model import Profile, Purpose
from app.scoring.months import last_day
from app.store.engagement import scores
from app.store.governance import consent
from app.store.people import students
from app.webhooks.events import EventType


@dataclass(frozen=True, slots=True)
class Choice:
    """What is decided, on which notice, for which academic year, by whom and through what."""

    purpose: str
    decision: Decision
    academic_year: int
    notice_version: str
    decided_by: str
    channel: str


async def decide_consent(context: Context, student_id: StudentId, choice: Choice) -> ConsentDecision:
    """Record the choice. Scores it forbids are deleted with it; scores it allows are computed again.

    Raises NotFound for an unknown purpose, NotBasedOnConsent for one that rests on something else (with an
    objection on record where it is refused), NoticeSuperseded for an old notice, InvalidInput for a year out
    of reach, OutOfScope for a student whom the service does not cover.
    """
    async with elevated(context.transaction):
        await students.lock(context.transaction, [student_id])
    parameters = standing_parameters(context.profile, [student_id])
    subject = subject_of(await context.transaction.gather(STANDING_READS, **parameters), context.today)
    await _check_purpose(context, student_id, choice)
    check_covered(context.profile, subject)
    since = subject.registered[0].starts_on
    _check_year(context, choice, since)
    entry = ConsentDecision(
        decision_id=DecisionId(uuid4()),
        sequence=len(subject.decisions) + 1,
        purpose=choice.purpose,
        decision=choice.decision,
        academic_year=choice.academic_year,
        notice_version=choice.notice_version,
        decided_at=context.now,
        decided_by=choice.decided_by,
        channel=choice.channel,
    )
    await consent.add(context.transaction, student_id, entry)
    await tell(context, EventType.CONSENT_DECIDED, student_id, {"decision_id": entry.decision_id})
    async with elevated(context.transaction):
        decided = replace(subject, decisions=[*subject.decisions, entry])
        await _delete_forbidden(context, student_id, decided)
        # From the start: what stands now may have opened or closed earlier years, too. Scores that may be
        # shown again are computed for the answer until a scoring run has stored them.
        await scores.mark_for_rescore(context.transaction, {student_id: (since, date.max)})
    return entry


async def _check_purpose(context: Context, student_id: StudentId, choice: Choice) -> None:
    purpose = context.profile.purposes.get(choice.purpose)
    if purpose is None:
        raise NotFound("there is no such purpose")
    if purpose.basis is not LegalBasis.CONSENT:
        await _refuse(context, student_id, choice, purpose)
    current = purpose.notice(context.today).version
    if choice.notice_version != current:
        raise NoticeSuperseded("read the current notice, then decide on it", current_version=current)


async def _refuse(context: Context, student_id: StudentId, choice: Choice, purpose: Purpose) -> NoReturn:
    """Raises NotBasedOnConsent. Whoever says no has objected: a person answers it, where one answers here."""
    notice, request = purpose.notice(context.today), None
    if choice.decision is not Decision.GIVEN and context.profile.answering_roles:
        request = await object_to(context, student_id, choice.purpose)
    recorded = "" if request is None else f" Your objection is recorded, and answered by {request.due_on}."
    raise NotBasedOnConsent(
        f"this use rests on {purpose.basis.replace('_', ' ')}, not on consent: nobody is asked."
        f" {purpose.reason} {notice.right_to_object} Contact: {notice.contact}.{recorded}",
        basis=purpose.basis,
        purpose=choice.purpose,
        reason=purpose.reason,
        right_to_object=notice.right_to_object,
        contact=notice.contact,
        objection=None
        if request is None
        else {"request_id": str(request.request_id), "due_on": str(request.due_on)},
    )


def _check_year(context: Context, choice: Choice, registered_on: date) -> None:
    profile: Profile = context.profile
    first = profile.academic_year(registered_on)
    last = max(profile.academic_year(context.today) + 1, first)
    if not first <= choice.academic_year <= last:
        rule = f"must be from {first} to {last}"
        raise InvalidInput(
            "that academic year cannot be decided on", faults=[Fault("/body/academic_year", rule)]
        )


async def _delete_forbidden(context: Context, student_id: StudentId, subject: Subject) -> None:
    """Delete the stored months of which no day is consented to any more."""
    usable = consented_days_of(context.profile, subject, SectionName.ENGAGEMENT)
    forbidden = [
        (student_id, month)
        for month in await scores.list_stored_months(context.transaction, student_id)
        if not usable.touches(month, last_day(month))
    ]
    await scores.delete_months(context.transaction, forbidden)

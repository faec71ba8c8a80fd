"""Decide consent: append to the ledger, and let the decision take effect in the same transaction."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.section import (
    STANDING_READS,
    Subject,
    check_covered,
    standing_parameters,
    subject_of,
    usable_days_of,
)
from app.consent.gate import LegalBasis
from app.consent.ledger import ConsentDecision, Decision
from app.db.identity import elevated
from app.errors import Conflict, Fault, InvalidInput, NotFound, NoticeSuperseded
from app.ids import DecisionId, StudentId
from app.profiles.model import Profile
from app.scoring.months import last_day
from app.store.engagement import scores
from app.store.governance import consent
from app.store.people import students


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

    Raises NotFound for an unknown purpose, Conflict for one that does not rest on consent,
    NoticeSuperseded for an old notice, InvalidInput for an academic year out of reach, OutOfScope for
    a student whom the service does not cover.
    """
    async with elevated(context.transaction):
        await students.lock(context.transaction, [student_id])
    parameters = standing_parameters(context.profile, [student_id])
    subject = subject_of(await context.transaction.gather(STANDING_READS, **parameters), context.today)
    _check_purpose(context, choice)
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
    async with elevated(context.transaction):
        decided = replace(subject, decisions=[*subject.decisions, entry])
        await _delete_forbidden(context, student_id, decided)
        # From the start: what stands now may have opened or closed earlier years, too. Scores that may be
        # shown again are computed for the answer until a scoring run has stored them.
        await scores.mark_for_rescore(context.transaction, {student_id: (since, date.max)})
    return entry


def _check_purpose(context: Context, choice: Choice) -> None:
    purpose = context.profile.purposes.get(choice.purpose)
    if purpose is None:
        raise NotFound("there is no such purpose")
    if purpose.basis is not LegalBasis.CONSENT:
        raise Conflict(f"this use rests on {purpose.basis}, not on consent: nobody is asked")
    current = purpose.notice(context.today).version
    if choice.notice_version != current:
        raise NoticeSuperseded("read the current notice, then decide on it", current_version=current)


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
    usable = usable_days_of(context.profile, subject, SectionName.ENGAGEMENT)
    forbidden = [
        (student_id, month)
        for month in await scores.list_stored_months(context.transaction, student_id)
        if not usable.touches(month, last_day(month))
    ]
    await scores.delete_months(context.transaction, forbidden)

"""Casework: a case with its ladder and history, read, locked, and kept as it stands after each step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.access.vocabulary import Role, SectionName
from app.actions.context import Context, StaffContext
from app.actions.exchange.tell import tell
from app.actions.governance.audit_change import audit_change
from app.db.query import Reads
from app.errors import NotCollected, NotFound
from app.ids import CaseId, StudentId
from app.outreach.case import Attempt, CaseState, Course, Step, standing
from app.outreach.ladder import Ladder, Rung
from app.profiles.model import Profile
from app.store.support import case_history, cases
from app.store.support.case_history import RecordedAttempt, RecordedStep
from app.store.support.cases import Case, CaseNow
from app.webhooks.events import EventType

_TOLD = {Step.OPENED: EventType.CASE_OPENED, Step.CLOSED: EventType.CASE_CLOSED}
_HISTORY: Reads = {"attempts": case_history.ATTEMPTS, "steps": case_history.STEPS}


@dataclass(frozen=True, slots=True)
class FullCase:
    """A case as it stands, the ladder, and everything that was done."""

    student_id: StudentId
    case: Case
    attempts: Sequence[RecordedAttempt]
    """In the order of their entry, corrected ones included."""
    steps: Sequence[RecordedStep]
    ladder: Ladder

    @property
    def now(self) -> CaseNow:
        return self.case.now

    @property
    def rung(self) -> Rung:
        """The one that is on."""
        return self.ladder.rung(self.case.now.rung)

    def course(self, profile: Profile) -> Course:
        """What counts of what was done."""
        now = self.case.now
        return Course(
            self.rung,
            now.rung_on,
            self.rung is self.ladder.first,
            [_counted(each, profile) for each in standing_attempts(self.attempts)],
            now.answer,
            None if now.answered_at is None else profile.day(now.answered_at),
        )


def _counted(recorded: RecordedAttempt, profile: Profile) -> Attempt:
    day = profile.day(recorded.attempted_at)
    return Attempt(recorded.rung, day, recorded.outcome, overrules=recorded.need is not None)


def standing_attempts(attempts: Sequence[RecordedAttempt]) -> list[RecordedAttempt]:
    """Those that no later entry corrects, by when they were made; a correction stands where its entry did."""
    corrected = {each.corrects for each in attempts}
    place: dict[Any, int] = {}
    for at, each in enumerate(attempts):
        place[each.attempt_id] = place.get(each.corrects, at)
    counted = [each for each in attempts if each.attempt_id not in corrected]
    return sorted(counted, key=lambda each: (each.attempted_at, place[each.attempt_id]))


def ladder_of(context: Context) -> Ladder:
    """Raises NotCollected where the institution keeps no cases here."""
    outreach = context.profile.outreach
    if outreach is None:
        raise NotCollected("this institution keeps no cases here")
    return outreach.ladder


def titles(profile: Profile, roles: Iterable[Role]) -> str:
    """What the institution calls these roles, in a row."""
    rules = profile.role_rules
    return " or ".join(rules[each].title if each in rules else each for each in roles)


def who_is_on(context: Context, full: FullCase) -> str:
    return titles(context.profile, full.now.roles)


def role_on(context: StaffContext, roles: Iterable[Role]) -> Role | None:
    """Which of these roles the asker has for the student; None where they have none."""
    wanted = frozenset(roles)
    return next((each for each in context.roles if each in wanted), None)


async def list_cases(context: Context, student_id: StudentId) -> list[FullCase]:
    """The student's cases with everything that was done, the latest first, in one round trip."""
    ladder = ladder_of(context)
    reads = {"cases": cases.OF_STUDENT, **_HISTORY}
    found = await context.transaction.gather(reads, student_id=student_id)
    return [
        FullCase(
            student_id,
            case,
            [each for each in found["attempts"] if each.case_id == case.case_id],
            [each for each in found["steps"] if each.case_id == case.case_id],
            ladder,
        )
        for case in found["cases"]
    ]


async def read_case(context: Context, student_id: StudentId, case_id: CaseId) -> FullCase:
    """Raises NotFound."""
    for each in await list_cases(context, student_id):
        if each.case.case_id == case_id:
            return each
    raise NotFound("this student has no such case")


async def lock_case(context: Context, student_id: StudentId, case_id: CaseId) -> FullCase:
    """The case, which nobody else changes until the transaction ends. Raises NotFound."""
    ladder_of(context)
    await cases.lock(context.transaction, student_id, case_id)
    return await read_case(context, student_id, case_id)


async def keep(context: Context, full: FullCase, now: CaseNow) -> FullCase:
    """Keep what has changed, and where the case stands and what is due after it. Returns it read anew."""
    case_id = full.case.case_id
    if now.state is not CaseState.CLOSED:
        read = await read_case(context, full.student_id, case_id)  # with the attempt that was just added
        now = _settled(context, replace(read, case=replace(read.case, now=now)))
    await cases.change(context.transaction, full.student_id, case_id, now)
    return await read_case(context, full.student_id, case_id)


def _settled(context: Context, full: FullCase) -> CaseNow:
    course = full.course(context.profile)
    found = standing(course, context.institution.calendar)
    return replace(
        full.now,
        state=found.state,
        waiting_until=found.waiting_until,
        due_on=found.due_on,
        first_attempt_on=min((each.day for each in course.attempts), default=None),
        reached_on=found.reached_on,
        reached_rung=found.reached_rung,
    )


async def tell_step(context: Context, student_id: StudentId, case_id: CaseId, step: Step) -> None:
    """Whoever is told of cases learns that there was a step, and not which."""
    told = _TOLD.get(step, EventType.CASE_MOVED)
    await tell(context, told, student_id, {"case_id": case_id}, SectionName.SUPPORT)


async def audit_case(context: StaffContext, action: str, before: FullCase | None, after: FullCase) -> None:
    """Put a step on record, without anything that says why: administrators read it and see no student."""
    await audit_change(
        context,
        action,
        f"student/{after.student_id}",
        before=None if before is None else _audited(before),
        after=_audited(after),
    )


def _audited(full: FullCase) -> dict[str, Any]:
    now = full.now
    return {
        "case_id": str(full.case.case_id),
        "state": now.state,
        "rung": now.rung,
        "attempts": len(full.attempts),
        "owner_id": None if now.owner_id is None else str(now.owner_id),
        "team": full.case.team,
        "outcome": now.outcome,
    }

"""A case: where it stands after what was done, what is due until when, and what may be done next.

A refusal says which rung is on and who is on it: whoever is refused knows whom to ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from app.errors import Conflict, Forbidden
from app.outreach.ladder import CALLS, Channel, Rung


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    """Nobody has tried to reach the student yet."""
    ATTEMPTING = "attempting"
    """Somebody of the rung that is on has tried."""
    HANDED_OVER = "handed_over"
    """The ladder went on to a rung on which nobody has tried yet."""
    REACHED = "reached"
    """The student was reached, or has answered: the ladder has ended, and the case is to be closed."""
    CLOSED = "closed"
    """It is over."""


class AttemptOutcome(StrEnum):
    """What came of an attempt."""

    SENT = "sent"
    """A message went out, and the student may answer."""
    LEFT_MESSAGE = "left_message"
    """Nobody answered, and a message was left."""
    NO_ANSWER = "no_answer"
    """Nobody answered."""
    NOT_DELIVERED = "not_delivered"
    """The address or number does not work: there is no answer to wait for."""
    REACHED = "reached"
    """The student was reached."""
    DECLINED = "declined"
    """The student was reached, and declines what was offered."""


class CaseOutcome(StrEnum):
    """How a case ended."""

    REACHED_OK = "reached_ok"
    """The student was reached, and is well."""
    SUPPORT_OFFERED = "support_offered"
    """The student was reached, and was offered support."""
    SUPPORT_DECLINED = "support_declined"
    """The student was reached, and declined support."""
    REFERRED = "referred"
    """Another service took over."""
    EMERGENCY_POLICY_STARTED = "emergency_policy_started"
    """Nobody reached the student, and the institution's emergency contact policy has started."""
    EXPLAINED = "explained"
    """There is a reason for what was noticed."""
    WRONG_DATA = "wrong_data"
    """What was noticed is a fault of the data."""
    DUPLICATE = "duplicate"
    """Somebody is looking after the student already."""


class Answer(StrEnum):
    """What a student answers to being looked for."""

    FINE = "fine"
    """I'm fine."""
    CALL_ME = "call_me"
    """Call me."""
    WRONG_DATA = "wrong_data"
    """The data is wrong."""
    SUPPORT = "support"
    """I'd like support."""
    NO_SUPPORT = "no_support"
    """I do not want support."""


class NeedKind(StrEnum):
    """Why a student is looked for although they declined."""

    LEGAL = "legal"
    """The institution has to, by law."""
    SAFEGUARDING = "safeguarding"
    """Somebody may come to harm."""


class RungStanding(StrEnum):
    """Where a rung stands in a case."""

    DONE = "done"
    """It was used up."""
    SKIPPED = "skipped"
    """Somebody left out what was left of it, and said why."""
    ON = "on"
    """It is on, or was on last."""
    TO_COME = "to_come"
    """It may come on."""


class Queue(StrEnum):
    """What waits to be done in cases."""

    OVERDUE = "overdue"
    """Somebody should have acted before today."""
    DUE_TODAY = "due_today"
    """Somebody has to act today."""
    UNASSIGNED = "unassigned"
    """Neither a person nor a team has it."""
    WAITING_FOR_STUDENT = "waiting_for_student"
    """The student still has time to answer."""
    ANSWERED = "answered"
    """The student has answered, and nobody has acted on it; closed ones stay until they would be due."""


class Step(StrEnum):
    """What else happened to a case."""

    OPENED = "opened"
    """Somebody opened it."""
    HANDED_OVER = "handed_over"
    """The rung was used up, and the next one came on."""
    SKIPPED = "skipped"
    """Somebody left out what was left of a rung, and said why."""
    OWNER_CHANGED = "owner_changed"
    """Somebody else has it now."""
    ANSWERED = "answered"
    """The student answered."""
    CLOSED = "closed"
    """Somebody closed it, or the student's answer did."""


class WorkingDays(Protocol):
    """What a case needs of a calendar."""

    def working_day_after(self, day: date, count: int, /) -> date: ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that counts: no later entry corrects it."""

    rung: str
    day: date
    outcome: AttemptOutcome
    overrules: bool = False
    """Whether it was made although the student had declined, for a need that is on record."""


@dataclass(frozen=True, slots=True)
class Course:
    """What was done in a case so far."""

    rung: Rung
    """The one that is on."""
    on_since: date
    is_first: bool
    attempts: Sequence[Attempt]
    """Of the whole case, in order."""
    answer: Answer | None = None
    """The student's, while nobody has acted on it."""
    answered_on: date | None = None

    @property
    def on_this_rung(self) -> list[Attempt]:
        return [each for each in self.attempts if each.rung == self.rung.name]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands."""

    state: CaseState
    waiting_until: date | None
    """The last day on which the student may still answer; None where nobody waits for that."""
    due_on: date
    """Until when somebody has to act."""
    reached_on: date | None = None
    """The day on which the student was reached, or answered."""
    reached_rung: str | None = None
    """The rung on which that was."""


REACHED = frozenset({AttemptOutcome.REACHED, AttemptOutcome.DECLINED})
CLOSES = {Answer.FINE: CaseOutcome.REACHED_OK, Answer.NO_SUPPORT: CaseOutcome.SUPPORT_DECLINED}
"""Answers that end a case, and how."""
NEEDS_REACHED = frozenset({CaseOutcome.REACHED_OK, CaseOutcome.SUPPORT_OFFERED, CaseOutcome.SUPPORT_DECLINED})
"""Outcomes that say that the student was reached."""


def standing(course: Course, calendar: WorkingDays) -> Standing:
    """Where a case that is not closed stands after what was done."""
    rung, reached = course.rung, _reached(course)
    if reached is not None:
        on, where = reached
        return Standing(
            CaseState.REACHED, None, calendar.working_day_after(on, rung.attempt_within), on, where
        )
    made = course.on_this_rung
    if course.answer is Answer.CALL_ME and course.answered_on is not None:
        due = calendar.working_day_after(course.answered_on, rung.attempt_within)
        return Standing(_state(course, made), None, due)
    if len(made) < rung.least_attempts:
        since = made[-1].day if made else course.on_since
        return Standing(_state(course, made), None, calendar.working_day_after(since, rung.attempt_within))
    latest = made[-1]
    if latest.outcome is AttemptOutcome.NOT_DELIVERED:
        due = calendar.working_day_after(latest.day, rung.go_on_within)
        return Standing(CaseState.ATTEMPTING, None, due)
    until = calendar.working_day_after(latest.day, rung.answer_within)
    return Standing(CaseState.ATTEMPTING, until, calendar.working_day_after(until, rung.go_on_within))


def _state(course: Course, made: Sequence[Attempt]) -> CaseState:
    if made:
        return CaseState.ATTEMPTING
    return CaseState.OPEN if course.is_first else CaseState.HANDED_OVER


def _reached(course: Course) -> tuple[date, str] | None:
    """The day on which the student was reached, or answered, and the rung of it.

    None where an attempt overrules that.
    """
    if course.answer not in (None, Answer.CALL_ME) and course.answered_on is not None:
        return course.answered_on, course.rung.name
    reached = None
    for each in course.attempts:
        if each.overrules:
            reached = None
        if each.outcome in REACHED:
            reached = each.day, each.rung
    return reached


# --- what may be done next ---


def check_not_over(state: CaseState) -> None:
    """Raises Conflict for a closed case."""
    if state is CaseState.CLOSED:
        raise Conflict("this case is closed: open another one")


def check_attempt(rung: Rung, who: str, state: CaseState, *, is_on_it: bool) -> None:
    """An attempt is made by whoever is on the rung, and while nobody has reached the student.

    `who` names who is on the rung. Raises Conflict.
    """
    check_not_over(state)
    if state is CaseState.REACHED:
        raise Conflict("the student was reached, and the ladder has ended: close the case")
    if not is_on_it:
        raise Conflict(f"{on(rung, who)} Somebody of another rung makes no attempt now")


def channel_rule(rung: Rung, who: str, channel: Channel, *, asked_to_call: bool) -> str | None:
    """The rule that an attempt by this channel breaks; None where it is one of the rung's.

    Whoever asks to be called is called, whichever rung is on.
    """
    if channel in rung.channels or (asked_to_call and channel in CALLS):
        return None
    return f"must be one of {', '.join(rung.channels)}: {on(rung, who)}"


def check_can_go_on(course: Course, who: str, found: Standing, today: date) -> None:
    """The next rung comes on when this one is used up. Raises Conflict."""
    check_not_over(found.state)
    if found.state is CaseState.REACHED:
        raise Conflict("the student was reached, and the ladder has ended: close the case")
    rung, made = course.rung, len(course.on_this_rung)
    if made < rung.least_attempts:
        raise Conflict(
            f"{on(rung, who)} It needs at least {rung.least_attempts} attempts and has {made}."
            " To leave out the rest, skip it and say why"
        )
    if found.waiting_until is not None and today <= found.waiting_until:
        raise Conflict(
            f"{on(rung, who)} The student has until {found.waiting_until} to answer."
            " To leave out the wait, skip it and say why"
        )


def check_can_skip(rung: Rung, state: CaseState, following: Rung | None) -> Rung:
    """The rung that comes on instead. Raises Conflict where there is none, or nothing to skip."""
    check_not_over(state)
    if state is CaseState.REACHED:
        raise Conflict("the student was reached, and the ladder has ended: close the case")
    if following is None:
        raise Conflict(f"“{rung.title}” is the last rung: close the case")
    return following


def check_can_close(rung: Rung, who: str, state: CaseState, outcome: CaseOutcome, *, is_on_it: bool) -> None:
    """Raises Conflict for what did not happen, Forbidden for the emergency policy by somebody else."""
    if state is CaseState.CLOSED:
        raise Conflict("this case is closed already")
    if outcome in NEEDS_REACHED and state is not CaseState.REACHED:
        raise Conflict(
            f"{outcome} says that the student was reached, and nobody has: record the attempt first"
        )
    if outcome is not CaseOutcome.EMERGENCY_POLICY_STARTED:
        return
    if state is CaseState.REACHED:
        raise Conflict("the student was reached: there is no emergency policy to start")
    if not rung.is_emergency:
        raise Conflict(f"{on(rung, who)} The emergency policy starts at the rung that is for it")
    if not is_on_it:
        raise Forbidden(f"{on(rung, who)} Nobody else starts the emergency policy")


def on(rung: Rung, who: str) -> str:
    """Which rung is on, and who is on it, in a sentence."""
    return f"“{rung.title}” is on, for {who}."

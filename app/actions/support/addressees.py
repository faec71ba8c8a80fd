"""Addressees: whom a message is for. A list of students, a queue of cases, or open signals of a rule."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.access.vocabulary import Audited, SectionName
from app.actions.context import RequestContext
from app.actions.engagement.read_signals import open_signals
from app.actions.governance.restrict import leave_out_restricted
from app.actions.section import check_collected
from app.actions.support.reached_students import reachable_students, reached_students
from app.actions.support.read_queue import read_queue
from app.errors import Fault, InvalidInput, SectionRestricted
from app.ids import CaseId, StudentId
from app.outreach.case import Queue
from app.store.people.students import NamedStudent

MOST_STUDENTS = 500
_FIRST = date.min, CaseId(UUID(int=0))


@dataclass(frozen=True, slots=True)
class SignalsChosen:
    """Students with an open signal of a rule that was raised on a day or later."""

    rule: str
    since: date


@dataclass(frozen=True, slots=True)
class Choice:
    """How students are chosen: by exactly one of these."""

    students: Sequence[StudentId] | None
    queue: Queue | None
    signal: SignalsChosen | None

    @property
    def words(self) -> str | None:
        """For the audit; None for a list of students, which would say who."""
        if self.queue is not None:
            return f"queue/{self.queue}"
        return None if self.signal is None else f"signal/{self.signal.rule}"


@dataclass(frozen=True, slots=True)
class Addressees:
    students: Sequence[NamedStudent]
    """By student number."""
    shown: Sequence[Audited]
    """What an answer shows of each of them."""
    begun: Mapping[StudentId, datetime] = field(default_factory=dict)
    """When the case or signal began by which they were chosen: whoever had the text since had it for that."""


_SHOWN = (Audited.STUDENT, Audited.SUPPORT)


async def addressees(context: RequestContext, choice: Choice) -> Addressees:
    """Whom the asker may prepare a message for, of those who are chosen.

    Raises InvalidInput for a choice that is none, or not one, or too large, and for students of a list who
    are not in the asker's charge; SectionRestricted and NotCollected where the choice reads what the asker's
    roles do not open, or the institution does not have.
    """
    _check_is_one(choice)
    if choice.queue is not None:
        return await _of_queue(context, choice.queue)
    if choice.signal is not None:
        return await _of_signals(context, choice.signal)
    return Addressees(await reached_students(context, choice.students or ()), _SHOWN)


def _check_is_one(choice: Choice) -> None:
    given = [name for name in ("students", "queue", "signal") if getattr(choice, name) is not None]
    if not given:
        rule = "must say for whom: by `students`, a `queue`, or a `signal`"
        raise InvalidInput("see `errors`", faults=[Fault("/body", rule)])
    if len(given) > 1:
        rule = "must stand alone: give `students`, or a `queue`, or a `signal`"
        raise InvalidInput("see `errors`", faults=[Fault(f"/body/{name}", rule) for name in given])


async def _of_queue(context: RequestContext, queue: Queue) -> Addressees:
    found, _ = await read_queue(context, queue, role=None, after=_FIRST, limit=MOST_STUDENTS + 1)
    _check_size(found, "queue")
    begun = {each.student_id: each.opened_at for each in found}
    return Addressees(await reachable_students(context, begun), _SHOWN, begun)


async def _of_signals(context: RequestContext, chosen: SignalsChosen) -> Addressees:
    check_collected(context.profile, SectionName.SIGNALS)
    rules = context.profile.role_rules
    if not any(SectionName.SIGNALS in rules[each].sections for each in context.user.roles.names):
        raise SectionRestricted(f"your role does not open {SectionName.SIGNALS}")
    known = context.profile.signals.rules if context.profile.signals is not None else {}
    if chosen.rule not in known:
        rule = f"must be one of {', '.join(sorted(known))}"
        raise InvalidInput("see `errors`", faults=[Fault("/body/signal/rule", rule)])
    await leave_out_restricted(context, SectionName.SIGNALS)
    found, allowed = await open_signals(context, chosen.rule, chosen.since, MOST_STUDENTS + 1)
    _check_size(found, "signal")
    begun = {each.student_id: each.raised_at for each in allowed}
    return Addressees(await reachable_students(context, begun), (*_SHOWN, Audited.SIGNALS), begun)


def _check_size(found: Collection[object], name: str) -> None:
    if len(found) > MOST_STUDENTS:
        rule = f"chooses more than {MOST_STUDENTS} at once: prepare for lists of students instead"
        raise InvalidInput("see `errors`", faults=[Fault(f"/body/{name}", rule)])

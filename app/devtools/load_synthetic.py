"""Load a synthetic university: roster, scoring model, decisions and activity, all clearly made up."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from itertools import islice, product
from typing import TypeVar

from app.actions.activity.record_events import record_events
from app.actions.context import Context
from app.actions.engagement.publish_scoring_model import publish_scoring_model
from app.actions.exchange.deliveries import ItemOutcome, ItemResult
from app.actions.governance.decide_consent import Choice, decide_consent
from app.actions.record.record_attendance import record_attendance
from app.actions.record.record_career_stages import record_career_stages
from app.actions.record.record_extenuating_circumstances import record_extenuating_circumstances
from app.actions.record.record_marks import record_marks
from app.actions.record.record_sessions import record_sessions
from app.consent.gate import LegalBasis
from app.consent.ledger import Decision
from app.devtools.load_staffing import load_staffing
from app.devtools.synthetic.activity import Activity
from app.devtools.synthetic.people import SYSTEM
from app.devtools.synthetic.university import University
from app.ids import EventId
from app.jobs.import_roster import import_roster
from app.store.activity.waiting_events import NamedEvent
from app.store.engagement import scoring_models
from app.store.governance import consent
from app.store.people import students

MADE_UP = "Made up for the demonstration: no research stands behind these coefficients."
BATCH_SIZE = 5_000

Item = TypeVar("Item")


async def load_synthetic(
    open_context: Callable[[], AbstractAsyncContextManager[Context]],
    university: University,
    on_progress: Callable[[str, int], None],
) -> int:
    """Load it in pieces that can each be done again; returns how many events are new."""
    async with open_context() as context:
        await import_roster(context, university.roster)
        await load_staffing(context, university.staffing)
        in_force = await scoring_models.in_force(context.transaction)
        for year in university.academic_years:
            if year not in in_force:
                await publish_scoring_model(context, year, university.coefficients, MADE_UP)
        await _decide(context, university)
        on_progress("synthetic students", len(university.members))

    async def deliver(
        what: str,
        items: Iterable[Item],
        record: Callable[[Context, Sequence[Item]], Awaitable[list[ItemResult]]],
    ) -> int:
        recorded = done = 0
        for some in _pieces(items):
            async with open_context() as context:
                answers = await record(context, some)
            recorded += sum(answer.outcome is ItemOutcome.RECORDED for answer in answers)
            done += len(some)
            on_progress(f"synthetic {what}", done)
        return recorded

    await deliver("sessions", university.sessions(), record_sessions)
    await deliver("attendance records", university.attendance(), record_attendance)
    await deliver("marks", university.marks(), record_marks)
    await deliver("circumstances", university.circumstances(), record_extenuating_circumstances)
    await deliver("career stages", university.career_stages(), record_career_stages)
    events = await deliver("events", map(_named, university.activity()), record_events)
    async with open_context() as context:  # every source says that nothing more is to come
        await record_events(context, [], dict.fromkeys(sorted(context.profile.accepted), context.now))
    return events


async def _decide(context: Context, university: University) -> None:
    """What each student decides, where the institution asks for consent: in each academic year."""
    asked = [
        name
        for name, purpose in context.profile.purposes.items()
        if purpose.basis is LegalBasis.CONSENT and purpose.covers
    ]
    number_of = await students.find_all_by_number(context.transaction)
    decided = await consent.list_for(context.transaction, list(number_of.values()))
    for member in university.members:
        student_id = number_of[member.number]
        if member.decision is None or decided.get(student_id):
            continue
        withdrawn = member.decision == Decision.WITHDRAWN
        steps = [Decision.GIVEN, Decision.WITHDRAWN] if withdrawn else [Decision(member.decision)]
        for purpose, year, step in product(asked, university.academic_years, steps):
            notice = context.profile.purposes[purpose].notice(context.today).version
            choice = Choice(purpose, step, year, notice, "student", "synthetic")
            await decide_consent(context, student_id, choice)


def _pieces(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, BATCH_SIZE)):
        yield some


def _named(each: Activity) -> NamedEvent:
    return NamedEvent(
        event_id=EventId(each.event_id),
        system=SYSTEM,
        identifier=each.student,
        occurred_at=each.occurred_at,
        source=each.source,
        kind=each.kind,
        module_run=each.module_run,
        object=None,
        quantity=each.quantity,
    )

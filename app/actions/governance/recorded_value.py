"""What a record says of a student, for whoever challenges it or decides on it; and changing it."""

from datetime import date, datetime, time
from typing import NamedTuple
from uuid import uuid4

from app.access.vocabulary import Audited, SectionName
from app.actions.context import Context
from app.errors import NotFound
from app.ids import CorrectionId, EventId, StudentId
from app.rights.vocabulary import CorrectionKind
from app.scoring.sources import Source
from app.store.activity import event_removals, events
from app.store.activity.event_removals import EventRemoval
from app.store.activity.events import Event, EventVersion
from app.store.governance.corrections import About, Value
from app.store.record import corrected
from app.store.record.corrected import CountedEvent

SECTIONS = {
    CorrectionKind.ATTENDANCE: SectionName.ATTENDANCE,
    CorrectionKind.MARK: SectionName.GRADES,
    CorrectionKind.ACTIVITY: SectionName.ENGAGEMENT,
}
"""Of which part of the record something is."""
LOOKED_AT = {
    CorrectionKind.ATTENDANCE: (Audited.ATTENDANCE, Audited.SIGNALS, Audited.VISA),
    CorrectionKind.MARK: (Audited.GRADES,),
    CorrectionKind.ACTIVITY: (Audited.ENGAGEMENT, Audited.SIGNALS, Audited.VISA),
}
"""What shows it, or is made of it."""


class Recorded(NamedTuple):
    """What a record says."""

    value: Value
    day: date
    """The day that it is about."""
    since: datetime
    """Since when it can have been looked at."""


async def read_recorded(context: Context, student_id: StudentId, about: About) -> Recorded:
    """What the record says now. Raises NotFound for what is not the student's."""
    profile = context.profile
    if about.session_id is not None:
        found = await corrected.find_status(
            context.transaction, student_id, about.session_id, profile.time_zone
        )
        if found is None:
            raise NotFound("the student is expected at no such session")
        return Recorded(found[1], profile.day(found[0]), found[0])
    if about.assessment_id is not None:
        marked = await corrected.find_mark(context.transaction, student_id, about.assessment_id)
        if marked is None:
            raise NotFound("the student has no such assessment")
        first = profile.first_day(profile.academic_year(marked[0]))
        return Recorded(marked[1], marked[0], _begin(context, first))
    assert about.day is not None
    counted = await _counted(context, student_id, about)
    return Recorded(sum(each.quantity for each in counted), about.day, _begin(context, about.day))


async def change_record(
    context: Context, student_id: StudentId, correction_id: CorrectionId, about: About, value: Value
) -> list[dict[str, object]]:
    """Make the record say it; what rests on it is computed again. Returns the events that it stands for.

    For the institution's own work, with the student's row locked.
    """
    if about.session_id is not None:
        assert not isinstance(value, float)
        await corrected.change_status(context.transaction, student_id, about.session_id, value)
        return []
    if about.assessment_id is not None:
        assert not isinstance(value, str)
        await corrected.change_mark(context.transaction, student_id, about.assessment_id, value)
        return []
    assert isinstance(value, float | int)
    return await _change_amount(context, student_id, correction_id, about, float(value))


async def _change_amount(
    context: Context, student_id: StudentId, correction_id: CorrectionId, about: About, amount: float
) -> list[dict[str, object]]:
    """Take back the day's events, and count the corrected amount as one event instead.

    They stay away when they are delivered again, unless their source has a later version of them.
    """
    assert about.source is not None
    assert about.day is not None
    counted = await _counted(context, student_id, about)
    sources, now = context.institution.counted_sources(), context.now
    await events.remove(
        context.transaction,
        [EventVersion(student_id, each.event_id, each.version) for each in counted],
        sources,
    )
    named = await corrected.find_identifier(context.transaction, student_id)
    if named is not None:
        removals = [EventRemoval(each.event_id, *named, each.version) for each in counted]
        await event_removals.record(context.transaction, removals, now)
    if amount:
        await events.record(
            context.transaction,
            [_stand_in(context, student_id, correction_id, about, amount, counted)],
            sources,
        )
    return [
        {
            "event_id": str(each.event_id),
            "occurred_at": each.occurred_at.isoformat(),
            "kind": each.kind,
            "object": each.object,
            "quantity": each.quantity,
        }
        for each in counted
    ]


def _stand_in(
    context: Context,
    student_id: StudentId,
    correction_id: CorrectionId,
    about: About,
    amount: float,
    counted: list[CountedEvent],
) -> Event:
    """One event of the corrected amount; of the module that all the others were of, if they were of one."""
    assert about.source is not None
    assert about.day is not None
    profile, runs = context.profile, {each.module_run_id for each in counted}
    return Event(
        student_id=student_id,
        academic_year=profile.academic_year(about.day),
        event_id=EventId(uuid4()),
        occurred_at=datetime.combine(about.day, time(12), profile.zone),
        day=about.day,
        source=about.source,
        kind=_kinds(context, about)[0],
        module_run_id=runs.pop() if len(runs) == 1 else None,
        object=f"correction/{correction_id}",
        quantity=amount,
    )


async def _counted(context: Context, student_id: StudentId, about: About) -> list[CountedEvent]:
    assert about.source is not None
    assert about.day is not None
    year = context.profile.academic_year(about.day)
    return await corrected.list_counted(
        context.transaction, student_id, about.source, about.day, year, _kinds(context, about)
    )


def _kinds(context: Context, about: About) -> list[str]:
    """The kinds of event that count, by name."""
    assert about.source is not None
    assert about.day is not None
    by_year = context.institution.counted_sources()
    year = context.profile.academic_year(about.day)
    source: Source = by_year.get(year, by_year[None])[about.source]
    return sorted(source.counted_kinds or context.profile.sources[about.source].kinds)


def _begin(context: Context, day: date) -> datetime:
    return datetime.combine(day, time.min, context.profile.zone)

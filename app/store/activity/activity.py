"""A student's activity as it was delivered: what was done on a day, by source and kind."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import any_, func, select

from app.db.query import INSTITUTION, STUDENT, day, query, uuid, words
from app.store.activity.tables import Event


class DayOfActivity(NamedTuple):
    """What one kind of event of one source amounts to on a day."""

    day: date
    source: str
    kind: str
    events: int
    amount: float


class Moment(NamedTuple):
    """When an event was."""

    occurred_at: datetime
    day: date
    source: str
    kind: str


_OWN = (
    Event.institution_id == INSTITUTION,
    Event.student_id == STUDENT,
    Event.day.between(day("first_day"), day("last_day")),
)
_COUNTED = (
    select(Event.day, Event.source, Event.kind, func.count(), func.sum(Event.quantity))
    .where(*_OWN)
    .group_by(Event.day, Event.source, Event.kind)
    .order_by(Event.day, Event.source, Event.kind)
)
BY_DAY = query(_COUNTED, DayOfActivity)
"""One student's activity, the earliest day first."""
BY_DAY_OF_MODULE = query(_COUNTED.where(Event.module_run_id == uuid("module_run_id")), DayOfActivity)
"""The same in one module run."""
MOMENTS = query(
    select(Event.occurred_at, Event.day, Event.source, Event.kind)
    .where(*_OWN, Event.source == any_(words("session_sources")))
    .order_by(Event.source, Event.occurred_at, Event.event_id),
    Moment,
)
"""Each event of those sources, the earliest first."""

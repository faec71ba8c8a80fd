"""Freshness: how far behind scoring and deliveries are, for the operator; figures, nobody's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from app.db.session import Session


@dataclass(frozen=True, slots=True)
class Behind:
    """Of one institution."""

    code: str
    scored_lag_seconds: float | None
    """Since the last day ended, there, for which everybody was scored; None before the first run."""
    students_due: int
    events_waiting: int
    source_lag_seconds: Mapping[str, float]
    """Since each source's own `data_as_of`."""


# Each table is read once, however many institutions there are: one by one, hundreds outlasted the patience
# of a scrape.
_FIGURES = text("""
    with scored as (
        select p.institution_id,
               max((case when p.done_to is null then p.last_day + 1 else p.first_day end)::timestamp
                   at time zone i.time_zone) as through
        from score_progress p join institutions i on i.institution_id = p.institution_id
        group by p.institution_id
    ), due as (
        select s.institution_id, count(distinct d.student_id) as students
        from due_scores d join students s on s.student_id = d.student_id
        group by s.institution_id
    ), waiting as (
        select w.institution_id, count(*) as events from waiting_events w group by w.institution_id
    )
    select i.institution_id, i.code, s.through, coalesce(d.students, 0), coalesce(w.events, 0)
    from institutions i
    left join scored s on s.institution_id = i.institution_id
    left join due d on d.institution_id = i.institution_id
    left join waiting w on w.institution_id = i.institution_id
    order by i.code
""")
_REACH = text("select institution_id, source, data_as_of from deliveries")


async def read_all(session: Session, now: datetime) -> tuple[Behind, ...]:
    """Of every institution: for an operator of none in particular."""
    lags: dict[UUID, dict[str, float]] = {}
    for institution_id, source, reach in await session.execute(_REACH):
        lags.setdefault(institution_id, {})[source] = (now - reach).total_seconds()
    return tuple(
        Behind(
            code,
            None if through is None else (now - through).total_seconds(),
            due,
            waiting,
            lags.get(institution_id, {}),
        )
        for institution_id, code, through, due, waiting in await session.execute(_FIGURES)
    )

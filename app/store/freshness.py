"""Freshness: how far behind scoring and deliveries are, for the operator; figures, nobody's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.ids import InstitutionId
from app.store import activity
from app.store.session import Session


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


_FIGURES = text("""
    select i.code,
           (select extract(epoch from :now - max(
                       (case when p.done_to is null then p.last_day + 1 else p.first_day end)::timestamp
                       at time zone i.time_zone))
            from score_progress p where p.institution_id = i.institution_id),
           (select count(distinct d.student_id) from due_scores d
            join students s on s.student_id = d.student_id and s.institution_id = i.institution_id),
           (select count(*) from waiting_events w where w.institution_id = i.institution_id)
    from institutions i where i.institution_id = :institution_id
""")


async def read(session: Session, institution_id: InstitutionId, now: datetime) -> Behind:
    found = await session.execute(_FIGURES, {"institution_id": institution_id, "now": now})
    code, lag, due, waiting = found.one()
    sources = await activity.freshness(session, institution_id)
    return Behind(
        code,
        None if lag is None else float(lag),
        due,
        waiting,
        {source: (now - reach).total_seconds() for source, reach in sources.items()},
    )

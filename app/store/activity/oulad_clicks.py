"""The dataset's big tables on their way in: staged as they stand, then summed by PostgreSQL."""

from collections.abc import AsyncIterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from app.ids import ModuleRunId, StudentId
from app.store.activity.events import events as activity
from app.db import bulk
from app.db.bulk import Changes
from app.db.session import Session
from app.store.tables import Submission

StagedClicks = tuple[StudentId, ModuleRunId, int, date, str, str, int]
"""Student, module run, academic year, day, resource, its kind, clicks."""


async def store_submissions(session: Session, rows: Sequence[Mapping[str, Any]]) -> Changes:
    return await bulk.upsert(session, Submission, rows) if rows else Changes()


async def stage_clicks(session: Session, rows: AsyncIterable[StagedClicks]) -> int:
    """Take the click table in as it stands, a row at a time: memory stays flat."""
    return await bulk.stage(
        session,
        "incoming_clicks",
        "student_id uuid, module_run_id uuid, academic_year smallint, day date, site text, kind text,"
        " clicks integer",
        ("student_id", "module_run_id", "academic_year", "day", "site", "kind", "clicks"),
        rows,
    )


async def clicks_to_events(session: Session, time_zone: str) -> None:
    """Sum clicks by student, resource and day into `incoming_events`, one event each, at local noon.

    Rows of the same student, resource and day are parts of one figure: summed, never deduplicated. The
    event's id is made of what it is about, so the same table read again is the same events.
    """
    await bulk.prepare(session, "incoming_events", activity.INCOMING)
    await session.execute(
        text(
            "insert into pg_temp.incoming_events (student_id, academic_year, event_id, occurred_at, day,"
            " source, kind, module_run_id, object, quantity)"
            " select student_id, academic_year,"
            "  md5('oulad clicks ' || module_run_id || ' ' || site || ' ' || student_id || ' ' || day)::uuid,"
            "  (day + time '12:00') at time zone :time_zone, day, 'vle', kind, module_run_id, site,"
            "  sum(clicks)"
            " from pg_temp.incoming_clicks"
            " group by student_id, academic_year, module_run_id, day, site, kind"
        ),
        {"time_zone": time_zone},
    )
    await session.execute(text("analyze pg_temp.incoming_events"))

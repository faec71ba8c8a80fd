"""The dataset's big tables on their way in: staged as they stand, then summed by PostgreSQL."""

from collections.abc import AsyncIterable
from datetime import date

from app.db import bulk
from app.db.query import query
from app.db.transaction import Transaction
from app.ids import ModuleRunId, StudentId
from app.store.activity import events

StagedClicks = tuple[StudentId, ModuleRunId, int, date, str, str, int]
"""Student, module run, academic year, day, resource, its kind, clicks."""

# The id is made of what the event is about: with another text, the same clicks would become other events.
_SUM = query("""
    insert into pg_temp.incoming_events (student_id, academic_year, event_id, occurred_at, day,
        source, kind, module_run_id, object, quantity)
    select student_id, academic_year,
           md5('oulad clicks ' || module_run_id || ' ' || site || ' ' || student_id || ' ' || day)::uuid,
           (day + time '12:00') at time zone :time_zone, day, 'vle', kind, module_run_id, site, sum(clicks)
    from pg_temp.incoming_clicks
    group by student_id, academic_year, module_run_id, day, site, kind
""")


async def stage_clicks(transaction: Transaction, rows: AsyncIterable[StagedClicks]) -> int:
    """Take the click table in as it stands, a row at a time: memory stays flat."""
    return await bulk.stage(
        transaction,
        "incoming_clicks",
        "student_id uuid, module_run_id uuid, academic_year smallint, day date, site text, kind text,"
        " clicks integer",
        ("student_id", "module_run_id", "academic_year", "day", "site", "kind", "clicks"),
        rows,
    )


async def clicks_to_events(transaction: Transaction, time_zone: str) -> None:
    """Sum clicks by student, resource and day into `incoming_events`, one event each, at local noon.

    Rows of the same student, resource and day are parts of one figure: summed, never deduplicated. The
    same table read again gives the same events.
    """
    await bulk.prepare(transaction, "incoming_events", events.INCOMING)
    await transaction.execute(_SUM, time_zone=time_zone)
    await transaction.connection.execute("analyze pg_temp.incoming_events")

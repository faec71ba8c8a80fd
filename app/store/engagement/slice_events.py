"""A slice's events, taken back: what a source sent of some days, so that it can send it anew."""

from app.db.query import one
from app.db.transaction import Transaction
from app.store.activity import amounts
from app.store.activity.amounts import CountedSources
from app.store.engagement import slices
from app.store.engagement.slices import Slice

_REMOVE = slices.joined(
    """
    with gone as (
        delete from events e using {taken}
        where e.institution_id = :institution_id and e.student_id = taken.student_id
          and e.day between :first and :last and e.source = :source
        returning e.student_id, e.academic_year, e.day, e.source),
    touched as (insert into pg_temp.touched_days select distinct * from gone)
    select count(*) from gone
    """,
    one,
)


async def remove(transaction: Transaction, taken: Slice, source: str, sources: CountedSources) -> int:
    """Take back a source's events of the slice's students and days; returns how many there were."""
    first, last = taken.days
    await amounts.clear_touched_days(transaction)
    gone: int = await transaction.fetch_one(
        _REMOVE[taken.relation], **taken.given, first=first, last=last, source=source
    )
    await amounts.refresh(transaction, sources)
    return gone

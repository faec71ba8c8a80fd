"""Launch marks: what is good once, and was used."""

from datetime import datetime

from sqlalchemy import delete

from app.db.query import moment, one, query
from app.db.transaction import Transaction
from app.store.exchange.tables import LaunchMark as Row

_SET = query("select attune_mark_launch(:mark, :kept_until)", one)
_PURGE = query(delete(Row).where(Row.kept_until < moment("now")))


async def set_once(transaction: Transaction, mark: bytes, kept_until: datetime) -> bool:
    """Whether it is set for the first time. To be asked before anybody is entered."""
    is_first: bool = await transaction.fetch_one(_SET, mark=mark, kept_until=kept_until)
    return is_first


async def purge(transaction: Transaction, now: datetime) -> int:
    """Delete those of what is too old to come again; how many."""
    return await transaction.execute(_PURGE, now=now)

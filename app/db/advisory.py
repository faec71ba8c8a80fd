"""Advisory locks: for rules about several rows, or about rows that are not there yet."""

from sqlalchemy import func, select

from app.db.query import query, word
from app.db.transaction import Transaction

_LOCK = query(select(func.pg_advisory_xact_lock(func.hashtextextended(word("lock"), 0))))


async def lock(transaction: Transaction, what: str) -> None:
    """Until the transaction ends, nobody else has this lock of the institution.

    What is read from here on is what those left who had it before.
    """
    await transaction.execute(_LOCK, lock=f"attune {what} {transaction.institution_id}")

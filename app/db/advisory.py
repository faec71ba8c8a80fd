"""Advisory locks: for rules about several rows, or about rows that are not there yet."""

import asyncio

from sqlalchemy import func, select

from app.db.query import one, query, word
from app.db.transaction import Transaction

_LOCK = query(select(func.pg_advisory_xact_lock(func.hashtextextended(word("lock"), 0))))
_TRY_LOCK = query(select(func.pg_try_advisory_xact_lock(func.hashtextextended(word("lock"), 0))), one)
_MAY_IDLE = query("set local idle_in_transaction_session_timeout = 0")
POLL_SECONDS = 1.0


async def lock(transaction: Transaction, what: str) -> None:
    """Until the transaction ends, nobody else has this lock of the institution.

    What is read from here on is what those left who had it before.
    """
    await transaction.execute(_LOCK, lock=_name(transaction, what))


async def lock_for_long(transaction: Transaction, what: str, *, wait: bool) -> bool:
    """Likewise, for work of minutes in other transactions; False where somebody has it, unless told to wait.

    An idle transaction that has written nothing blocks nobody else, however long it lasts.
    """
    await transaction.execute(_MAY_IDLE)
    while not await transaction.fetch_one(_TRY_LOCK, lock=_name(transaction, what)):
        if not wait:
            return False
        # Asked again and again: another run takes as long as it takes, and a wait inside PostgreSQL would
        # end with the time that a job's statements have.
        await asyncio.sleep(POLL_SECONDS)
    return True


def _name(transaction: Transaction, what: str) -> str:
    return f"attune {what} {transaction.institution_id}"

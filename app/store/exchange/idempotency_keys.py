"""Idempotency keys: what a login's writes were answered, sealed, for a day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import LargeBinary, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from app.db.query import INSTITUTION, moment, one, query
from app.db.transaction import Transaction
from app.store.exchange.tables import IdempotencyKey as Row


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    request_digest: bytes
    sealed: bytes


_LOGIN = bindparam("login_digest", type_=LargeBinary)
_KEY = bindparam("key_digest", type_=LargeBinary)
_CONTENT = {
    "request_digest": bindparam("request_digest", type_=LargeBinary),
    "sealed": bindparam("sealed", type_=LargeBinary),
    "kept_until": moment("until"),
}
_CLAIM = query("select pg_try_advisory_xact_lock(:lock)", one)
_FIND = query(
    select(Row.request_digest, Row.sealed).where(
        Row.institution_id == INSTITUTION,
        Row.login_digest == _LOGIN,
        Row.key_digest == _KEY,
        Row.kept_until > moment("now"),
    ),
    KeptAnswer,
)
_KEEP = query(
    insert(Row)
    .values(institution_id=INSTITUTION, login_digest=_LOGIN, key_digest=_KEY, **_CONTENT)
    .on_conflict_do_update(
        index_elements=[Row.institution_id, Row.login_digest, Row.key_digest], set_=_CONTENT
    )
)
# The one statement that names no institution: it is the service's upkeep, for all of them.
_PURGE = query(delete(Row).where(Row.kept_until <= moment("now")))


async def claim(transaction: Transaction, key_digest: bytes) -> bool:
    """Claim the key until the transaction ends; False where another transaction has it."""
    lock = int.from_bytes(key_digest[:8], "big", signed=True)
    claimed: bool = await transaction.fetch_one(_CLAIM, lock=lock)
    return claimed


async def find(
    transaction: Transaction, login_digest: bytes, key_digest: bytes, now: datetime
) -> KeptAnswer | None:
    """What was answered under the key; to be asked by whoever has claimed it."""
    return await transaction.find(_FIND, login_digest=login_digest, key_digest=key_digest, now=now)


async def keep(
    transaction: Transaction, login_digest: bytes, key_digest: bytes, answer: KeptAnswer, until: datetime
) -> None:
    """Keep an answer, in the transaction of the write itself, in place of an older one."""
    await transaction.execute(
        _KEEP,
        login_digest=login_digest,
        key_digest=key_digest,
        request_digest=answer.request_digest,
        sealed=answer.sealed,
        until=until,
    )


async def purge(transaction: Transaction, now: datetime) -> int:
    """Delete what need not be kept any more, of every login, for upkeep; returns how many."""
    return await transaction.execute(_PURGE, now=now)

"""Idempotency keys: what a login's writes were answered, sealed, for a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, any_, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from app.db.query import HERE, INSTITUTION, moment, one, query, uuids
from app.db.transaction import Transaction
from app.ids import InstitutionId
from app.store.exchange.tables import IdempotencyKey as Row


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """Nothing but that there was one, where what it was about is gone."""

    request_digest: bytes | None
    sealed: bytes | None


_LOGIN = bindparam("login_digest", type_=LargeBinary)
_KEY = bindparam("key_digest", type_=LargeBinary)
_CONTENT = {
    "request_digest": bindparam("request_digest", type_=LargeBinary),
    "sealed": bindparam("sealed", type_=LargeBinary),
    "about": uuids("about"),
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
_FORGET = query("select attune_forget_answers(:about)", one)
_PURGE = query(delete(Row).where(Row.institution_id == any_(HERE), Row.kept_until <= moment("now")))


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
    transaction: Transaction,
    login_digest: bytes,
    key_digest: bytes,
    answer: KeptAnswer,
    about: Collection[UUID],
    until: datetime,
) -> None:
    """Keep an answer, and what it is about, in the transaction of the write itself; an older one goes."""
    await transaction.execute(
        _KEEP,
        login_digest=login_digest,
        key_digest=key_digest,
        request_digest=answer.request_digest,
        sealed=answer.sealed,
        about=sorted(about),
        until=until,
    )


async def forget(transaction: Transaction, about: Collection[UUID]) -> None:
    """Take away every login's kept answers that are about any of these: whoever removes something calls it.

    A repeat of such a request learns that its result was removed, and is not done again.
    """
    await transaction.execute(_FORGET, about=list(about))


async def purge(transaction: Transaction, here: Collection[InstitutionId], now: datetime) -> int:
    """Delete what need not be kept any more, of all logins of these institutions; returns how many."""
    return await transaction.execute(_PURGE, here=here, now=now)

"""Kept answers: what a login's writes were answered, sealed, for a day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from app.db.session import Session
from app.store.tables import KeptAnswer as Row


@dataclass(frozen=True, slots=True)
class Kept:
    request_digest: bytes
    sealed: bytes


_CLAIM = text("select attune_claim(:login, :lock)")


async def claim(session: Session, login_digest: bytes, key_digest: bytes) -> bool:
    """Have the key to oneself until the transaction ends; False where another transaction has it.

    Row-level security learns whose answers may be seen.
    """
    lock = int.from_bytes(key_digest[:8], "big", signed=True)
    claimed = await session.execute(_CLAIM, {"login": login_digest.hex(), "lock": lock})
    return bool(claimed.scalar_one())


async def find(session: Session, login_digest: bytes, key_digest: bytes, now: datetime) -> Kept | None:
    """What was answered under the key; to be asked by whoever has claimed it."""
    found = await session.execute(
        select(Row.request_digest, Row.sealed).where(
            Row.login_digest == login_digest, Row.key_digest == key_digest, Row.kept_until > now
        )
    )
    row = found.one_or_none()
    return None if row is None else Kept(*row)


async def keep(
    session: Session, login_digest: bytes, key_digest: bytes, answer: Kept, until: datetime
) -> None:
    """Keep an answer, in the transaction of the write itself, in place of an older one."""
    content = {"request_digest": answer.request_digest, "sealed": answer.sealed, "kept_until": until}
    key = {"login_digest": login_digest, "key_digest": key_digest}
    statement = insert(Row).values(key | content)
    await session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=content))


async def forget(session: Session, now: datetime) -> int:
    """Delete what need not be kept any more, of every login: the operator's to do."""
    return (await session.execute(delete(Row).where(Row.kept_until <= now))).rowcount

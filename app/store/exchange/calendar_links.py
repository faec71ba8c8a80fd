"""Calendar links: secret addresses; only their digests are kept."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import LargeBinary, bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from app.db.query import INSTITUTION, columns, moment, query, word
from app.db.transaction import Transaction
from app.store.exchange.tables import CalendarLink as Row

_SECRET = {"secret_digest": bindparam("digest", type_=LargeBinary), "created_at": moment("now")}
_REPLACE = query(
    insert(Row)
    .values(issuer=word("issuer"), subject=word("subject"), institution_id=INSTITUTION, **_SECRET)
    .on_conflict_do_update(
        index_elements=[Row.issuer, Row.subject], set_=_SECRET, where=Row.institution_id == INSTITUTION
    )
)
_REMOVE = query(
    delete(Row).where(
        Row.institution_id == INSTITUTION, Row.issuer == word("issuer"), Row.subject == word("subject")
    )
)
_LOGIN = query("select issuer, subject from attune_calendar_login(:digest)", columns)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


async def replace(transaction: Transaction, issuer: str, subject: str, secret: str, now: datetime) -> None:
    """The login's one link; an earlier one opens nothing any more. Of two at once, the later one stands."""
    await transaction.execute(_REPLACE, digest=_digest(secret), issuer=issuer, subject=subject, now=now)


async def remove(transaction: Transaction, issuer: str, subject: str) -> bool:
    """Whether there was a link of the login's."""
    return bool(await transaction.execute(_REMOVE, issuer=issuer, subject=subject))


async def find_login(transaction: Transaction, secret: str) -> tuple[str, str] | None:
    """Whose link it is: the (issuer, subject) of a login. To be asked before anybody is entered."""
    issuer, subject = await transaction.fetch_one(_LOGIN, digest=_digest(secret))
    return None if issuer is None else (issuer, subject)

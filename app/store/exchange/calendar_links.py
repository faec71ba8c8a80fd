"""Calendar links: secret addresses; only their digests are kept."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ARRAY, LargeBinary, Text, bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from app.access.vocabulary import Role
from app.db.query import INSTITUTION, columns, moment, query, word
from app.db.transaction import Transaction
from app.store.exchange.tables import CalendarLink as Row

_OPENS = {
    "secret_digest": bindparam("digest", type_=LargeBinary),
    "roles": bindparam("roles", type_=ARRAY(Text)),
    "created_at": moment("now"),
    "expires_at": moment("expires_at"),
}
_REPLACE = query(
    insert(Row)
    .values(issuer=word("issuer"), subject=word("subject"), institution_id=INSTITUTION, **_OPENS)
    .on_conflict_do_update(
        index_elements=[Row.issuer, Row.subject], set_=_OPENS, where=Row.institution_id == INSTITUTION
    )
)
_REMOVE = query(
    delete(Row).where(
        Row.institution_id == INSTITUTION, Row.issuer == word("issuer"), Row.subject == word("subject")
    )
)
_OPENED = query("select issuer, subject, roles from attune_calendar_login(:digest, :now)", columns)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


async def replace(
    transaction: Transaction,
    login: tuple[str, str],
    roles: Collection[Role],
    secret: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """The login's one link, in these roles; an earlier one opens nothing. Of two at once the later stands."""
    issuer, subject = login
    await transaction.execute(
        _REPLACE,
        digest=_digest(secret),
        issuer=issuer,
        subject=subject,
        roles=list(roles),
        now=now,
        expires_at=expires_at,
    )


async def remove(transaction: Transaction, issuer: str, subject: str) -> bool:
    """Whether there was a link of the login's."""
    return bool(await transaction.execute(_REMOVE, issuer=issuer, subject=subject))


async def find(
    transaction: Transaction, secret: str, now: datetime
) -> tuple[tuple[str, str], frozenset[Role]] | None:
    """Whose link it is, as the (issuer, subject) of a login, and in which roles.

    None for one that opens nothing. To be asked before anybody is entered.
    """
    issuer, subject, roles = await transaction.fetch_one(_OPENED, digest=_digest(secret), now=now)
    return None if issuer is None else ((issuer, subject), frozenset(Role(each) for each in roles))

"""Calendar links: secret addresses; only their digests are kept."""

from datetime import datetime

from sqlalchemy import delete, insert, text

from app.ids import InstitutionId
from app.db.admission import Gate
from app.db.session import Session, transaction
from app.store.tables import CalendarLink as Row


async def replace(
    session: Session,
    issuer: str,
    subject: str,
    institution_id: InstitutionId,
    digest: bytes,
    now: datetime,
) -> None:
    """The login's one link; an earlier one opens nothing any more."""
    await remove(session, issuer, subject)
    await session.execute(
        insert(Row).values(
            secret_digest=digest,
            issuer=issuer,
            subject=subject,
            institution_id=institution_id,
            created_at=now,
        )
    )


async def remove(session: Session, issuer: str, subject: str) -> bool:
    gone = await session.execute(delete(Row).where(Row.issuer == issuer, Row.subject == subject))
    return bool(gone.rowcount)


async def find_login(gate: Gate, digest: bytes) -> tuple[str, str] | None:
    """Whose link it is: the (issuer, subject) of a login."""
    async with gate.entry(), transaction(gate.engine) as session:
        found = await session.execute(
            text("select issuer, subject from attune_calendar_login(:digest)"), {"digest": digest}
        )
        row = found.one()
        return None if row.issuer is None else (row.issuer, row.subject)

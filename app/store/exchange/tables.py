"""Exchange with other programs: calendar addresses, and answers kept for requests that are sent again."""

from datetime import datetime

from sqlalchemy import ARRAY, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.access.vocabulary import Role
from app.db.table import InstitutionTable, Table
from app.ids import InstitutionId


class CalendarLink(Table):
    """A secret address under which a person's calendar application reads their own meetings.

    It is looked up before the institution is known, so the institution is not first in its key.
    """

    __tablename__ = "calendar_links"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    secret_digest: Mapped[bytes] = mapped_column(primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    institution_id: Mapped[InstitutionId] = mapped_column(ForeignKey("institutions.institution_id"))
    roles: Mapped[list[Role]] = mapped_column(ARRAY(Text))
    """Those of the token that made it: it opens no more than they do."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class IdempotencyKey(InstitutionTable):
    """What a login's write was answered, for its repeat; only the very same request can open it."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "kept_until"),)

    login_digest: Mapped[bytes] = mapped_column(primary_key=True)
    key_digest: Mapped[bytes] = mapped_column(primary_key=True)
    request_digest: Mapped[bytes]
    sealed: Mapped[bytes]
    kept_until: Mapped[datetime]

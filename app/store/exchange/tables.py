"""Exchange with other programs: calendar addresses, and answers kept for requests that are sent again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

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
    created_at: Mapped[datetime]


class IdempotencyKey(InstitutionTable):
    """What a login's write was answered, for its repeat; only the very same request can open it.

    What is removed takes the answers about it along: of those nothing is left but that there was one.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        CheckConstraint("(request_digest is null) = (sealed is null)", name="forgotten"),
        Index(None, "kept_until"),
        Index(None, "about", postgresql_using="gin"),
    )

    login_digest: Mapped[bytes] = mapped_column(primary_key=True)
    key_digest: Mapped[bytes] = mapped_column(primary_key=True)
    request_digest: Mapped[bytes | None]
    sealed: Mapped[bytes | None]
    kept_until: Mapped[datetime]
    about: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    """Every id that the answer names."""

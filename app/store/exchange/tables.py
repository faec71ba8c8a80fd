"""Exchange with other programs: calendar addresses, receipts of deliveries, and answers kept for repeats."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from app.access.vocabulary import Role
from app.db.table import InstitutionTable, Table, of_institution
from app.ids import DeliveryId, InstitutionId


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


class LaunchMark(Table):
    """That a launch, or its code, was used: a digest, kept for as long as it could come again.

    It is set before the institution is known.
    """

    __tablename__ = "launch_marks"
    __table_args__ = (Index(None, "kept_until"),)

    mark: Mapped[bytes] = mapped_column(primary_key=True)
    kept_until: Mapped[datetime]


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


class DeliveryReceipt(InstitutionTable):
    """What a system delivered at once, and what became of it: figures, nothing of any student."""

    __tablename__ = "delivery_receipts"
    __table_args__ = (
        of_institution(),
        Index(None, "institution_id", "issuer", "subject", "delivered_at"),
        Index(None, "delivered_at"),
    )

    delivery_id: Mapped[DeliveryId] = mapped_column(primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    """With the issuer: the login that delivered."""
    delivered_at: Mapped[datetime]
    kind: Mapped[str]
    sources: Mapped[list[str]] = mapped_column(ARRAY(Text))
    counts: Mapped[dict[str, Any]]
    """How many items had which outcome."""
    data_as_of: Mapped[dict[str, Any]]
    """By source: how far its data reach, as this delivery said."""

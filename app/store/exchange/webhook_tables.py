"""Webhooks: which receivers there are, and the outbox of messages to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import EventId, StaffId, StudentId, WebhookId


class Webhook(InstitutionTable):
    """A receiver, and what it is told. Its secrets are nowhere: they follow from the service's key."""

    __tablename__ = "webhooks"
    __table_args__ = (
        one_of("disabled_because", "administrator", "gone", "key_changed"),
        of_institution(),
        refers_to("staff", "staff_id", "created_by"),
    )

    webhook_id: Mapped[WebhookId] = mapped_column(primary_key=True)
    address: Mapped[str]
    description: Mapped[str]
    event_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    secret_number: Mapped[int]
    """Which of its secrets is in use: each rotation is the next."""
    secret_digest: Mapped[str]
    """Of that secret: by it a change of the service's key is noticed."""
    former_until: Mapped[datetime | None]
    """Until when messages are signed by the secret before it, too."""
    disabled_because: Mapped[str | None]
    """None: it is told."""
    created_by: Mapped[StaffId]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class WebhookMessage(InstitutionTable):
    """Something that happened to a student, for one receiver: written where it happened, and sent later."""

    __tablename__ = "webhook_messages"
    __table_args__ = (
        one_of("state", "waiting", "delivered", "given_up", "withheld"),
        CheckConstraint("tried >= 0", name="tried"),
        refers_to("students", "student_id", cascade=True),
        refers_to("webhooks", "webhook_id", cascade=True),
        # What is due to a receiver, and what of the same student comes first.
        Index(
            "ix_webhook_messages_due",
            "institution_id",
            "webhook_id",
            "next_at",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_webhook_messages_order",
            "institution_id",
            "webhook_id",
            "student_id",
            "sequence",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_webhook_messages_listed", "institution_id", "webhook_id", "occurred_at", "event_id"),
        Index(None, "institution_id", "occurred_at"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    """The same for every receiver, and whenever it is sent."""
    webhook_id: Mapped[WebhookId] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    """The order in which a student's are sent."""
    type: Mapped[str]
    ids: Mapped[dict[str, Any]]
    """What it is about, by id."""
    sections: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Of the record, that it tells of."""
    occurred_at: Mapped[datetime]
    state: Mapped[str]
    tried: Mapped[int]
    """How many attempts there were, since it was last said that it is to be sent."""
    next_at: Mapped[datetime]
    """From when on it is sent again."""
    claimed_until: Mapped[datetime | None]
    """Somebody is sending it. After that they are taken for dead."""
    attempts: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    """When, and what the receiver answered."""

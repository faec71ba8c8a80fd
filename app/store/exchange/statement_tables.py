"""Statements as other systems sent them, their documents, and the credentials that they come with.

What a statement says is kept as text, as it was sent. The other columns are what queries ask for: keys are
digests of an identifier in its one canonical form, 16 bytes each, however long it is.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import CredentialId, StaffId


class ServiceCredential(InstitutionTable):
    """What another system proves with that it may deliver or read: a secret, kept as its digest."""

    __tablename__ = "service_credentials"
    __table_args__ = (
        of_institution(),
        refers_to("staff", "staff_id", "made_by"),
        refers_to("staff", "staff_id", "revoked_by"),
        CheckConstraint("(revoked_at is null) = (revoked_by is null)", name="revoked"),
        UniqueConstraint("secret_digest"),
    )

    credential_id: Mapped[CredentialId] = mapped_column(primary_key=True)
    system: Mapped[str]
    """As the institution's identifiers of students name it."""
    note: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    secret_digest: Mapped[bytes]
    made_at: Mapped[datetime]
    made_by: Mapped[StaffId]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[StaffId | None]
    last_used_at: Mapped[datetime | None]
    """To the hour."""


class Statement(InstitutionTable):
    """A statement, and by what it is found. Moments of storing differ, within a batch too."""

    __tablename__ = "statements"
    __table_args__ = (
        of_institution(),
        Index(None, "institution_id", "stored"),
        Index(None, "institution_id", "actor", "stored"),
        Index(None, "institution_id", "object", "stored"),
        Index(None, "institution_id", "verb", "stored"),
        Index(None, "institution_id", "mentions", "stored", postgresql_where=text("mentions is not null")),
        Index(
            None,
            "institution_id",
            "registration",
            "stored",
            postgresql_where=text("registration is not null"),
        ),
        Index(None, "institution_id", "voids", postgresql_where=text("voids is not null")),
        Index("ix_statements_day", "institution_id", text("((occurred_at at time zone 'UTC')::date)")),
    )

    statement_id: Mapped[UUID] = mapped_column(primary_key=True)
    stored: Mapped[datetime]
    sent: Mapped[str]
    """The JSON text, as it was sent."""
    occurred_at: Mapped[datetime]
    """Its timestamp; the moment of storing where it has none."""
    rules: Mapped[str]
    """The version of the specification that it goes by."""
    authority: Mapped[UUID]
    actor: Mapped[UUID]
    verb: Mapped[UUID]
    object: Mapped[UUID]
    mentions: Mapped[UUID | None]
    """The set of everything else that it names: people, activities of its context."""
    registration: Mapped[UUID | None]
    refers_to: Mapped[UUID | None]
    voids: Mapped[UUID | None]
    event_class: Mapped[str]
    fate: Mapped[str]
    detail: Mapped[str | None]


class StatementMention(InstitutionTable):
    """Whom and what a set of mentions names: the statements of a class or a module mostly name the same."""

    __tablename__ = "statement_mentions"
    __table_args__ = (
        of_institution(),
        one_of("kind", "agent", "related_agent", "related_activity"),
        Index(None, "institution_id", "mentions"),
    )

    mention: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    mentions: Mapped[UUID] = mapped_column(primary_key=True)


class StatementTarget(InstitutionTable):
    """Which statements a statement refers to, directly or by others: it is found with them."""

    __tablename__ = "statement_targets"
    __table_args__ = (
        refers_to("statements", "statement_id", cascade=True),
        Index(None, "institution_id", "target_id"),
    )

    statement_id: Mapped[UUID] = mapped_column(primary_key=True)
    target_id: Mapped[UUID] = mapped_column(primary_key=True)


class StatementAttachment(InstitutionTable):
    """The content of an attachment, where it came with its statement."""

    __tablename__ = "statement_attachments"
    __table_args__ = (refers_to("statements", "statement_id", cascade=True),)

    statement_id: Mapped[UUID] = mapped_column(primary_key=True)
    sha2: Mapped[str] = mapped_column(primary_key=True)
    content_type: Mapped[str]
    content: Mapped[bytes]


class StatementAgent(InstitutionTable):
    """Somebody whom statements or documents name, as the system that sent them does."""

    __tablename__ = "statement_agents"
    __table_args__ = (of_institution(), Index(None, "institution_id", "system", "identifier"))

    agent: Mapped[UUID] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(primary_key=True)
    identifier: Mapped[str]
    sent: Mapped[str]
    """The agent's JSON text."""


class StatementActivity(InstitutionTable):
    """What statements say of an activity, each wording once."""

    __tablename__ = "statement_activities"
    __table_args__ = (of_institution(),)

    activity: Mapped[UUID] = mapped_column(primary_key=True)
    said: Mapped[UUID] = mapped_column(primary_key=True)
    """A digest of the definition."""
    activity_id: Mapped[str]
    definition: Mapped[str]
    """JSON text."""
    said_at: Mapped[datetime]


class StatementAuthority(InstitutionTable):
    """Who vouches for statements: a service credential, or a token's client."""

    __tablename__ = "statement_authorities"
    __table_args__ = (of_institution(),)

    authority: Mapped[UUID] = mapped_column(primary_key=True)
    sent: Mapped[str]
    """JSON text."""


class StatementClass(InstitutionTable):
    """How many statements of a class came: in shares, so that two writers do not wait for each other."""

    __tablename__ = "statement_classes"
    __table_args__ = (of_institution(),)

    event_class: Mapped[str] = mapped_column(primary_key=True)
    fate: Mapped[str] = mapped_column(primary_key=True)
    share: Mapped[int] = mapped_column(primary_key=True)
    statements: Mapped[int]
    last_seen_at: Mapped[datetime]


class ActivityDocument(InstitutionTable):
    """A document of the state, activity profile or agent profile resources, byte by byte."""

    __tablename__ = "activity_documents"
    __table_args__ = (
        of_institution(),
        one_of("kind", "state", "activity_profile", "agent_profile"),
        Index(None, "institution_id", "kind", "activity", "agent"),
        Index(None, "institution_id", "agent", postgresql_where=text("agent is not null")),
    )

    document_key: Mapped[UUID] = mapped_column(primary_key=True)
    """A digest of the kind, the activity, the agent, the registration and the document's id."""
    kind: Mapped[str]
    activity: Mapped[UUID | None]
    agent: Mapped[UUID | None]
    registration: Mapped[UUID | None]
    document_id: Mapped[str]
    content: Mapped[bytes]
    content_type: Mapped[str]
    updated_at: Mapped[datetime]

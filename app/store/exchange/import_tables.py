"""Imports: files that systems sent whole, what became of their rows, and, until then, their bytes."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import ImportId
from app.wire.import_kinds import ImportKind, ImportOutcome, ImportState, MediaType


class Import(InstitutionTable):
    """A file, and how far the work on it has come: figures, nothing of any student."""

    __tablename__ = "imports"
    __table_args__ = (
        one_of("kind", *ImportKind),
        one_of("media_type", *MediaType),
        one_of("state", *ImportState),
        CheckConstraint("(finished_at is not null) = (state in ('done', 'refused'))", name="finished"),
        of_institution(),
        Index("ix_imports_listed", "institution_id", "issuer", "subject", "submitted_at", "import_id"),
        Index(
            "ix_imports_unfinished",
            "institution_id",
            "sequence",
            postgresql_where=text("finished_at is null"),
        ),
        Index(None, "submitted_at"),
    )

    import_id: Mapped[ImportId] = mapped_column(primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    """With the issuer: the login that sent it."""
    kind: Mapped[str]
    media_type: Mapped[str]
    file: Mapped[str | None]
    """Which of a package's files it is, where it is one of them."""
    level: Mapped[str | None]
    """Of students whose role in a OneRoster package does not say any."""
    dry_run: Mapped[bool]
    bytes: Mapped[int]
    submitted_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    """The order in which they came: clocks differ, and two may come in one moment."""
    state: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    """How often somebody took it up."""
    rows_read: Mapped[int] = mapped_column(server_default=text("0"))
    rows_total: Mapped[int | None]
    figures: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """How many rows had which outcome, or what a package changed by noun."""
    further: Mapped[int] = mapped_column(server_default=text("0"))
    """Findings beyond those that are kept."""
    refused_because: Mapped[str | None]


class ImportPart(InstitutionTable):
    """A piece of the file's bytes, as it came; gone as soon as every row is answered for."""

    __tablename__ = "import_parts"
    __table_args__ = (refers_to("imports", "import_id", cascade=True),)

    import_id: Mapped[ImportId] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class ImportFinding(InstitutionTable):
    """What is said of a place in the file; never what stands there."""

    __tablename__ = "import_findings"
    __table_args__ = (one_of("outcome", *ImportOutcome), refers_to("imports", "import_id", cascade=True))

    import_id: Mapped[ImportId] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str | None]
    line: Mapped[int | None]
    field: Mapped[str | None]
    outcome: Mapped[str]
    rule: Mapped[str]

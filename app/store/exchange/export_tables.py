"""Exports: which data sets systems took out, for what, and whose data were in them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import ExportId, StudentId
from app.wire.export_datasets import DatasetName, FileFormat


class Export(InstitutionTable):
    """That a system took a data set out, or was refused a purpose. A row is added to while it goes out."""

    __tablename__ = "exports"
    __table_args__ = (
        one_of("dataset", *DatasetName),
        one_of("format", *FileFormat),
        one_of("outcome", "sent", "refused"),
        CheckConstraint("last_day >= first_day", name="forward"),
        CheckConstraint("outcome = 'sent' or (rows = 0 and finished_at is null)", name="refused"),
        of_institution(),
        Index(None, "institution_id", "begun_at", "export_id"),
    )

    export_id: Mapped[ExportId] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    """Null: it was refused, is on its way, or was broken off."""
    issuer: Mapped[str]
    subject: Mapped[str]
    """With the issuer: the login that took it."""
    dataset: Mapped[str]
    format: Mapped[str]
    purpose: Mapped[str]
    """As it was stated."""
    recipient: Mapped[str]
    """As the profile named it then; empty where the purpose has none."""
    first_day: Mapped[date]
    last_day: Mapped[date]
    outcome: Mapped[str]
    rows: Mapped[int] = mapped_column(BigInteger)
    students: Mapped[bytes]
    """A bit for each place in `export_places`: whose rows went out."""


class ExportPlace(InstitutionTable):
    """Which bit of an export is a student's. It is given once, with the first export that they are in."""

    __tablename__ = "export_places"
    __table_args__ = (
        UniqueConstraint("institution_id", "place"),
        refers_to("students", "student_id", cascade=True),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    place: Mapped[int]

"""Exports on record: what went out, to whom, for what; it is added to while it goes out, and then stands."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select, tuple_

from app.db.query import INSTITUTION, moment, number, query, uuid
from app.db.transaction import Transaction
from app.ids import ExportId, StudentId
from app.store.exchange.export_tables import Export as Row
from app.wire.export_datasets import DatasetName, FileFormat


class Asked(NamedTuple):
    """What a system asks for."""

    dataset: DatasetName
    format: FileFormat
    purpose: str
    first_day: date
    last_day: date


class Export(NamedTuple):
    """A data set that went out, or was refused."""

    export_id: ExportId
    asked: Asked
    recipient: str
    begun_at: datetime
    finished_at: datetime | None
    outcome: str
    rows: int


def _export(
    export_id: ExportId,
    dataset: str,
    written: str,
    purpose: str,
    first_day: date,
    last_day: date,
    recipient: str,
    begun_at: datetime,
    finished_at: datetime | None,
    outcome: str,
    rows: int,
) -> Export:
    asked = Asked(DatasetName(dataset), FileFormat(written), purpose, first_day, last_day)
    return Export(export_id, asked, recipient, begun_at, finished_at, outcome, rows)


_BEGIN = query(
    "select attune_begin_export(:export_id, :now, :issuer, :subject, :dataset, :format, :purpose, :recipient,"
    " :first_day, :last_day, :outcome)"
)
_RECORD = query("select attune_record_exported(:export_id, cast(:students as uuid[]), cast(:rows as bigint))")
_FINISH = query("select attune_finish_export(:export_id, :now)")
_LATEST = query(
    select(
        Row.export_id, Row.dataset, Row.format, Row.purpose, Row.first_day, Row.last_day, Row.recipient,
        Row.begun_at, Row.finished_at, Row.outcome, Row.rows,
    )
    .where(
        Row.institution_id == INSTITUTION,
        tuple_(Row.begun_at, Row.export_id) < tuple_(moment("before"), uuid("before_export")),
    )
    .order_by(Row.begun_at.desc(), Row.export_id.desc())
    .limit(number("limit")),
    _export,
)  # fmt: skip


async def begin(
    transaction: Transaction,
    export_id: ExportId,
    asked: Asked,
    login: tuple[str, str],
    recipient: str,
    *,
    outcome: str,
    now: datetime,
) -> None:
    """It is about to go out to that (issuer, subject), or was refused."""
    await transaction.execute(
        _BEGIN,
        export_id=export_id,
        now=now,
        issuer=login[0],
        subject=login[1],
        recipient=recipient,
        outcome=outcome,
        **asked._asdict(),
    )


async def record(
    transaction: Transaction, export_id: ExportId, students: Sequence[StudentId], rows: int
) -> None:
    """So many rows of these students are about to go out."""
    await transaction.execute(_RECORD, export_id=export_id, students=list(students), rows=rows)


async def finish(transaction: Transaction, export_id: ExportId, now: datetime) -> None:
    """All of it went out."""
    await transaction.execute(_FINISH, export_id=export_id, now=now)


async def list_latest(
    transaction: Transaction, before: tuple[datetime, ExportId], limit: int
) -> list[Export]:
    """Of the institution, latest first, from the one before `before`."""
    return await transaction.fetch(_LATEST, before=before[0], before_export=before[1], limit=limit)

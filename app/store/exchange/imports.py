"""Imports: files that wait for work, how far it has come, and what is reported of their rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB

from app.db.query import INSTITUTION, flag, moment, number, one, query, uuid, word
from app.db.transaction import Transaction
from app.errors import Conflict
from app.ids import ImportId, InstitutionId
from app.store.exchange.import_tables import Import as Row
from app.store.exchange.import_tables import ImportFinding, ImportPart
from app.wire.import_kinds import ImportKind, ImportOutcome, ImportState, MediaType

PART_BYTES = 1024 * 1024


class Submitted(NamedTuple):
    """A file as it was sent, without its bytes."""

    import_id: ImportId
    kind: ImportKind
    media_type: MediaType
    file: str | None
    level: str | None
    dry_run: bool
    bytes: int
    submitted_at: datetime


class Import(NamedTuple):
    """A file, and how far the work on it has come."""

    submitted: Submitted
    state: ImportState
    started_at: datetime | None
    finished_at: datetime | None
    tries: int
    rows_read: int
    rows_total: int | None
    figures: dict[str, Any]
    further: int
    refused_because: str | None
    issuer: str
    subject: str
    """With the issuer: the login that sent it."""


class ImportFindingRow(NamedTuple):
    """What is said of a place in the file."""

    file: str | None
    line: int | None
    """1 is the file's first. None: the whole file, or a column of it."""
    field: str | None
    outcome: ImportOutcome
    rule: str


def _import(
    import_id: ImportId,
    kind: str,
    media_type: str,
    file: str | None,
    level: str | None,
    dry_run: bool,  # noqa: FBT001 (a column)
    size: int,
    submitted_at: datetime,
    state: str,
    *rest: Any,  # noqa: ANN401 (columns)
) -> Import:
    submitted = Submitted(
        import_id, ImportKind(kind), MediaType(media_type), file, level, dry_run, size, submitted_at
    )
    return Import(submitted, ImportState(state), *rest)


def _finding(
    file: str | None, line: int | None, field: str | None, outcome: str, rule: str
) -> ImportFindingRow:
    return ImportFindingRow(file, line, field, ImportOutcome(outcome), rule)


_COLUMNS = (
    Row.import_id, Row.kind, Row.media_type, Row.file, Row.level, Row.dry_run, Row.bytes, Row.submitted_at,
    Row.state, Row.started_at, Row.finished_at, Row.tries, Row.rows_read, Row.rows_total, Row.figures,
    Row.further, Row.refused_because, Row.issuer, Row.subject,
)  # fmt: skip
_MINE = (Row.institution_id == INSTITUTION, Row.issuer == word("issuer"), Row.subject == word("subject"))
_THIS = (Row.institution_id == INSTITUTION, Row.import_id == uuid("import_id"))
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        import_id=uuid("import_id"),
        issuer=word("issuer"),
        subject=word("subject"),
        kind=word("kind"),
        media_type=word("media_type"),
        file=word("file"),
        level=word("level"),
        dry_run=flag("dry_run"),
        bytes=number("bytes"),
        submitted_at=moment("submitted_at"),
    )
)
_ADD_PART = query(
    insert(ImportPart).values(
        institution_id=INSTITUTION,
        import_id=uuid("import_id"),
        number=number("number"),
        content=bindparam("content", type_=ImportPart.__table__.c.content.type),
    )
)
_COUNT_UNFINISHED = query(select(func.count()).select_from(Row).where(*_MINE, Row.finished_at.is_(None)), one)
_LATEST = query(
    select(*_COLUMNS)
    .where(*_MINE, tuple_(Row.submitted_at, Row.import_id) < tuple_(moment("before"), uuid("before_import")))
    .order_by(Row.submitted_at.desc(), Row.import_id.desc())
    .limit(number("limit")),
    _import,
)
_MINE_BY_ID = query(select(*_COLUMNS).where(*_MINE, Row.import_id == uuid("import_id")), _import)
_FINDINGS = query(
    select(
        ImportFinding.file, ImportFinding.line, ImportFinding.field, ImportFinding.outcome, ImportFinding.rule
    )
    .where(ImportFinding.institution_id == INSTITUTION, ImportFinding.import_id == uuid("import_id"))
    .order_by(ImportFinding.number),
    _finding,
)
# --- whoever works on them ---
_BY_ID = query(select(*_COLUMNS).where(*_THIS), _import)
_NEXT = query(
    select(*_COLUMNS)
    .where(Row.institution_id == INSTITUTION, Row.finished_at.is_(None))
    .order_by(Row.sequence)
    .limit(1),
    _import,
)
_TAKE_UP = query(
    update(Row)
    .where(*_THIS)
    .values(
        state=ImportState.RUNNING,
        started_at=func.coalesce(Row.started_at, moment("now")),
        tries=Row.tries + 1,
    )
)
_EXPECT = query(update(Row).where(*_THIS).values(rows_total=number("rows_total")))
_CONTENT = query(
    select(ImportPart.content)
    .where(ImportPart.institution_id == INSTITUTION, ImportPart.import_id == uuid("import_id"))
    .order_by(ImportPart.number),
    one,
)
# Of two who work on one, as when the first was taken for dead, the second finds other rows read, and stores
# nothing.
_ADVANCE = query(
    update(Row)
    .where(*_THIS, Row.finished_at.is_(None), Row.rows_read == number("rows_before"))
    .values(
        rows_read=number("rows_read"),
        figures=bindparam("figures", type_=JSONB),
        further=Row.further + number("more"),
    )
)
_KEPT = query(
    select(func.count())
    .select_from(ImportFinding)
    .where(ImportFinding.institution_id == INSTITUTION, ImportFinding.import_id == uuid("import_id")),
    one,
)
_REPORT = query("""
    insert into import_findings (institution_id, import_id, number, file, line, field, outcome, rule)
    select :institution_id, :import_id, :kept + n.at, n.file, n.line, n.field, n.outcome, n.rule
    from unnest(cast(:files as text[]), cast(:lines as integer[]), cast(:fields as text[]),
                cast(:outcomes as text[]), cast(:rules as text[])) with ordinality
        as n (file, line, field, outcome, rule, at)
""")
_FINISH = query(
    update(Row)
    .where(*_THIS)
    .values(
        state=word("state"),
        finished_at=moment("now"),
        refused_because=word("refused_because"),
    )
)
_DROP_CONTENT = query(
    delete(ImportPart).where(
        ImportPart.institution_id == INSTITUTION, ImportPart.import_id == uuid("import_id")
    )
)
_PURGE = query(
    "delete from imports where institution_id = any(:here)"
    " and (submitted_at <= :before or finished_at is null and submitted_at <= :left_before)"
)
MOST_FINDINGS = 1_000
"""Kept of one file; further ones are counted."""


async def add(
    transaction: Transaction, issuer: str, subject: str, submitted: Submitted, content: bytes
) -> None:
    """Keep a file of that login's, in pieces, until somebody works on it."""
    await transaction.execute(_ADD, issuer=issuer, subject=subject, **submitted._asdict())
    whole = memoryview(content)
    for at, begin in enumerate(range(0, len(whole), PART_BYTES)):
        await transaction.execute(
            _ADD_PART, import_id=submitted.import_id, number=at, content=whole[begin : begin + PART_BYTES]
        )


async def count_unfinished(transaction: Transaction, issuer: str, subject: str) -> int:
    found: int = await transaction.fetch_one(_COUNT_UNFINISHED, issuer=issuer, subject=subject)
    return found


async def list_latest(
    transaction: Transaction, issuer: str, subject: str, *, before: tuple[datetime, ImportId], limit: int
) -> list[Import]:
    """One login's, latest first, from the one before `before`."""
    return await transaction.fetch(
        _LATEST, issuer=issuer, subject=subject, before=before[0], before_import=before[1], limit=limit
    )


async def find(transaction: Transaction, issuer: str, subject: str, import_id: ImportId) -> Import | None:
    """One of that login's."""
    return await transaction.find(_MINE_BY_ID, issuer=issuer, subject=subject, import_id=import_id)


async def list_findings(transaction: Transaction, import_id: ImportId) -> list[ImportFindingRow]:
    """In the order in which they were found."""
    return await transaction.fetch(_FINDINGS, import_id=import_id)


async def find_next(transaction: Transaction) -> Import | None:
    """The institution's first that is not finished: they are worked on in the order in which they came."""
    return await transaction.find(_NEXT)


async def get(transaction: Transaction, import_id: ImportId) -> Import:
    return await transaction.fetch_one(_BY_ID, import_id=import_id)


async def take_up(transaction: Transaction, import_id: ImportId, now: datetime) -> None:
    await transaction.execute(_TAKE_UP, import_id=import_id, now=now)


async def expect(transaction: Transaction, import_id: ImportId, rows_total: int) -> None:
    """So many rows there are."""
    await transaction.execute(_EXPECT, import_id=import_id, rows_total=rows_total)


async def content(transaction: Transaction, import_id: ImportId) -> bytes:
    """The file's bytes."""
    return b"".join(await transaction.fetch(_CONTENT, import_id=import_id))


async def advance(
    transaction: Transaction,
    import_id: ImportId,
    rows: tuple[int, int],
    figures: dict[str, Any],
    findings: Sequence[ImportFindingRow],
    further: int = 0,
) -> None:
    """So far the work has come, in the transaction of the rows themselves. `findings` are new ones.

    `rows`: how many were read before, and are now. `further`: how many findings there are that nobody has
    listed. Raises Conflict where somebody else has read other rows meanwhile.
    """
    kept: int = await transaction.fetch_one(_KEPT, import_id=import_id)
    listed = findings[: max(0, MOST_FINDINGS - kept)]
    if listed:
        await transaction.execute(
            _REPORT,
            import_id=import_id,
            kept=kept,
            files=[each.file for each in listed],
            lines=[each.line for each in listed],
            fields=[each.field for each in listed],
            outcomes=[each.outcome for each in listed],
            rules=[each.rule for each in listed],
        )
    more = further + len(findings) - len(listed)
    advanced = await transaction.execute(
        _ADVANCE, import_id=import_id, rows_before=rows[0], rows_read=rows[1], figures=figures, more=more
    )
    if not advanced:
        raise Conflict("somebody else works on the same file")


async def finish(
    transaction: Transaction, import_id: ImportId, now: datetime, refused_because: str | None = None
) -> None:
    """It is done, or refused: from now on its bytes are gone."""
    state = ImportState.DONE if refused_because is None else ImportState.REFUSED
    await transaction.execute(
        _FINISH, import_id=import_id, now=now, state=state, refused_because=refused_because
    )
    await transaction.execute(_DROP_CONTENT, import_id=import_id)


async def purge(
    transaction: Transaction, here: Collection[InstitutionId], before: datetime, left_before: datetime
) -> int:
    """Delete those that came before then, and unfinished ones that came before `left_before`."""
    return await transaction.execute(_PURGE, here=here, before=before, left_before=left_before)

"""Imports: a system sends a whole file, and learns later what became of each row."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from app.actions.context import RequestContext
from app.db.advisory import lock
from app.errors import Conflict, Fault, InvalidInput, NotFound, NotImportable
from app.ids import ImportId
from app.profiles.model import Level
from app.store.exchange import imports
from app.store.exchange.imports import Import, ImportFindingRow, Submitted
from app.wire.csv_roster import FILES
from app.wire.import_kinds import WRITTEN_AS, ImportKind, MediaType, needs_name
from app.wire.udd_tables import ENTITIES

MOST_UNFINISHED = 20
"""Files of one login that wait: each is kept whole."""
NAMES = {
    ImportKind.ROSTER: frozenset(FILES),
    ImportKind.UDD: frozenset(f"{each}.tsv" for each in ENTITIES),
}
"""Which files a package may hold, where one of them may come alone."""


async def deliver_file(
    context: RequestContext,
    content: bytes,
    content_type: str,
    kind: ImportKind,
    file: str | None,
    level: Level | None,
    *,
    dry_run: bool,
) -> Import:
    """Keep a file until somebody works on it.

    Raises NotImportable for a file that is written otherwise than such are, InvalidInput for one without
    content or its name, and Conflict where too many of the login's own wait.
    """
    media_type = _media_type(content_type, kind)
    _check_name(kind, media_type, file)
    if level is not None and kind is not ImportKind.ONEROSTER:
        raise _invalid("/query/level", "is for OneRoster packages alone")
    if not content:
        raise _invalid("/body", "is empty")
    return await _keep(context, content, media_type, kind, file, level, dry_run=dry_run)


async def deliver_roster(context: RequestContext, content: bytes, *, dry_run: bool) -> Import:
    """Keep a roster that came as JSON, and was read, until somebody works on it. Raises Conflict likewise."""
    return await _keep(context, content, MediaType.JSON, ImportKind.ROSTER, None, None, dry_run=dry_run)


async def _keep(
    context: RequestContext,
    content: bytes,
    media_type: MediaType,
    kind: ImportKind,
    file: str | None,
    level: Level | None,
    *,
    dry_run: bool,
) -> Import:
    user = context.user
    await lock(context.transaction, f"imports of {user.issuer} {user.subject}")
    if await imports.count_unfinished(context.transaction, user.issuer, user.subject) >= MOST_UNFINISHED:
        raise Conflict(f"{MOST_UNFINISHED} of your files wait already: send more when they are done")
    submitted = Submitted(
        ImportId(uuid4()), kind, media_type, file, level, dry_run, len(content), context.now
    )
    await imports.add(context.transaction, user.issuer, user.subject, submitted, content)
    return await read_import(context, submitted.import_id)


async def list_imports(
    context: RequestContext, before: tuple[datetime, ImportId], limit: int
) -> list[Import]:
    """The login's own, latest first."""
    user = context.user
    return await imports.list_latest(
        context.transaction, user.issuer, user.subject, before=before, limit=limit
    )


async def read_import(context: RequestContext, import_id: ImportId) -> Import:
    """One of the login's own. Raises NotFound for any other."""
    user = context.user
    found = await imports.find(context.transaction, user.issuer, user.subject, import_id)
    if found is None:
        raise NotFound("you have sent no such file, or it is no longer kept")
    return found


async def read_report(
    context: RequestContext, import_id: ImportId
) -> tuple[Import, Sequence[ImportFindingRow]]:
    """The same, with what is said of its rows."""
    found = await read_import(context, import_id)
    return found, await imports.list_findings(context.transaction, import_id)


def _media_type(content_type: str, kind: ImportKind) -> MediaType:
    said = content_type.partition(";")[0].strip().lower()
    allowed = WRITTEN_AS[kind]
    if said not in allowed:
        raise NotImportable(f"send a file of this kind as {' or '.join(allowed)}")
    return MediaType(said)


def _check_name(kind: ImportKind, media_type: MediaType, file: str | None) -> None:
    if not needs_name(kind, media_type):
        if file is not None:
            raise _invalid("/query/file", "is for a single file of a package alone")
    elif file not in NAMES[kind]:
        raise _invalid("/query/file", f"must be one of {', '.join(sorted(NAMES[kind]))}")


def _invalid(pointer: str, rule: str) -> InvalidInput:
    return InvalidInput("see `errors`", faults=[Fault(pointer, rule)])

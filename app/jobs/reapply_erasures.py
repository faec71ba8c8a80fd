"""Reapply erasures: a backup from before an erasure brought somebody back, and the ledger says whom."""

import json
from typing import Any

from app.actions.context import Context
from app.actions.governance.audit_change import audit_work
from app.actions.governance.erase_part import erase_part
from app.errors import InvalidInput
from app.ids import StudentId
from app.store.governance import erasures
from app.store.governance.erasures import LedgerEntry

FORMAT = "attune erasures 1"


async def export_ledger(context: Context) -> str:
    """The ledger as a signed JSON document, to be kept outside of the database. It names nobody."""
    entries = await erasures.ledger(context.transaction)
    document = {
        "format": FORMAT,
        "institution": str(context.institution_id),
        "exported_at": context.now.isoformat(),
        "erasures": json.loads(entries),
    }
    signature = await erasures.sign(context.transaction, _signed(document))
    return json.dumps(document | {"signature": signature}, indent=1)


async def reapply(context: Context, exported: str | None) -> int:
    """Erase again whoever, or whatever part of them, the ledger names and the database holds.

    `exported` is a document of `export_ledger`, whose entries the database may lack. A second run finds
    nobody, and nobody who was admitted again in this database is erased. Returns how many were. Raises
    InvalidInput for one that is not this institution's, or was changed.
    """
    transaction = context.transaction
    entries = [] if exported is None else await _verified(context, exported)
    own = json.loads(await erasures.ledger(transaction))
    # Asked before they are taken: what this database has done itself is not to be done again.
    there = await erasures.list_there(transaction, json.dumps([*own, *entries]))
    if exported is not None:
        taken = await erasures.take(transaction, json.dumps(entries))
        await audit_work(context, "ledger of erasures taken in", "erasures", after={"entries": taken})
    for erasure_id, student_id in there:
        await _apply(context, await erasures.get(transaction, erasure_id), student_id)
    return len(there)


async def _apply(context: Context, entry: LedgerEntry, student_id: StudentId) -> None:
    if entry.categories is None:
        await erasures.erase(context.transaction, student_id, entry, context.now, context.today)
        await audit_work(context, "erasure applied again", f"student/{entry.kept_as}")
        return
    assert entry.erased_at is not None
    await erase_part(context, student_id, entry, context.profile.day(entry.erased_at))
    after = {"categories": entry.categories}
    await audit_work(context, "erasure applied again", f"student/{student_id}", after=after)


async def _verified(context: Context, exported: str) -> list[dict[str, Any]]:
    try:
        document = json.loads(exported)
        signature = document.pop("signature")
        entries: list[dict[str, Any]] = document["erasures"]
        named = document["format"], document["institution"]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise InvalidInput("the file is no exported ledger of erasures") from None
    if named != (FORMAT, str(context.institution_id)):
        raise InvalidInput("the file is another institution's ledger, or of another format")
    if signature != await erasures.sign(context.transaction, _signed(document)):
        raise InvalidInput("the file's signature does not hold: it was changed, or is another database's")
    return entries


def _signed(document: dict[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"))

"""Reapply erasures: a backup from before an erasure brought somebody back, and the ledger says whom."""

import json
from typing import Any

from app.actions.context import Context
from app.actions.governance.audit_change import audit_work
from app.errors import InvalidInput
from app.store.governance import erasures

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
    """Erase again whoever the ledger names and the database holds; returns how many.

    `exported` is a document of `export_ledger`, whose entries the database may lack. A second run finds
    nobody. Raises InvalidInput for one that is not this institution's, or was changed.
    """
    transaction = context.transaction
    if exported is not None:
        entries = await _verified(context, exported)
        taken = await erasures.take(transaction, json.dumps(entries))
        await audit_work(context, "ledger of erasures taken in", "erasures", after={"entries": taken})
    there = await erasures.list_there(transaction, await erasures.ledger(transaction))
    for erasure_id, student_id in there:
        entry = await erasures.get(transaction, erasure_id)
        await erasures.erase(transaction, student_id, entry, context.now, context.today)
        await audit_work(context, "erasure applied again", f"student/{entry.kept_as}")
    return len(there)


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

"""Erasures: what goes, what stays, and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.ids import ErasureId
from app.schemas.base import Out, shown_as
from app.schemas.made_up import REQUEST
from app.store.governance.erasure_rules import Exemption

_NOTE = {
    "table": "notes",
    "rows": 12,
    "why": "What staff or the student wrote, or arranged, in support.",
    "exception": None,
    "exception_in_words": None,
}
_MARK = {
    "table": "submissions",
    "rows": 9,
    "why": "Marks.",
    "exception": "grades",
    "exception_in_words": "Marks and the modules that they belong to are part of the academic record.",
}
_ACCOUNT = {
    "erasure_id": REQUEST,
    "erased_at": "2018-11-20T10:00:00Z",
    "deleted": [_NOTE],
    "anonymised": [],
    "kept": [_MARK],
    "remarks": ["The login opens nothing any more."],
}


class ErasedRowsOut(Out):
    model_config = shown_as(_NOTE)

    table: str
    """The table."""
    rows: int
    """How many rows there were."""
    why: str
    """What they are, or why they stay."""
    exception: Exemption | None
    """The exception under which they are kept; null: they are not."""
    exception_in_words: str | None
    """The same, in words."""


class ErasureOut(Out):
    """What an erasure did, or would do. It names nobody."""

    model_config = shown_as(_ACCOUNT)

    erasure_id: ErasureId
    """The entry in the ledger; of a preview, one that is never made."""
    erased_at: datetime
    """When it was done."""
    deleted: list[ErasedRowsOut]
    """What is gone."""
    anonymised: list[ErasedRowsOut]
    """What goes on under a new random id that nothing leads to, for figures about groups."""
    kept: list[ErasedRowsOut]
    """What an exception keeps, under an id that only the number itself leads to."""
    remarks: list[str]
    """What follows from it."""


def erasure_out(account: Mapping[str, Any]) -> ErasureOut:
    return ErasureOut.model_validate(account)

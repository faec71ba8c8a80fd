"""Erasures: what goes, what stays, and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.ids import ErasureId
from app.retention.rules import Category
from app.rights.exceptions import SAID
from app.rights.vocabulary import LegalException
from app.schemas.base import Out, shown_as
from app.schemas.made_up import REQUEST

_NOTE = {
    "table": "notes",
    "category": "support",
    "rows": 12,
    "why": "What staff or the student wrote, or arranged, in support.",
    "exception": None,
    "exception_in_words": None,
}
_MARK = {
    "table": "submissions",
    "category": "grades",
    "rows": 9,
    "why": "Marks.",
    "exception": "grades_kept",
    "exception_in_words": SAID[LegalException.GRADES_KEPT],
}
_ACCOUNT = {
    "erasure_id": REQUEST,
    "erased_at": "2018-11-20T10:00:00Z",
    "categories": None,
    "deleted": [_NOTE],
    "anonymised": [],
    "kept": [_MARK],
    "remarks": ["The login opens nothing any more."],
}


class ErasedRowsOut(Out):
    model_config = shown_as(_NOTE)

    table: str
    """The table."""
    category: Category | None = None
    """The kind of data; null: answers that were kept for repeats."""
    rows: int
    """How many rows there were."""
    why: str
    """What they are, or why they stay."""
    exception: LegalException | None
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
    categories: list[Category] | None = None
    """The kinds of data that were erased alone; null: everything."""
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

"""Carrying out: what the service itself does when a request is upheld."""

from collections.abc import Mapping
from typing import Any

from app.actions.context import StaffContext
from app.actions.governance.erase import erase_on_objection, erase_on_request
from app.actions.governance.restrict import restrict_on_request
from app.rights.vocabulary import RequestKind
from app.store.governance.requests import RightsRequest


async def carry_out(
    context: StaffContext, request: RightsRequest, details: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Do what was asked, of an erasure, a restriction or an objection that is upheld, wholly or partly.

    In the transaction of the answer. `request.about` is what of the data, or the purpose objected to; empty:
    everything. `details` of an erasure: `how`, `delete` or `anonymise`, `confirm`, the student's number, and
    `categories`, the kinds of data.
    Returns the account of what was done: JSON, kept with the request, for the student to read. Of an erasure
    nobody can read it there: whoever answers sends it.
    """
    if request.kind is RequestKind.ERASURE:
        return await erase_on_request(context, request, details)
    restricted = await restrict_on_request(context, request)
    if request.kind is not RequestKind.OBJECTION:
        return restricted
    erased = await erase_on_objection(context, request, restricted["purpose"])
    return {**erased, **restricted, "remarks": [*restricted["remarks"], *erased.get("remarks", [])]}

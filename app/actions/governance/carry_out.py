"""Carrying out: what the service itself does when a request is upheld."""

from collections.abc import Mapping
from typing import Any

from app.actions.context import StaffContext
from app.store.governance.requests import RightsRequest


async def carry_out(
    _context: StaffContext, _request: RightsRequest, _details: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Do what was asked, of an erasure, a restriction or an objection that is upheld, wholly or partly.

    In the transaction of the answer. `request.about` is what of the data, or the purpose objected to; empty:
    everything. `details` of an erasure: `how`, `delete` or `anonymise`. Returns the account of what was done:
    JSON, kept with the request, for the student to read.
    """
    return {}

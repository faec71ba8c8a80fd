"""Read a copy: the student's own, or the one that the institution gives to others for information."""

import asyncio
import zlib
from typing import Any

import orjson

from app.actions.context import RequestContext
from app.errors import Forbidden
from app.ids import RequestId, StudentId
from app.rights.page import PagePart, with_part
from app.rights.titles import TITLES
from app.rights.vocabulary import Audience
from app.store.governance import copies
from app.store.governance.copies import CopyEntry
from app.store.insight import statistics

STATISTICS = "student_statistics"
APART = (
    "No member of staff can read this, and nothing decides on you by it. It is put in as you read, and is as"
    " of now. `counted_in_years`: in how many years' figures about groups you were counted."
)


def audience_of(context: RequestContext, student_id: StudentId) -> Audience:
    """Which of the copies is theirs. Raises Forbidden for staff who receive none."""
    if context.user.student_id == student_id:
        return Audience.STUDENT
    opened, receiving = context.user.opened, set(context.profile.requests.copy_to)
    if opened is None or receiving.isdisjoint(opened.roles):
        raise Forbidden("a copy of the data is for the student, and no role of yours receives one")
    return Audience.STAFF


async def list_copies(context: RequestContext, student_id: StudentId) -> list[CopyEntry]:
    """Those that can be read today, the latest first."""
    audience = audience_of(context, student_id)
    return await copies.list_for(context.transaction, student_id, audience, context.today)


async def read_copy(
    context: RequestContext, student_id: StudentId, request_id: RequestId, *, page: bool
) -> bytes:
    """The copy as JSON, or as a page. Raises NotFound."""
    audience = audience_of(context, student_id)
    packed = await copies.get(context.transaction, student_id, request_id, audience, context.today, page=page)
    if audience is not Audience.STUDENT:
        return await asyncio.to_thread(zlib.decompress, packed)
    own = await statistics.find_own(context.transaction, request_id)
    return await asyncio.to_thread(_with_statistics, packed, [own] if own else [], page=page)


def _with_statistics(packed: bytes, rows: list[dict[str, Any]], *, page: bool) -> bytes:
    """The copy and one part more, which is kept in no copy: nobody but its reader may have it read."""
    title, document = TITLES[STATISTICS], zlib.decompress(packed)
    if page:
        return with_part(document, PagePart(STATISTICS, title, rows, [APART]))
    part = orjson.dumps({"name": STATISTICS, "title": title, "remarks": [APART], "rows": rows})
    return document.removesuffix(b"]}") + b"," + part + b"]}"

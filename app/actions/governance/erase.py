"""Erase a student: what goes, what stays and under which exception, and the account of it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from app.actions.context import StaffContext
from app.actions.governance.erase_part import erase_part, named_categories, objected_categories
from app.errors import Conflict, Fault, InvalidInput
from app.ids import ErasureId, RequestId, StudentId
from app.profiles.model import Profile
from app.retention.rules import Category
from app.rights.exceptions import SAID
from app.rights.page import PagePart, in_words, render
from app.rights.vocabulary import RequestKind
from app.store.governance import erasures, request_queue, requests
from app.store.governance.erasure_parts import category_of
from app.store.governance.erasure_rules import RULES, Does, why_kept
from app.store.governance.erasures import Counts, LedgerEntry
from app.store.governance.requests import RightsRequest

LEAVES = (
    "The login opens nothing any more. What other systems send about the number later is refused, and a"
    " roster that names it brings nobody back."
)

LEAVES_IN_PART = (
    "Only these kinds of data were erased, and what was made of them: everything else stays. What other"
    " systems send of them about earlier days is refused. Whatever is collected from that day on is kept as"
    " before."
)
OBJECTED = (
    "What staff had put on record about an expectation is deleted, and no expectation is worked out any more."
)
IN_PART = (
    "The service erases a student as a whole, or kinds of data that whoever answers names. Anything else is"
    " removed by whoever keeps it: a note by the desk, a draft by its author, activity by its source."
)


async def erase_on_request(
    context: StaffContext, request: RightsRequest, details: Mapping[str, Any]
) -> dict[str, Any]:
    """Erase who asked for it. Raises InvalidInput unless `details` says how, and confirms whose data go.

    By kinds of data, where some are named. Of any other part nothing is done here: whoever answers has it
    removed where it was written.
    """
    categories = named_categories(request, details.get("categories"), "/body/details/categories")
    if request.about and categories is None:
        return {"about": request.about, "remarks": [IN_PART]}
    await _check_details(context, request, details)
    return await _erase(context, request, categories, anonymise=details["how"] == Does.ANONYMISE)


async def erase_on_objection(
    context: StaffContext, request: RightsRequest, purpose: str | None
) -> dict[str, Any]:
    """Erase what is kept for the purpose alone; without a purpose, everything was objected to.

    Returns the account of it, or nothing where there is no such kind of data.
    """
    categories = objected_categories(context.profile, purpose)
    if not categories:
        return {}
    account = await _erase(context, request, categories, anonymise=False)
    return account | {"remarks": [OBJECTED]}


async def preview(
    context: StaffContext, request_id: RequestId, named: Sequence[str] | None, *, anonymise: bool
) -> dict[str, Any]:
    """What erasing would do; nothing is done. Raises NotFound, Conflict for a request of another kind."""
    request = await _asked_for(context, request_id)
    categories = named_categories(request, named, "/query/categories")
    if request.about and categories is None:
        raise Conflict(
            f"it asks for {request.about} alone: name the categories of data, as it is none itself"
        )
    async with context.transaction.rolled_back():
        return await _erase(context, request, categories, anonymise=anonymise)


async def read_account(context: StaffContext, request_id: RequestId) -> dict[str, Any]:
    """The account of an erasure that was carried out. Raises NotFound, Conflict."""
    request = await requests.get(context.transaction, request_id, context.today)
    if request.account is None or "erasure_id" not in request.account:
        raise Conflict("nothing was erased on this request")
    return dict(request.account)


def page_of(profile: Profile, account: Mapping[str, Any]) -> str:
    """The account as a page to read, print and send."""
    facts = {in_words(name): str(account[name]) for name in ("erasure_id", "erased_at")}
    whose = "your data were erased"
    if account["categories"] is not None:
        facts["Kinds of data"] = ", ".join(account["categories"])
        whose = "some of your data were erased"
    parts = [
        PagePart(name, title, [each | {"why": _words(each)} for each in account[name]], empty="Nothing.")
        for name, title in (
            ("deleted", "What was deleted"),
            ("anonymised", "What is kept without anybody's name, for figures about groups"),
            ("kept", "What is kept, and under which exception"),
        )
    ]
    return render(f"{profile.title}: {whose}", facts, account["remarks"], parts)


def _words(row: Mapping[str, Any]) -> str:
    return f"{row['why']} {row['exception_in_words']}" if row.get("exception_in_words") else str(row["why"])


async def _asked_for(context: StaffContext, request_id: RequestId) -> RightsRequest:
    request = await requests.get(context.transaction, request_id, context.today)
    if request.kind is not RequestKind.ERASURE or request.answered_at is not None:
        raise Conflict("this is no open request for erasure: read your queue again")
    return request


async def _check_details(context: StaffContext, request: RightsRequest, details: Mapping[str, Any]) -> None:
    people = await request_queue.requesters(context.transaction, [request.student_id])
    faults = []
    if details.get("how") not in {Does.DELETE, Does.ANONYMISE}:
        faults.append(Fault("/body/details/how", "must be delete or anonymise: an erasure cannot be undone"))
    if details.get("confirm") != people[request.student_id].number:
        faults.append(
            Fault("/body/details/confirm", "must be the student's number: an erasure cannot be undone")
        )
    if faults:
        raise InvalidInput("see `errors`", faults=faults)


async def _erase(
    context: StaffContext,
    request: RightsRequest,
    categories: Sequence[Category] | None,
    *,
    anonymise: bool,
) -> dict[str, Any]:
    entry = LedgerEntry(
        ErasureId(uuid4()),
        StudentId(uuid4()) if categories is None else None,
        request.request_id,
        context.role,
        anonymise=anonymise,
        categories=None if categories is None else [str(each) for each in categories],
    )
    if categories is None:
        counts = await erasures.erase(
            context.transaction, request.student_id, entry, context.now, context.today
        )
    else:
        counts = await erase_part(context, request.student_id, entry, context.today)
    return _account_of(entry, context.now.isoformat().replace("+00:00", "Z"), counts)


def _account_of(entry: LedgerEntry, erased_at: str, counts: Counts) -> dict[str, Any]:
    """What was done, table by table: without whose data they were. Tables without rows are not in it."""
    rows = {name: _row(name, done) for name, done in sorted(counts.items()) if done["rows"]}
    return {
        "erasure_id": str(entry.erasure_id),
        "erased_at": erased_at,
        "categories": entry.categories,
        "deleted": [row for name, row in rows.items() if counts[name]["does"] == Does.DELETE],
        "anonymised": [row for name, row in rows.items() if counts[name]["does"] == Does.ANONYMISE],
        "kept": [row for name, row in rows.items() if counts[name]["does"] == Does.KEEP],
        "remarks": [LEAVES if entry.categories is None else LEAVES_IN_PART],
    }


def _row(table: str, done: Mapping[str, Any]) -> dict[str, Any]:
    rule = RULES.get(table)
    exception = why_kept(table, done["does"])
    return {
        "table": table,
        "category": category_of(table),
        "rows": done["rows"],
        "why": rule.why if rule is not None else "About the student.",
        "exception": exception,
        "exception_in_words": None if exception is None else SAID[exception],
    }

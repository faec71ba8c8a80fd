"""A copy of the data: everything about a student as JSON for machines, and as a page for people.

The rows come from the database as JSON text, and go into the document as they are. Only what the page shows,
and months of packed figures, are read here; beside the event loop, since it takes a while.
"""

import asyncio
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import isnan
from typing import Any, NamedTuple

import orjson

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.governance.audit_change import audit_work
from app.profiles.model import Profile
from app.rights.page import PagePart, in_words, render
from app.rights.titles import TITLES
from app.rights.vocabulary import Audience, RequestOutcome
from app.scoring.months import BYTES, last_day, unpack_one
from app.store.governance import copies, request_steps
from app.store.governance.copies import Documents, WaitingRequest
from app.store.governance.copy_contents import LEFT_OUT, LEFT_OUT_ROWS, OPENED_BY, parts
from app.store.record.exam_periods import hiding

READING = (
    "Each part is a table of the service. Times carry their offset from UTC. Where something has a name and"
    " an id, both are given; members of staff go by their names."
)
DAYS_OF_MONTHS = "The figures of a month are those of its days, from the first on."
EVENTS = "Added up by day, source and kind. Every single event is in the copy for machines."
FOR_STAFF = (
    "This copy is for the information of those whom the institution's notice names. It holds what they see of"
    " the student anyway. What is for the student alone is not in it."
)


class Gathered(NamedTuple):
    """A table's rows, as JSON arrays."""

    name: str
    rows: str
    page_rows: str


class Cover(NamedTuple):
    """What stands at the top of a copy."""

    title: str
    waiting: WaitingRequest
    institution: str
    made_at: datetime
    available_until: date
    copied_to: Sequence[str]
    hidden_until: date | None
    """Marks are hidden from everyone until that day, and from this copy."""


async def provide_copy(context: Context, waiting: WaitingRequest) -> bool:
    """Make the copy and answer the request, in one transaction; False where it waits no more."""
    if not await copies.claim(context.transaction, waiting):
        return False
    profile = context.profile
    until = context.today + timedelta(days=profile.requests.copy_available_days)
    gathered = [
        Gathered(part.name, *await copies.rows_of(context.transaction, part, waiting.student_id))
        for part in parts()
    ]
    copied_to = list(profile.requests.copy_to)
    hidden = hiding(context.institution.exam_periods, context.today)
    cover = Cover(
        f"{profile.title}: a copy of your data",
        waiting,
        context.institution.institution.name,
        context.now,
        until,
        [profile.roles[role].title for role in copied_to],
        hidden.until if hidden else None,
    )
    for audience in (Audience.STUDENT, Audience.STAFF) if copied_to else (Audience.STUDENT,):
        chosen = gathered if audience is Audience.STUDENT else _for_staff(profile, gathered)
        documents = await asyncio.to_thread(_documents, cover, chosen, audience)
        await copies.add(
            context.transaction,
            waiting,
            audience,
            documents,
            copied_to=copied_to,
            available_until=until,
            now=context.now,
        )
    await request_steps.record_answer(
        context.transaction,
        waiting.request_id,
        outcome=RequestOutcome.PROVIDED,
        answer=f"Your copy is ready. You can read it here until {until}.",
        answered_by=None,
        now=context.now,
    )
    after = {"request_id": str(waiting.request_id), "copied_to": copied_to}
    await audit_work(context, "copy of the data made", f"student/{waiting.student_id}", after=after)
    return True


def _for_staff(profile: Profile, gathered: Sequence[Gathered]) -> list[Gathered]:
    """What every role that receives a copy sees of the student anyway, and needs no consent."""
    roles = [profile.role_rules[role] for role in profile.requests.copy_to]
    opened = frozenset[SectionName].intersection(*(each.sections for each in roles))
    free = {each for each in opened if profile.consent_for(each) is None}
    return [each for each in gathered if each.name in OPENED_BY and OPENED_BY[each.name] in {None, *free}]


def _documents(cover: Cover, gathered: Sequence[Gathered], audience: Audience) -> Documents:
    """The two documents; pure, and some 100 ms of work for three busy years."""
    written, shown = [], []
    for each in gathered:
        rows: Any = None
        if each.name in _READ or each.name == "notes" or _hides(cover, each.name):
            rows = _changed(cover, each.name, orjson.loads(each.rows), audience)
        title, remarks = TITLES[each.name], _remarks(cover, each.name)
        head = orjson.dumps({"name": each.name, "title": title, "remarks": remarks})
        text = each.rows.encode() if rows is None else orjson.dumps(rows)
        written.append(head[:-1] + b',"rows":' + text + b"}")
        seen = orjson.loads(each.page_rows) if rows is None else rows
        events = [EVENTS] if each.name == "events" else []
        shown.append(PagePart(each.name, title, seen, [*remarks, *events]))
    about, remarks = _about(cover), _whole(audience)
    head = orjson.dumps({"about": about, "remarks": remarks})
    document = head[:-1] + b',"parts":[' + b",".join(written) + b"]}"
    facts = {in_words(name): _fact(value) for name, value in about.items()}
    page = render(cover.title, facts, remarks, shown)
    return Documents(zlib.compress(document), zlib.compress(page.encode()))


def _about(cover: Cover) -> dict[str, Any]:
    return {
        "student_id": str(cover.waiting.student_id),
        "student_number": cover.waiting.number,
        "student_name": cover.waiting.name,
        "institution": cover.institution,
        "request_id": str(cover.waiting.request_id),
        "requested_at": cover.waiting.received_at.isoformat(),
        "assembled_at": cover.made_at.isoformat(),
        "available_until": str(cover.available_until),
        "copied_to": list(cover.copied_to),
    }


def _fact(value: Any) -> str:  # noqa: ANN401 (text, a list of it, or nothing)
    if isinstance(value, list):
        return ", ".join(value) or "nobody else"
    return value or ""


def _whole(audience: Audience) -> list[str]:
    if audience is Audience.STAFF:
        return [FOR_STAFF, READING]
    return [READING, *(f"{TITLES[name]}: {why}" for name, why in LEFT_OUT.items())]


def _remarks(cover: Cover, name: str) -> list[str]:
    found = [LEFT_OUT_ROWS[name]] if name in LEFT_OUT_ROWS else []
    if name in _READ:
        found.append(DAYS_OF_MONTHS)
    if _hides(cover, name):
        found.append(
            f"Marks are hidden from everyone until {cover.hidden_until}: ask again from that day on."
        )
    return found


# --- rows that are not shown as they rest ---


def _hides(cover: Cover, name: str) -> bool:
    return cover.hidden_until is not None and name in {"submissions", "corrections"}


def _changed(cover: Cover, name: str, rows: list[dict[str, Any]], audience: Audience) -> list[dict[str, Any]]:
    if (read := _READ.get(name)) is not None:
        return [each for row in rows for each in read(row)]
    if audience is Audience.STAFF and name == "notes":
        rows = [row for row in rows if row["status"] != "draft"]
    if not _hides(cover, name):
        return rows
    if name == "corrections":
        return [row for row in rows if row["kind"] != "mark"]
    return [row | {"mark": None} for row in rows]


def _figures(month: date, block: bytes) -> list[float | None]:
    figures = unpack_one(block)[: last_day(month).day]
    return [None if isnan(each) else each for each in figures]


def _bytes(shown: str) -> bytes:
    r"""PostgreSQL's bytea in JSON: \x and hexadecimal digits."""
    return bytes.fromhex(shown.removeprefix("\\x"))


def _amounts(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A month's amounts: one row for each source."""
    month, block = date.fromisoformat(row["month"]), _bytes(row["amounts"])
    return [
        {
            "month": row["month"],
            "source": source,
            "amounts": _figures(month, block[at * BYTES : (at + 1) * BYTES]),
        }
        for at, source in enumerate(row["sources"])
    ]


def _of_one_source(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    figures = _figures(date.fromisoformat(row["month"]), _bytes(row["amounts"]))
    return [dict(row) | {"amounts": figures}]


def _scores(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    figures = _figures(date.fromisoformat(row["month"]), _bytes(row["scores"]))
    return [dict(row) | {"scores": figures}]


_READ = {
    "activity_months": _amounts,
    "module_activity_months": _of_one_source,
    "score_months": _scores,
}
"""How packed months are read."""

"""The reference: what a login may deliver, and which codes there are."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import Field

from app.access.vocabulary import Scope, SectionName
from app.actions.exchange.read_reference import (
    DeliverableSource,
    Delivering,
    Reference,
    Register,
    Year,
)
from app.actions.exchange.vocabularies import EXPECTATION_ACTS, SERVICE_TEAMS, TEAMS, VOCABULARIES
from app.calendars.calendar import DAY
from app.schemas.base import Out, shown_as
from app.schemas.exchange.deliveries import MOST_ITEMS
from app.schemas.made_up import (
    ACADEMIC_YEAR,
    FIRST_DAY_OF_TERM,
    MODULE,
    MODULE_RUN_CODE,
    NEXT,
)
from app.schemas.record.academic_calendar import TermOut
from app.schemas.vocabularies import CodeOut, codes_out
from app.store.governance.source_proposals import ProposalState
from app.store.people.reference import Coded, CodeList
from app.wire.import_kinds import WRITTEN_AS, ImportKind, MediaType

_OPERATION = {
    "operation": "record_activity_events",
    "method": "POST",
    "path": "/v1/events",
    "summary": "Deliver events",
    "scope": "attune:events.write",
    "dry_run": True,
}
_SOURCE = {
    "code": "careers",
    "label": "Careers events",
    "unit": "events attended",
    "kinds": [
        {"code": "attended", "counts": True, "begins_session": False, "times_out": False},
        {"code": "booked", "counts": False, "begins_session": False, "times_out": False},
    ],
    "most_per_event": 10.0,
    "by_module": False,
    "pilot": False,
    "approval": None,
    "taken": True,
    "why_not": None,
}
_RUN = {
    "code": MODULE_RUN_CODE,
    "title": MODULE,
    "kind": None,
    "belongs_to": "BIO1",
    "academic_year": ACADEMIC_YEAR,
    "first_day": FIRST_DAY_OF_TERM,
    "last_day": "2019-05-31",
    "starts_at": None,
    "ends_at": None,
}
_REFERENCE = {
    "academic_years": [
        {
            "academic_year": ACADEMIC_YEAR,
            "label": "2018/19",
            "first_day": "2018-08-01",
            "last_day": "2019-07-31",
            "terms": [{"title": "Autumn term", "starts_on": FIRST_DAY_OF_TERM, "ends_before": "2018-12-17"}],
        }
    ],
    "purposes": [],
    "vocabularies": {
        "attendance_statuses": [{"code": "present", "label": "Present", "meaning": "The student came."}]
    },
    "delivering": {
        "scopes": [
            {
                "code": "attune:events.write",
                "label": "attune:events.write",
                "meaning": "Deliver activity events, and take them back.",
            }
        ],
        "operations": [_OPERATION],
        "most_items": MOST_ITEMS,
        "files": [],
        "sources": [_SOURCE],
        "registers": [],
        "systems": ["campus"],
        "lists": [{"of": "module-runs", "path": "/v1/reference/codes?of=module-runs"}],
    },
}


class ReferenceYearOut(Out):
    academic_year: int
    """The year in which it starts."""
    label: str
    """What to call it."""
    first_day: date
    """The first day of the academic year."""
    last_day: date
    """The last day of the academic year."""
    terms: list[TermOut]
    """The earliest first."""


class StatedPurposeOut(Out):
    code: str
    """What to send as `Attune-Purpose`."""
    label: str
    """What to call it on a screen."""
    words: str
    """How the student reads it: somebody looked at your …, and then these words."""


class EventKindOut(Out):
    code: str
    """What an event has as its `kind`."""
    counts: bool
    """Whether events of this kind add to a score. Others are kept, and count as nothing."""
    begins_session: bool
    """Whether it begins a session online."""
    times_out: bool
    """Whether it says that a session ended as nothing happened in it."""


class DeliverableSourceOut(Out):
    code: str
    """What an event has as its `source`."""
    label: str
    """What people call it."""
    unit: str
    """What its quantities are of."""
    kinds: list[EventKindOut]
    """What its events may be, by code."""
    most_per_event: float
    """The largest quantity that one event may stand for."""
    by_module: bool
    """Whether its events are to name module runs."""
    pilot: bool
    """Whether it is tried out: its events are taken, and count nowhere."""
    approval: ProposalState | None
    """Where the board's approval stands; null: nobody has proposed it, or the institution has no board."""
    taken: bool
    """Whether its events are taken now; otherwise each of them is rejected."""
    why_not: str | None
    """Why they are not; null where they are."""


class RegisterOut(Out):
    code: SectionName
    """Which part of the record it is."""
    label: str
    """What people call it."""
    approval: ProposalState | None
    """Where the board's approval stands; null: nobody has proposed it."""
    taken: bool
    """Whether deliveries of it are taken now; otherwise each item is rejected."""
    why_not: str | None
    """Why they are not; null where they are."""


class DeliverableOut(Out):
    operation: str
    """Its id in the contract."""
    method: str
    """The HTTP method."""
    path: str
    """The path; what stands in braces is to be filled in."""
    summary: str
    """What it does."""
    scope: Scope
    """The scope that it needs, which the token has."""
    dry_run: bool
    """Whether `?dry_run=true` says what would become of each item, and stores nothing."""


class FileKindOut(CodeOut):
    written_as: list[MediaType]
    """How it may be written: its `Content-Type`."""


class CodeListLinkOut(Out):
    of: CodeList
    """What the codes are of."""
    path: str
    """Where they can be read, page by page."""


class DeliveringOut(Out):
    """What a connected system may deliver with this token."""

    scopes: list[CodeOut]
    """What the token is good for."""
    operations: list[DeliverableOut]
    """What can be called with it, besides what everybody may read."""
    most_items: int
    """How many items one delivery may have."""
    files: list[FileKindOut]
    """What whole files may be of (`POST /v1/imports?kind=…`)."""
    sources: list[DeliverableSourceOut]
    """Sources of events, by code; empty without the scope for events."""
    registers: list[RegisterOut]
    """Parts of the record that a board has to approve, of those that the token is good for."""
    systems: list[str]
    """What items may have as `system`: those by whose names for students the roster knows any."""
    lists: list[CodeListLinkOut]
    """Codes of which there may be thousands."""


class ReferenceOut(Out):
    model_config = shown_as(_REFERENCE)

    academic_years: list[ReferenceYearOut]
    """The one of today and those beside it, and those with a scoring model or a calendar of their own."""
    purposes: list[StatedPurposeOut]
    """Why you may look at students, or at figures about groups; empty for whoever states none."""
    vocabularies: dict[str, list[CodeOut]] = Field(
        description="By name: the codes that requests and answers have. Which there are depends on the"
        " institution and on your roles: "
        + ", ".join(f"`{name}`" for name in (*VOCABULARIES, TEAMS, SERVICE_TEAMS, EXPECTATION_ACTS))
        + ". Expect names that you do not know."
    )
    delivering: DeliveringOut | None
    """What you may deliver; null unless you are a connected system."""


class CodedOut(Out):
    code: str
    """The code: what items name it by."""
    title: str | None
    """What people call it; null where it has no title."""
    kind: str | None
    """What kind it is of; null where there are no kinds."""
    belongs_to: str | None
    """The code of the org unit, module or module run that it is a part of; null at the top of the tree."""
    academic_year: int | None
    """The academic year of the module run; null where it is of none."""
    first_day: date | None
    """The module run's first day; null for anything else."""
    last_day: date | None
    """The module run's last day, or the day on which an assessment is due; null for anything else."""
    starts_at: datetime | None
    """When the session starts; null for anything else."""
    ends_at: datetime | None
    """When the session ends; null for anything else."""


class CodedListOut(Out):
    model_config = shown_as({"items": [_RUN], "next_cursor": NEXT})

    items: list[CodedOut]
    """By code."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def reference_out(
    reference: Reference, scopes: Sequence[Scope], operations: Sequence[Any], files: Sequence[ImportKind]
) -> ReferenceOut:
    """`operations`: with the fields of `DeliverableOut`. They and `files` are told to a system alone."""
    return ReferenceOut(
        academic_years=[_year(each) for each in reference.academic_years],
        purposes=[
            StatedPurposeOut(code=name, label=each.title, words=each.words)
            for name, each in reference.purposes.items()
        ],
        vocabularies={name: codes_out(each) for name, each in reference.vocabularies.items()},
        delivering=None
        if reference.delivering is None
        else _delivering(reference.delivering, scopes, operations, files),
    )


def _year(year: Year) -> ReferenceYearOut:
    return ReferenceYearOut(
        academic_year=year.academic_year,
        label=f"{year.academic_year}/{(year.academic_year + 1) % 100:02}",
        first_day=year.first_day,
        last_day=year.last_day,
        terms=[
            TermOut(title=each.title, starts_on=each.first, ends_before=each.last + DAY)
            for each in year.terms
        ],
    )


def _delivering(
    found: Delivering, scopes: Sequence[Scope], operations: Sequence[Any], files: Sequence[ImportKind]
) -> DeliveringOut:
    return DeliveringOut(
        scopes=[CodeOut(**each.model_dump() | {"label": each.code}) for each in codes_out(scopes)],
        operations=[
            DeliverableOut(**{name: getattr(each, name) for name in DeliverableOut.model_fields})
            for each in operations
        ],
        most_items=MOST_ITEMS,
        files=[
            FileKindOut(**each.model_dump(), written_as=list(WRITTEN_AS[kind]))
            for kind, each in zip(files, codes_out(files), strict=True)
        ],
        sources=[_source(each) for each in found.sources],
        registers=[_register(each) for each in found.registers],
        systems=list(found.systems),
        lists=[CodeListLinkOut(of=each, path=f"/v1/reference/codes?of={each}") for each in CodeList],
    )


def _source(source: DeliverableSource) -> DeliverableSourceOut:
    entry = source.entry
    counting = entry.kinds if entry.kinds_that_count is None else entry.kinds_that_count
    return DeliverableSourceOut(
        code=source.name,
        label=entry.title,
        unit=entry.unit,
        kinds=[
            EventKindOut(
                code=kind,
                counts=kind in counting and not entry.pilot,
                begins_session=kind in entry.begins_session,
                times_out=kind in entry.times_out,
            )
            for kind in sorted(entry.kinds)
        ],
        most_per_event=entry.most_per_event,
        by_module=entry.by_module,
        pilot=entry.pilot,
        approval=source.approval,
        taken=source.why_not is None,
        why_not=source.why_not,
    )


def _register(register: Register) -> RegisterOut:
    return RegisterOut(
        code=register.name,
        label=register.title,
        approval=register.approval,
        taken=register.why_not is None,
        why_not=register.why_not,
    )


def coded_list_out(found: Sequence[Coded], next_cursor: str | None) -> CodedListOut:
    return CodedListOut(items=[CodedOut(**_coded(each)) for each in found], next_cursor=next_cursor)


def _coded(each: Coded) -> Mapping[str, Any]:
    return {
        "code": each.code,
        "title": each.title,
        "kind": each.kind,
        "belongs_to": each.belongs_to,
        "academic_year": each.academic_year,
        "first_day": each.first_day,
        "last_day": None if each.ends_before is None else each.ends_before - DAY,
        "starts_at": each.starts_at,
        "ends_at": each.ends_at,
    }

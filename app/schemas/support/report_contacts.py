"""Contacts that Schools documented in their weekly reports."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from app.access.vocabulary import Role
from app.outreach.case import AttemptOutcome
from app.outreach.ladder import Channel
from app.schemas.base import Out, shown_as
from app.schemas.made_up import TUTOR_NAME
from app.store.support.report_contacts import RecordedContact

_VERSION = {
    "version": 1,
    "org_unit": "CLES",
    "channel": "phone",
    "outcome": "no_answer",
    "contacted_on": "2018-11-19",
    "contacted_by": "The School office",
    "note": None,
    "recorded_by_name": TUTOR_NAME,
    "role": "personal_tutor",
    "recorded_at": "2018-11-20T10:45:00Z",
}
_CONTACT = _VERSION | {"version": 2, "outcome": "reached", "week": "2018-11-19", "earlier": [_VERSION]}


class ReportContactVersionOut(Out):
    version: int
    """1 for the first that was documented of the week, and one more for each change."""
    org_unit: str
    """The School in whose report it was documented, by code."""
    channel: Channel | None
    """How the School tried to reach the student; null where nothing is documented."""
    outcome: AttemptOutcome | None
    """What came of it; null where nothing is documented."""
    contacted_on: date | None
    """When; null where nothing is documented."""
    contacted_by: str | None
    """Who tried, in the School's words; null if nobody said."""
    note: str | None
    """What the School notes on it; null if nothing."""
    recorded_by_name: str
    """Who sent the workbook that says so."""
    role: Role
    """In which role; `operator` where whoever runs the service read it in for them."""
    recorded_at: datetime
    """When it was recorded."""


class ReportContactOut(ReportContactVersionOut):
    week: date
    """The Monday of the report."""
    earlier: list[ReportContactVersionOut]
    """What was documented before, the latest first. Nothing is ever taken out."""


class ReportContactsOut(Out):
    model_config = shown_as({"items": [_CONTACT]})

    items: list[ReportContactOut]
    """One for each week of which something was documented, the latest first."""


def report_contacts_out(found: Sequence[RecordedContact]) -> ReportContactsOut:
    """Of versions in the order of weeks, the latest first, then of versions."""
    items = []
    for week, versions in groupby(found, lambda each: each.week):
        latest, *earlier = map(_version, versions)
        items.append(ReportContactOut(week=week, earlier=earlier, **latest.model_dump()))
    return ReportContactsOut(items=items)


def _version(found: RecordedContact) -> ReportContactVersionOut:
    contact = found.contact
    return ReportContactVersionOut(
        version=found.version,
        org_unit=found.org_unit,
        channel=contact.channel,
        outcome=contact.outcome,
        contacted_on=contact.day,
        contacted_by=contact.by,
        note=contact.note,
        recorded_by_name=found.recorded_by_name,
        role=found.role,
        recorded_at=found.recorded_at,
    )

"""Record teaching sessions: what is scheduled, as the timetable tells it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import uuid4

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.exchange.deliveries import (
    ItemOutcome,
    ItemResult,
    days_of,
    not_counted,
    rejected,
    repeats,
    unknown,
    upsert_each,
)
from app.clock import UNIMAGINABLE, is_imaginable
from app.ids import SessionId
from app.profiles.model import Profile
from app.store.people import modules
from app.store.people.modules import Run
from app.store.record import attendance
from app.store.record.tables import TeachingSession
from app.wire.deliveries import SessionItem

REGISTERED = (
    "the register says who came, or a student has challenged it: take each record back first (`status`: null)"
)


_CANCELLED: Mapping[bool | None, ItemResult] = {
    True: ItemResult(ItemOutcome.REMOVED),
    False: ItemResult(ItemOutcome.CONFLICT, f"cancelled: {REGISTERED}"),
    None: ItemResult(ItemOutcome.KNOWN),
}
"""By whether the session was taken back; None: no session has the code."""


class SessionKind(StrEnum):
    """What kind of teaching session it is."""

    LECTURE = "lecture"
    """A talk to everyone on the module."""
    SEMINAR = "seminar"
    """A discussion in a group."""
    TUTORIAL = "tutorial"
    """Teaching of one or a few."""
    PRACTICAL = "practical"
    """Work in a laboratory, a studio or the field."""
    CLINICAL_SKILLS = "clinical_skills"
    """Practice of clinical skills."""


async def record_sessions(context: Context, items: Sequence[SessionItem]) -> list[ItemResult]:
    """Record sessions under their codes; a code that is known is brought up to date, or taken back."""
    if (refused := not_counted(context, SectionName.ATTENDANCE, items)) is not None:
        return refused
    runs = await modules.runs_by_code(context.transaction, {item.module_run for item in items})
    ids: dict[str, SessionId] = {}  # a session that is known keeps its own

    def to_row(item: SessionItem) -> dict[str, object] | ItemResult:
        run = runs.get(item.module_run)
        fault = _fault(item, run, context.profile)
        if fault is not None:
            return rejected(fault)
        if run is None:
            return unknown("module_run: no module run has this code")
        return {
            "session_id": ids.setdefault(item.session, SessionId(uuid4())),
            "module_run_id": run.module_run_id,
            "code": item.session,
            "kind": item.kind,
            "title": item.title,
            "starts_at": item.starts_at,
            "ends_at": item.ends_at,
            "mandatory": item.mandatory,
            "for_everyone": item.for_everyone,
        }

    again = repeats([item.session for item in items], items)
    cancelled = {item.session for item, of in zip(items, again, strict=True) if item.cancelled and of is None}
    taken_back = await attendance.cancel_sessions(context.transaction, cancelled) if cancelled else {}
    rows = [
        of or (_CANCELLED[taken_back.get(item.session)] if item.cancelled else to_row(item))
        for item, of in zip(items, again, strict=True)
    ]
    return await upsert_each(context, TeachingSession, rows, key=("code",))


def _fault(item: SessionItem, run: Run | None, profile: Profile) -> str | None:
    if item.kind not in set(SessionKind):
        return f"kind: must be one of {', '.join(SessionKind)}"
    if item.starts_at.tzinfo is None or item.ends_at.tzinfo is None:
        return "starts_at, ends_at: must carry an offset from UTC"
    if not (is_imaginable(item.starts_at) and is_imaginable(item.ends_at)):
        return f"starts_at, ends_at: {UNIMAGINABLE}"
    if item.ends_at <= item.starts_at:
        return "ends_at: must be later than starts_at"
    if run is not None:
        first, last = days_of(profile, run)
        if not first <= profile.day(item.starts_at) <= profile.day(item.ends_at) <= last:
            return "starts_at, ends_at: lie outside of the module run's academic year"
    return None

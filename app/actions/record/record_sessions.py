"""Record teaching sessions: what is scheduled, as the timetable tells it."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import uuid4

from app.actions.context import Context
from app.actions.exchange.deliveries import ItemResult, upsert_each
from app.clock import UNIMAGINABLE, is_imaginable
from app.ids import ModuleRunId, SessionId
from app.store.people import modules
from app.store.record.tables import TeachingSession
from app.wire.deliveries import SessionItem


class SessionKind(StrEnum):
    LECTURE = "lecture"
    SEMINAR = "seminar"
    TUTORIAL = "tutorial"
    PRACTICAL = "practical"
    CLINICAL_SKILLS = "clinical_skills"


async def record_sessions(context: Context, items: Sequence[SessionItem]) -> list[ItemResult]:
    """Record sessions under their codes; a code that is known is brought up to date."""
    runs = await modules.runs_by_code(context.transaction, {item.module_run for item in items})

    def to_row(item: SessionItem) -> dict[str, object] | str:
        fault = _fault(item, runs)
        if fault is not None:
            return fault
        return {
            "session_id": SessionId(uuid4()),
            "module_run_id": runs[item.module_run],
            "code": item.session,
            "kind": item.kind,
            "title": item.title,
            "starts_at": item.starts_at,
            "ends_at": item.ends_at,
            "mandatory": item.mandatory,
            "for_everyone": item.for_everyone,
        }

    rows = [to_row(item) for item in items]
    return await upsert_each(context, TeachingSession, rows, key=("institution_id", "code"))


def _fault(item: SessionItem, runs: dict[str, ModuleRunId]) -> str | None:
    if item.module_run not in runs:
        return "module_run: no module run has this code"
    if item.kind not in set(SessionKind):
        return f"kind: must be one of {', '.join(SessionKind)}"
    if item.starts_at.tzinfo is None or item.ends_at.tzinfo is None:
        return "starts_at, ends_at: must carry an offset from UTC"
    if not (is_imaginable(item.starts_at) and is_imaginable(item.ends_at)):
        return f"starts_at, ends_at: {UNIMAGINABLE}"
    if item.ends_at <= item.starts_at:
        return "ends_at: must be later than starts_at"
    return None

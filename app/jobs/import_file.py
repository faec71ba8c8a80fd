"""Import a CSV file of anything that is delivered item by item; cut off, it is simply run again."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from app.actions.activity.record_events import record_events
from app.actions.context import Context
from app.actions.exchange.deliveries import ItemOutcome, ItemResult
from app.actions.record.record_attendance import record_attendance
from app.actions.record.record_career_stages import record_career_stages
from app.actions.record.record_marks import record_marks
from app.actions.record.record_sessions import record_sessions
from app.jobs.on_record import on_record
from app.jobs.runtime import OnProgress, OpenContext
from app.store.activity.waiting_events import NamedEvent
from app.wire.csv_rows import Reject
from app.wire.deliveries import AttendanceItem, CareerStageItem, MarkItem, SessionItem
from app.wire.typed_csv import TypedFile

BATCH_SIZE = 5_000
REJECTED_OUTCOMES = (ItemOutcome.REJECTED, ItemOutcome.CONFLICT)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of delivery."""

    item: type[Any]
    """The fields of one item."""
    record: Callable[[Context, Sequence[Any]], Awaitable[list[ItemResult]]]
    """Records items, and answers for each, in order."""
    help: str
    """What the command line says of it."""


KINDS = {
    "events": Kind(
        NamedEvent,
        record_events,
        "Import events from a CSV file. An event whose id is known with other content is left out.",
    ),
    "replay": Kind(
        NamedEvent,
        partial(record_events, replay=True),
        "Import events from a CSV file again. An event whose id is known with other content is replaced.",
    ),
    "sessions": Kind(
        SessionItem,
        record_sessions,
        "Import teaching sessions from a CSV file. Known ones are brought up to date.",
    ),
    "attendance": Kind(
        AttendanceItem,
        record_attendance,
        "Import attendance from a CSV file. Known records are brought up to date.",
    ),
    "marks": Kind(
        MarkItem,
        record_marks,
        "Import submissions and marks from a CSV file. Known ones are brought up to date.",
    ),
    "career-stages": Kind(
        CareerStageItem, record_career_stages, "Import students' career stages from a CSV file."
    ),
}


async def import_file(
    kind: Kind,
    path: Path,
    open_context: OpenContext,
    on_reject: Callable[[Reject], None],
    on_progress: OnProgress,
) -> Counter[ItemOutcome]:
    """Record the file's items; returns how many had which outcome. Lines left out go to `on_reject`."""
    file = TypedFile(path, kind.item)
    lines = file.rows()
    outcomes: Counter[ItemOutcome] = Counter()
    async with on_record(open_context, path.name) as figures:
        while batch := list(islice(lines, BATCH_SIZE)):
            outcomes[ItemOutcome.REJECTED] += _pass_on(file.rejects, on_reject)
            async with open_context() as context:
                results = await kind.record(context, [item for _, _, item in batch])
            for (number, text, _), result in zip(batch, results, strict=True):
                outcomes[result.outcome] += 1
                if result.outcome in REJECTED_OUTCOMES:
                    on_reject(Reject(path.name, number, f"{result.outcome}: {result.detail}", text))
            on_progress(path.name, outcomes.total())
        outcomes[ItemOutcome.REJECTED] += _pass_on(file.rejects, on_reject)
        figures.update({str(outcome): count for outcome, count in outcomes.items()})
    return outcomes


def _pass_on(rejects: list[Reject], on_reject: Callable[[Reject], None]) -> int:
    count = len(rejects)
    for reject in rejects:
        on_reject(reject)
    rejects.clear()
    return count

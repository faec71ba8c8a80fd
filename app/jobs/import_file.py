"""Import a CSV file of anything that is delivered item by item; cut off, it is simply run again."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
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
LEFT_OUT = (ItemOutcome.REJECTED, ItemOutcome.CONFLICT, ItemOutcome.UNKNOWN)
"""What somebody must look at. Lines about students whom the service does not cover are only counted."""
LONGEST_TEXT = 200
"""As in deliveries over HTTP."""


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
    on_reject: Callable[[Reject], object],
    on_progress: OnProgress,
    *,
    dry_run: bool = False,
) -> Counter[ItemOutcome]:
    """Record the file's items; returns how many had which outcome. Lines left out go to `on_reject`.

    A dry run stores nothing. It looks at one batch after the other, so what stands in two of them looks new
    twice.
    """
    file = TypedFile(path, kind.item, LONGEST_TEXT)
    lines = file.rows()
    outcomes: Counter[ItemOutcome] = Counter()
    record = (
        nullcontext[dict[str, Any]]({})
        if dry_run
        else on_record(open_context, "import", f"import/{path.name}")
    )
    async with record as figures:
        while batch := list(islice(lines, BATCH_SIZE)):
            outcomes[ItemOutcome.REJECTED] += _pass_on(file.rejects, on_reject)
            async with open_context() as context:
                items = [item for _, _, item in batch]
                results = await record_or_try(kind, context, items, dry_run=dry_run)
            for (number, text, _), result in zip(batch, results, strict=True):
                outcomes[result.outcome] += 1
                if result.outcome in LEFT_OUT:
                    on_reject(Reject(path.name, number, f"{result.outcome}: {result.detail}", text))
            on_progress(path.name, outcomes.total())
        outcomes[ItemOutcome.REJECTED] += _pass_on(file.rejects, on_reject)
        figures.update({str(outcome): count for outcome, count in outcomes.items()})
    return outcomes


async def record_or_try(
    kind: Kind, context: Context, items: Sequence[Any], *, dry_run: bool
) -> list[ItemResult]:
    """What becomes of each; in a dry run, what would."""
    if not dry_run:
        return await kind.record(context, items)
    async with context.transaction.rolled_back():
        return await kind.record(context, items)


def _pass_on(rejects: list[Reject], on_reject: Callable[[Reject], object]) -> int:
    count = len(rejects)
    for reject in rejects:
        on_reject(reject)
    rejects.clear()
    return count

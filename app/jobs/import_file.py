"""Import a CSV file of anything that is delivered item by item; cut off, it is simply run again."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from app.actions.exchange.deliveries import Answer, Fate
from app.actions.context import Here
from app.actions.record.record_attendance import record_attendance
from app.actions.record.record_career_stages import record_career_stages
from app.actions.activity.record_events import record_events
from app.actions.record.record_marks import record_marks
from app.actions.record.record_sessions import record_sessions
from app.jobs.runtime import OnProgress
from app.store.activity.waiting_events import NamedEvent
from app.wire.csv_rows import Reject
from app.wire.deliveries import AttendanceItem, CareerStageItem, MarkItem, SessionItem
from app.wire.typed_csv import TypedFile

AT_ONCE = 5_000
LEFT_OUT = (Fate.REJECTED, Fate.CONFLICT)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of delivery: the fields of one item, and what records some."""

    item: type[Any]
    record: Callable[[Here, Sequence[Any]], Awaitable[list[Answer]]]


KINDS = {
    "events": Kind(NamedEvent, record_events),
    "replay": Kind(NamedEvent, partial(record_events, replay=True)),
    "sessions": Kind(SessionItem, record_sessions),
    "attendance": Kind(AttendanceItem, record_attendance),
    "marks": Kind(MarkItem, record_marks),
    "career-stages": Kind(CareerStageItem, record_career_stages),
}


async def import_file(
    kind: Kind,
    path: Path,
    open_here: Callable[[], AbstractAsyncContextManager[Here]],
    on_reject: Callable[[Reject], None],
    on_progress: OnProgress,
) -> Counter[Fate]:
    """Record the file's items; returns how many met which fate. Lines left out go to `on_reject`."""
    file = TypedFile(path, kind.item)
    lines = file.rows()
    fates: Counter[Fate] = Counter()
    while some := list(islice(lines, AT_ONCE)):
        fates[Fate.REJECTED] += _pass_on(file.rejects, on_reject)
        async with open_here() as here:
            answers = await kind.record(here, [item for _, _, item in some])
        for (number, text, _), answer in zip(some, answers, strict=True):
            fates[answer.fate] += 1
            if answer.fate in LEFT_OUT:
                on_reject(Reject(path.name, number, f"{answer.fate}: {answer.detail}", text))
        on_progress(path.name, fates.total())
    fates[Fate.REJECTED] += _pass_on(file.rejects, on_reject)
    return fates


def _pass_on(rejects: list[Reject], on_reject: Callable[[Reject], None]) -> int:
    count = len(rejects)
    for reject in rejects:
        on_reject(reject)
    rejects.clear()
    return count

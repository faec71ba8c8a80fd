"""Run imports: files that systems sent whole are worked on, in the order in which they came.

One runner works on an institution's files at a time. Rows that are answered for one by one are stored with
how far the work has come, some thousands at once: whoever takes up what was cut off goes on from there. A
package is one transaction.
"""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any

import orjson

from app.actions.context import Context
from app.actions.exchange.deliveries import ItemResult, rejected
from app.actions.exchange.senders import sender_of
from app.actions.governance.audit_change import audit_work
from app.db.advisory import lock_for_long
from app.errors import InvalidInput, Refusal
from app.jobs.again_and_again import again_and_again
from app.jobs.import_file import BATCH_SIZE, KINDS, LEFT_OUT, LONGEST_TEXT, Kind, record_or_try
from app.jobs.import_oneroster import import_oneroster
from app.jobs.import_package import PackageImport, dry, finding_of
from app.jobs.import_roster_files import count_roster, import_roster_files, import_roster_rows
from app.jobs.import_udd import import_udd
from app.jobs.runtime import JobRuntime, OpenContext
from app.store.activity.waiting_events import NamedEvent
from app.store.exchange import imports
from app.store.exchange.imports import Import, ImportFindingRow
from app.wire.import_kinds import ITEM_KINDS, ImportKind, ImportOutcome, MediaType
from app.wire.item_lines import ItemLine, count_rows, csv_lines, json_lines
from app.wire.packages import Finding, unzip_bytes

MOST_TRIES = 5
"""How often a file is taken up: one that ends whoever works on it must not do so for ever."""
GIVEN_UP = (
    "was taken up several times and could not be finished: send it again, or ask whoever runs the service"
)
UNCOUNTED = "manifest.csv"
"""A file of a package whose rows are not data."""

Readers = Mapping[ImportKind, Callable[[Any], tuple[Any, str | None]]]
"""By kind: what the JSON of a line, or of a whole roster, says, or which rule it breaks."""
Take = Callable[[Context], Awaitable[PackageImport]]
_log = logging.getLogger("attune")


@dataclass(frozen=True, slots=True)
class _Job:
    open_context: OpenContext
    readers: Readers
    found: Import

    @property
    def kind(self) -> ImportKind:
        return self.found.submitted.kind

    @property
    def dry_run(self) -> bool:
        return self.found.submitted.dry_run


async def keep_importing(runtime: JobRuntime, readers: Readers, every: timedelta) -> None:
    """For every institution, again and again, until cancelled; copies of the service may all do it."""

    async def run_all() -> None:
        for code in await runtime.codes():
            await run_imports(partial(runtime.context, code), readers)

    await again_and_again("imports", run_all, every)


async def run_imports(open_context: OpenContext, readers: Readers) -> int:
    """Work on the institution's files until none is left; returns how many: 0, where somebody else does."""
    done = 0
    async with open_context() as guard:
        if not await lock_for_long(guard.transaction, "imports", wait=False):
            return 0
        while (found := await imports.find_next(guard.transaction)) is not None:
            if not await _is_finished(_Job(open_context, readers, found)):
                break
            done += 1
    return done


async def _is_finished(job: _Job) -> bool:
    """Whether the file is done or refused. One that cannot be finished is taken up again the next time."""
    try:
        await _work(job)
    except InvalidInput as problem:
        await _refuse(job, problem)
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 (what it is, only the log may say, and there without any value)
        _log.exception("an import could not be finished; it is taken up again")
        return False
    return True


async def _work(job: _Job) -> None:
    import_id, submitted = job.found.submitted.import_id, job.found.submitted
    if job.found.tries >= MOST_TRIES:
        raise InvalidInput(GIVEN_UP)
    async with job.open_context() as context:
        await imports.take_up(context.transaction, import_id, context.now)
        if not job.dry_run:
            begun = {"kind": submitted.kind, "bytes": submitted.bytes}
            await audit_work(context, "import begun", f"import/{import_id}", after=begun)
        content = await imports.content(context.transaction, import_id)
    if job.kind in ITEM_KINDS:
        await _take_items(job, content)
    else:
        await _take_package(job, content)


async def _finish(job: _Job, context: Context, figures: dict[str, Any]) -> None:
    import_id = job.found.submitted.import_id
    await imports.finish(context.transaction, import_id, context.now)
    if not job.dry_run:
        await audit_work(context, "import finished", f"import/{import_id}", after=figures)


async def _refuse(job: _Job, problem: InvalidInput) -> None:
    """What was stored before, row by row, stays, and stays answered for."""
    found, import_id = job.found, job.found.submitted.import_id
    async with job.open_context() as context:
        now = await imports.get(context.transaction, import_id)
        findings = [_row_of(finding_of(each)) for each in problem.faults]
        if job.kind in ITEM_KINDS:
            findings = [each._replace(file=None) for each in findings]
        further = int(problem.extras.get("further", 0))
        rows = (now.rows_read, now.rows_read)
        await imports.advance(context.transaction, import_id, rows, now.figures, findings, further)
        await imports.finish(context.transaction, import_id, context.now, problem.detail)
        if not found.submitted.dry_run:
            await audit_work(context, "import refused", f"import/{import_id}")


# --- row by row ---


async def _take_items(job: _Job, content: bytes) -> None:
    submitted, read = job.found.submitted, job.found.rows_read
    outcomes = Counter[str](job.found.figures.get("outcomes", {}))
    kind = _sent_by(job, KINDS[job.kind.replace("_", "-")])
    lines = islice(_lines(job, kind, content), read, None)
    async with job.open_context() as context:
        total = count_rows(content, header=submitted.media_type is MediaType.CSV)
        await imports.expect(context.transaction, submitted.import_id, total)
    names = frozenset(each.name for each in fields(kind.item))
    while batch := list(islice(lines, BATCH_SIZE)):
        async with job.open_context() as context:
            results = await _results(kind, context, batch, dry_run=job.dry_run)
            outcomes.update(str(each.outcome) for each in results)
            findings = [
                _said(line.number, result, names)
                for line, result in zip(batch, results, strict=True)
                if result.outcome in LEFT_OUT
            ]
            figures = {"outcomes": dict(outcomes)}
            rows = (read, read + len(batch))
            await imports.advance(context.transaction, submitted.import_id, rows, figures, findings)
        read += len(batch)
    async with job.open_context() as context:
        await _finish(job, context, dict(outcomes))


def _sent_by(job: _Job, kind: Kind) -> Kind:
    """Events of a file are the sender's to look up, as those of a delivery are."""
    if kind.item is not NamedEvent:
        return kind
    sender = sender_of(job.found.issuer, job.found.subject)
    record: Callable[..., Awaitable[list[ItemResult]]] = kind.record
    return replace(kind, record=partial(record, sent_by=lambda _: sender))


def _lines(job: _Job, kind: Kind, content: bytes) -> Iterator[ItemLine]:
    if job.found.submitted.media_type is MediaType.NDJSON:
        return json_lines(content, job.readers[job.kind])
    return csv_lines(content, kind.item, LONGEST_TEXT)


async def _results(
    kind: Kind, context: Context, batch: Sequence[ItemLine], *, dry_run: bool
) -> list[ItemResult]:
    """What became of each line, in order."""
    sound = [each.item for each in batch if each.rule is None]
    recorded = iter(await record_or_try(kind, context, sound, dry_run=dry_run) if sound else ())
    return [next(recorded) if each.rule is None else rejected(each.rule) for each in batch]


def _said(line: int, result: ItemResult, names: frozenset[str]) -> ImportFindingRow:
    """A detail begins with the field at fault, if it is about one."""
    field, _, rule = (result.detail or "").partition(": ")
    named = (field, rule) if field in names else (None, result.detail or "")
    return ImportFindingRow(None, line, named[0], ImportOutcome(result.outcome.value), named[1])


# --- all of it or nothing ---


async def _take_package(job: _Job, content: bytes) -> None:
    submitted = job.found.submitted
    take, total = _taking(job, content)
    async with job.open_context() as context:
        await imports.expect(context.transaction, submitted.import_id, total)
    async with job.open_context() as context:
        done = await dry(context, partial(take, context), dry_run=job.dry_run)
        figures = {
            "changes": {noun: asdict(each) for noun, each in done.changes.items()},
            "ends_kept": done.ends_kept,
        }
        findings = [_row_of(each) for each in done.findings]
        rows = (job.found.rows_read, total)
        await imports.advance(context.transaction, submitted.import_id, rows, figures, findings)
        await _finish(job, context, figures)


def _taking(job: _Job, content: bytes) -> tuple[Take, int]:
    """How the package is taken, and how many rows it has."""
    submitted = job.found.submitted
    if submitted.media_type is MediaType.JSON:
        roster, rule = job.readers[job.kind](orjson.loads(content))
        if roster is None:  # it was read when it came: by earlier rules, then
            raise InvalidInput(f"the roster cannot be read: {rule}")
        return partial(import_roster_rows, roster=roster), count_roster(roster)
    files = {submitted.file: content} if submitted.file is not None else unzip_bytes(content)
    total = sum(count_rows(each, header=True) for name, each in files.items() if name != UNCOUNTED)
    return partial(_take, job, files=files), total


async def _take(job: _Job, context: Context, files: Mapping[str, bytes]) -> PackageImport:
    match job.kind:
        case ImportKind.ONEROSTER:
            return await import_oneroster(context, files, level=job.found.submitted.level)
        case ImportKind.UDD:
            return await import_udd(context, files)
        case _:
            return await import_roster_files(context, files)


def _row_of(finding: Finding) -> ImportFindingRow:
    return ImportFindingRow(
        finding.file or None,
        finding.row,
        finding.column,
        ImportOutcome(finding.outcome.value),
        finding.detail,
    )

"""Import the Open University's dataset: what was taken, what was left, and why, line by line.

The roster goes in first (one transaction), then submissions, then clicks, each whole or not at all.
Every identifier is made from the dataset's own, so a second run changes nothing, and a run that was cut
off is simply run again.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from app.actions.context import Context
from app.db import bulk
from app.db.bulk import Changes
from app.jobs.import_roster import import_roster
from app.jobs.on_record import on_record
from app.jobs.oulad_roster import OuladDataset, roster_of
from app.jobs.runtime import OnProgress, OpenContext
from app.profiles.model import SourceEntry
from app.store.activity import events, freshness, oulad_clicks
from app.store.activity.events import EventOutcome
from app.store.people import modules, students
from app.store.record.tables import Submission
from app.wire import oulad
from app.wire.csv_rows import Line, Reject
from app.wire.oulad import OuladFile, OuladRegistration


@dataclass
class FileReport:
    """What became of one file's lines: accepted + rejected = lines."""

    name: str
    accepted: int = 0
    rejected: int = 0
    stored: Changes = field(default_factory=Changes)
    """Of the accepted: rows new, changed and as they were (clicks: summed by student, site and day)."""
    notes: list[str] = field(default_factory=list)


@dataclass
class OuladReport:
    files: list[FileReport] = field(default_factory=list)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By file and kind of reason (the part before the colon): how many lines."""
    clicks: int = 0
    """Clicks accepted in all."""


Row = TypeVar("Row")
Key = TypeVar("Key")
OnReject = Callable[[Reject], object]


@dataclass
class _Import:
    directory: Path
    open_context: OpenContext
    on_reject: OnReject
    on_progress: OnProgress
    report: OuladReport = field(default_factory=OuladReport)
    data: OuladDataset = field(default_factory=OuladDataset)

    def take(
        self,
        file: OuladFile,
        parse: Callable[[tuple[str, ...]], Row],
        key: Callable[[Row], Key],
        fault: Callable[[Row], str | None] = lambda _: None,
    ) -> dict[Key, Row]:
        """A file's rows by key, without those that have a fault or whose key was there before."""
        taken: dict[Key, Row] = {}
        for line, row in self.rows(file, parse):
            reason = "repeated: it stands there before" if key(row) in taken else fault(row)
            if reason is None:
                taken[key(row)] = row
            else:
                file.reject(line, reason)
        self._pass_on(file)
        return taken

    def rows(self, file: OuladFile, parse: Callable[[tuple[str, ...]], Row]) -> Iterator[tuple[Line, Row]]:
        """A file's good rows; bad ones go to the rejects as they are met."""
        for number, (line, row) in enumerate(file.rows(parse), start=1):
            self._pass_on(file)
            if number % 100_000 == 0:
                self.on_progress(file.csv.path.name, number)
            yield line, row
        self._pass_on(file)

    def _pass_on(self, file: OuladFile) -> None:
        for reject in file.rejects:
            self.report.reasons[reject.file, reject.reason.partition(":")[0]] += 1
            self.on_reject(reject)
        file.rejects.clear()

    def done(self, file: OuladFile, accepted: int, stored: Changes, *notes: str) -> None:
        self._pass_on(file)
        name = file.csv.path.name
        rejected = sum(count for (each, _), count in self.report.reasons.items() if each == name)
        aside = oulad.UNUSED_COLUMNS.get(name)
        kept = [note for note in (*notes, f"left aside: {aside}" if aside else "") if note]
        self.report.files.append(FileReport(name, accepted, rejected, stored, kept))


async def import_oulad(
    directory: Path,
    open_context: OpenContext,
    on_reject: OnReject,
    on_progress: OnProgress,
) -> OuladReport:
    """Import the dataset's files in `directory`.

    Raises InvalidInput for a file that is missing or lacks a column, before anything of it is stored.
    """
    job = _Import(directory, open_context, on_reject, on_progress)
    async with on_record(open_context, "import", "import/oulad") as figures:
        await _import_teaching(job)
        await _import_submissions(job)
        await _import_clicks(job)
        figures.update({file.name: file.accepted for file in job.report.files})
    return job.report


async def _import_teaching(job: _Import) -> None:
    """Presentations, assessments, students and registrations, as one roster in one transaction."""
    data = job.data
    courses, tests = oulad.courses(job.directory), oulad.assessments(job.directory)
    infos, registrations = oulad.student_infos(job.directory), oulad.registrations(job.directory)
    data.presentations = job.take(courses, oulad.parse_course, lambda row: row.run)
    data.assessments = job.take(
        tests, oulad.parse_assessment, lambda row: row.identifier, lambda row: data.no_run(row.run)
    )
    described = job.take(infos, oulad.parse_student_info, lambda row: row, lambda row: data.no_run(row[0]))

    def not_described(row: OuladRegistration) -> str | None:
        if (row.run, row.student) not in described:
            return "unknown student: not in studentInfo.csv for this presentation"
        return None

    data.registrations = job.take(
        registrations, oulad.parse_registration, lambda row: (row.run, row.student), not_described
    )
    async with job.open_context() as context:
        changes = (await import_roster(context, roster_of(context.profile, data))).changes
    undated = sum(each.registered is None for each in data.registrations.values())
    job.done(courses, len(data.presentations), changes["module_runs"])
    job.done(tests, len(data.assessments), changes["assessments"])
    job.done(infos, len(described), changes["students"], "a student counts once for all presentations")
    job.done(
        registrations,
        len(data.registrations),
        changes["enrolments"],
        f"{undated} have no date of registration: enrolled, but no day of them can be scored",
    )


async def _import_submissions(job: _Import) -> None:
    file, data = oulad.submissions(job.directory), job.data

    def fault(row: oulad.OuladSubmission) -> str | None:
        if row.assessment not in data.assessments:
            return "unknown assessment: not in assessments.csv"
        if (data.assessments[row.assessment].run, row.student) not in data.registrations:
            return "unknown student: not registered on the assessment's presentation"
        return None

    taken = job.take(file, oulad.parse_submission, lambda row: (row.student, row.assessment), fault)
    async with job.open_context() as context:
        number_of = await students.find_all_by_number(context.transaction)
        assessment_of = await modules.assessments_by_code(context.transaction)
        rows = [
            {
                "institution_id": context.institution_id,
                "student_id": number_of[row.student],
                "assessment_id": assessment_of[row.assessment].assessment_id,
                "submitted_on": data.run_of(row).day(row.submitted),
                "mark": row.mark,
                "carried_over": row.banked,
                "confirmed_on": None,  # the dataset knows of no board
            }
            for row in taken.values()
        ]
        changes = await bulk.upsert(context.transaction, Submission, rows) if rows else Changes()
    unmarked = sum(row.mark is None for row in taken.values())
    late = sum(row.submitted > data.run_of(row).length for row in taken.values())
    job.done(
        file,
        len(taken),
        changes,
        f"{unmarked} have no mark",
        f"{late} are dated after their presentation's end, and stored as dated",
    )


async def _import_clicks(job: _Import) -> None:
    file = oulad.sites(job.directory)
    job.data.sites = job.take(
        file, oulad.parse_site, lambda row: row.identifier, lambda row: job.data.no_run(row.run)
    )
    job.done(file, len(job.data.sites), Changes(), "names what was clicked; not stored by itself")
    for clicks in oulad.click_files(job.directory):
        async with job.open_context() as context:
            await _import_click_file(job, context, clicks)


async def _import_click_file(job: _Import, context: Context, file: OuladFile) -> None:
    number_of = await students.find_all_by_number(context.transaction)
    codes = [run.code for run in job.data.presentations.values()]
    run_of = await modules.runs_by_code(context.transaction, codes)
    source = context.profile.sources["vle"]
    accepted = clicks = 0
    latest = date.min

    async def staged() -> AsyncIterator[oulad_clicks.StagedClicks]:
        nonlocal accepted, clicks, latest
        for line, row in job.rows(file, oulad.parse_clicks):
            reason = _fault(job.data, row) or _beyond(source, job.data.sites[row.site].kind, row.clicks)
            if reason is not None:
                file.reject(line, reason)
                continue
            run = job.data.presentations[row.run]
            day = run.day(row.offset)
            accepted += 1
            clicks += row.clicks
            latest = max(latest, day)
            yield (
                number_of[row.student],
                run_of[run.code].module_run_id,
                context.profile.academic_year(day),
                day,
                row.site,
                job.data.sites[row.site].kind,
                row.clicks,
            )

    await oulad_clicks.stage_clicks(context.transaction, staged())
    job.on_progress(f"{file.csv.path.name}: summing by student, resource and day", accepted)
    await oulad_clicks.clicks_to_events(context.transaction, context.profile.time_zone)
    counted = await events.record_staged(
        context.transaction, context.institution.counted_sources(), replace=True
    )
    if accepted:
        # The dataset dates by day; the day is over at the next midnight.
        as_of = datetime.combine(latest + timedelta(days=1), time.min, context.profile.zone)
        await freshness.record_delivery(context.transaction, {"vle": as_of}, context.now)
    changes = Changes(
        counted.get(EventOutcome.RECORDED, 0),
        counted.get(EventOutcome.REPLACED, 0),
        counted.get(EventOutcome.KNOWN, 0),
    )
    job.report.clicks += clicks
    summed = changes.inserted + changes.updated + changes.unchanged
    job.done(file, accepted, changes, f"{clicks} clicks, {summed} student-resource-days after summing")


def _fault(data: OuladDataset, row: oulad.OuladClicks) -> str | None:
    if row.run not in data.presentations:
        return data.no_run(row.run)
    if (row.run, row.student) not in data.registrations:
        return "unknown student: not registered on this presentation"
    site = data.sites.get(row.site)
    if site is None or site.run != row.run:
        return "unknown resource: not in vle.csv for this presentation"
    if not -oulad.OPENS_BEFORE <= row.offset <= data.presentations[row.run].length:
        return f"date: {row.offset} is outside the presentation"
    return None


def _beyond(source: SourceEntry, kind: str, clicks: int) -> str | None:
    """The profile's bounds, as for events that are delivered."""
    if kind not in source.kinds:
        return f"unknown kind: the profile has no {kind!r}"
    if clicks > source.most_per_event:
        return f"sum_click: {clicks} is more than {source.most_per_event:g}"
    return None

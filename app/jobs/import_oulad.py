"""Import the Open University's dataset: what was taken, what was left, and why, line by line.

The roster goes in first (one transaction), then submissions, then clicks, each whole or not at all.
Every identifier is made from the dataset's own, so a second run changes nothing, and a run that was cut
off is simply run again.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from app.actions.context import Here
from app.jobs.import_roster import import_roster
from app.store.activity.events import events as activity
from app.store.people import modules, students
from app.store.activity.events import oulad_clicks as store
from app.store.activity.events import Outcome
from app.db.bulk import Changes
from app.wire import oulad
from app.wire.csv_rows import Line, Reject
from app.wire.oulad import OuladFile, OuladRegistration, Presentation, Run
from app.wire.roster import (
    AssessmentRow,
    EnrolmentRow,
    IdentifierRow,
    ModuleRow,
    ModuleRunRow,
    OrgUnitRow,
    ProgrammeRow,
    RegistrationRow,
    Roster,
    StudentRow,
)

SYSTEM = "oulad"
COLLEGE = "OU"
PROGRAMME = "OULAD"
"""The dataset tells neither colleges nor programmes: everybody is in one of each, named as what it is."""


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
OnReject = Callable[[Reject], None]
OnProgress = Callable[[str, int], None]


@dataclass
class _Dataset:
    """What is known of the dataset by the time clicks are read; small, whatever the click table's size."""

    presentations: dict[Run, Presentation] = field(default_factory=dict)
    assessments: dict[str, oulad.OuladAssessment] = field(default_factory=dict)
    registrations: dict[tuple[Run, str], OuladRegistration] = field(default_factory=dict)
    sites: dict[str, oulad.OuladSite] = field(default_factory=dict)

    def no_run(self, run: Run) -> str | None:
        return None if run in self.presentations else "unknown presentation: not in courses.csv"

    def run_of(self, row: oulad.OuladSubmission) -> Presentation:
        return self.presentations[self.assessments[row.assessment].run]


@dataclass
class _Import:
    directory: Path
    open_here: Callable[[], AbstractAsyncContextManager[Here]]
    on_reject: OnReject
    on_progress: OnProgress
    report: OuladReport = field(default_factory=OuladReport)
    data: _Dataset = field(default_factory=_Dataset)

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
        aside = oulad.LEFT_ASIDE.get(name)
        kept = [note for note in (*notes, f"left aside: {aside}" if aside else "") if note]
        self.report.files.append(FileReport(name, accepted, rejected, stored, kept))


async def import_oulad(
    directory: Path,
    open_here: Callable[[], AbstractAsyncContextManager[Here]],
    on_reject: OnReject,
    on_progress: OnProgress,
) -> OuladReport:
    """Import the dataset's files in `directory`; `open_here` opens a transaction as the operator.

    Raises InvalidInput for a file that is missing or lacks a column, before anything of it is stored.
    """
    at = _Import(directory, open_here, on_reject, on_progress)
    await _import_teaching(at)
    await _import_submissions(at)
    await _import_clicks(at)
    return at.report


async def _import_teaching(at: _Import) -> None:
    """Presentations, assessments, students and registrations, as one roster in one transaction."""
    data = at.data
    courses, tests = oulad.courses(at.directory), oulad.assessments(at.directory)
    infos, registrations = oulad.student_infos(at.directory), oulad.registrations(at.directory)
    data.presentations = at.take(courses, oulad.parse_course, lambda row: row.run)
    data.assessments = at.take(
        tests, oulad.parse_assessment, lambda row: row.identifier, lambda row: data.no_run(row.run)
    )
    described = at.take(infos, oulad.parse_student_info, lambda row: row, lambda row: data.no_run(row[0]))

    def not_described(row: OuladRegistration) -> str | None:
        if (row.run, row.student) not in described:
            return "unknown student: not in studentInfo.csv for this presentation"
        return None

    data.registrations = at.take(
        registrations, oulad.parse_registration, lambda row: (row.run, row.student), not_described
    )
    async with at.open_here() as here:
        changes = await import_roster(here, _roster(here, data))
    undated = sum(each.registered is None for each in data.registrations.values())
    at.done(courses, len(data.presentations), changes["module_runs"])
    at.done(tests, len(data.assessments), changes["assessments"])
    at.done(infos, len(described), changes["students"], "a student counts once for all presentations")
    at.done(
        registrations,
        len(data.registrations),
        changes["enrolments"],
        f"{undated} have no date of registration: enrolled, but no day of them can be scored",
    )


def _roster(here: Here, data: _Dataset) -> Roster:
    runs = data.presentations.values()
    numbers = sorted({student for _, student in data.registrations}, key=int)
    return Roster(
        org_units=[OrgUnitRow(COLLEGE, "The Open University (anonymised)", "college")],
        programmes=[ProgrammeRow(PROGRAMME, "Modules of the dataset", COLLEGE)],
        modules=[
            ModuleRow(module, f"Module {module} (anonymised)", COLLEGE)
            for module in sorted({run.run[0] for run in runs})
        ],
        module_runs=[
            ModuleRunRow(
                run.code,
                run.run[0],
                here.profile.academic_year(run.starts_on),
                run.starts_on,
                run.day(run.length + 1),
            )
            for run in runs
        ],
        assessments=[
            AssessmentRow(
                test.identifier,
                data.presentations[test.run].code,
                test.kind,
                None if test.due is None else data.presentations[test.run].day(test.due),
                test.weight,
            )
            for test in data.assessments.values()
        ],
        students=[StudentRow(number, None) for number in numbers],
        identifiers=[IdentifierRow(number, SYSTEM, number) for number in numbers],
        registrations=_registered(data),
        enrolments=[
            EnrolmentRow(each.student, data.presentations[each.run].code, *_dates(data, each))
            for each in data.registrations.values()
        ],
    )


def _dates(data: _Dataset, each: OuladRegistration) -> tuple[date | None, date | None]:
    run = data.presentations[each.run]
    begins = None if each.registered is None else run.day(each.registered)
    return begins, run.day(run.length + 1 if each.unregistered is None else each.unregistered)


def _registered(data: _Dataset) -> list[RegistrationRow]:
    """When each student was registered on anything: overlapping and adjoining enrolments are one spell."""
    spans: dict[str, list[tuple[date, date]]] = {}
    for each in data.registrations.values():
        begins, ends = _dates(data, each)
        if begins is not None and ends is not None and begins < ends:
            spans.setdefault(each.student, []).append((begins, ends))
    rows = []
    for student, mine in spans.items():
        for begins, ends in _joined(mine):
            rows.append(
                RegistrationRow(
                    student, begins, ends, PROGRAMME, COLLEGE, "undergraduate", "online", "off_campus"
                )
            )
    return rows


def _joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    joined: list[tuple[date, date]] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(ends, joined[-1][1])
        else:
            joined.append((begins, ends))
    return joined


async def _import_submissions(at: _Import) -> None:
    file, data = oulad.submissions(at.directory), at.data

    def fault(row: oulad.OuladSubmission) -> str | None:
        if row.assessment not in data.assessments:
            return "unknown assessment: not in assessments.csv"
        if (data.assessments[row.assessment].run, row.student) not in data.registrations:
            return "unknown student: not registered on the assessment's presentation"
        return None

    taken = at.take(file, oulad.parse_submission, lambda row: (row.student, row.assessment), fault)
    async with at.open_here() as here:
        mine = here.institution.institution_id
        number_of = await students.find_all_by_number(here.session, mine)
        assessment_of = await modules.assessments_by_code(here.session, mine)
        rows = [
            {
                "student_id": number_of[row.student],
                "assessment_id": assessment_of[row.assessment],
                "submitted_on": data.run_of(row).day(row.submitted),
                "mark": row.mark,
                "carried_over": row.banked,
            }
            for row in taken.values()
        ]
        changes = await store.store_submissions(here.session, rows)
    unmarked = sum(row.mark is None for row in taken.values())
    late = sum(row.submitted > data.run_of(row).length for row in taken.values())
    at.done(
        file,
        len(taken),
        changes,
        f"{unmarked} have no mark",
        f"{late} are dated after their presentation's end, and stored as dated",
    )


async def _import_clicks(at: _Import) -> None:
    file = oulad.sites(at.directory)
    at.data.sites = at.take(
        file, oulad.parse_site, lambda row: row.identifier, lambda row: at.data.no_run(row.run)
    )
    at.done(file, len(at.data.sites), Changes(), "names what was clicked; not stored by itself")
    for clicks in oulad.click_files(at.directory):
        async with at.open_here() as here:
            await _import_click_file(at, here, clicks)


async def _import_click_file(at: _Import, here: Here, file: OuladFile) -> None:
    mine = here.institution.institution_id
    number_of = await students.find_all_by_number(here.session, mine)
    codes = [run.code for run in at.data.presentations.values()]
    run_of = await modules.runs_by_code(here.session, mine, codes)
    accepted = clicks = 0
    latest = date.min

    async def staged() -> AsyncIterator[store.StagedClicks]:
        nonlocal accepted, clicks, latest
        for line, row in at.rows(file, oulad.parse_clicks):
            reason = _fault(at.data, row)
            if reason is not None:
                file.reject(line, reason)
                continue
            run = at.data.presentations[row.run]
            day = run.day(row.offset)
            accepted += 1
            clicks += row.clicks
            latest = max(latest, day)
            yield (
                number_of[row.student],
                run_of[run.code],
                here.profile.academic_year(day),
                day,
                row.site,
                at.data.sites[row.site].kind,
                row.clicks,
            )

    await store.stage_clicks(here.session, staged())
    at.on_progress(f"{file.csv.path.name}: summing by student, resource and day", accepted)
    await store.clicks_to_events(here.session, here.profile.time_zone)
    counted = await activity.record_staged(here.session, here.profile.scored, replace=True)
    if accepted:
        # The dataset dates by day; the day is over at the next midnight.
        as_of = datetime.combine(latest + timedelta(days=1), time.min, here.profile.zone)
        await activity.note_delivery(here.session, mine, {"vle": as_of}, here.now)
    changes = Changes(
        counted.get(Outcome.RECORDED, 0), counted.get(Outcome.REPLACED, 0), counted.get(Outcome.KNOWN, 0)
    )
    at.report.clicks += clicks
    summed = changes.inserted + changes.updated + changes.unchanged
    at.done(file, accepted, changes, f"{clicks} clicks, {summed} student-resource-days after summing")


def _fault(data: _Dataset, row: oulad.OuladClicks) -> str | None:
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

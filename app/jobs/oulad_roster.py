"""The Open University's dataset as a roster: what is known of it, and which rows that makes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.profiles.model import Profile
from app.wire import oulad
from app.wire.oulad import OuladRegistration, Presentation, Run
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
class OuladDataset:
    """What is known of the dataset by the time clicks are read; small, whatever the click table's size."""

    presentations: dict[Run, Presentation] = field(default_factory=dict)
    assessments: dict[str, oulad.OuladAssessment] = field(default_factory=dict)
    registrations: dict[tuple[Run, str], OuladRegistration] = field(default_factory=dict)
    sites: dict[str, oulad.OuladSite] = field(default_factory=dict)

    def no_run(self, run: Run) -> str | None:
        return None if run in self.presentations else "unknown presentation: not in courses.csv"

    def run_of(self, row: oulad.OuladSubmission) -> Presentation:
        return self.presentations[self.assessments[row.assessment].run]


def roster_of(profile: Profile, data: OuladDataset) -> Roster:
    """The dataset's modules, runs, assessments, students and registrations."""
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
                profile.academic_year(run.starts_on),
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


def _dates(data: OuladDataset, each: OuladRegistration) -> tuple[date | None, date | None]:
    run = data.presentations[each.run]
    begins = None if each.registered is None else run.day(each.registered)
    return begins, run.day(run.length + 1 if each.unregistered is None else each.unregistered)


def _registered(data: OuladDataset) -> list[RegistrationRow]:
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

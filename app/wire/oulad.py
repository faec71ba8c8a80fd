"""OULAD: the Open University Learning Analytics Dataset's own CSV files.

Kuzilek J., Hlosta M., Zdrahal Z., Open University Learning Analytics dataset, Sci Data 4:170005 (2017),
CC BY 4.0. Its dates count days from a presentation's start; presentations are named by year and B
(February) or J (October).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from app.errors import InvalidInput
from app.wire.csv_rows import CsvFile, Line, Reject

Run = tuple[str, str]
"""(module, presentation)"""

STARTS = {"B": 2, "J": 10}
"""The month in which a presentation starts, by the letter after its year; the dataset says no more."""

OPENS_BEFORE = 60
"""Days before its start at which a presentation's site may open; earlier clicks are not its own."""

UNUSED_COLUMNS = {
    "studentInfo.csv": (
        "gender, region, highest_education, imd_band, age_band and disability are for statistics only;"
        " num_of_prev_attempts, studied_credits and final_result have no use here"
    ),
    "vle.csv": "week_from and week_to are plans, not activity",
}


LONGEST_NUMBER = 12
"""Digits of a student's number."""


class InvalidLine(ValueError):
    """What is wrong with a line, in words for the rejects file."""


@dataclass(frozen=True, slots=True)
class Presentation:
    run: Run
    starts_on: date
    length: int
    """Days."""

    @property
    def code(self) -> str:
        return "-".join(self.run)

    def day(self, offset: int) -> date:
        return self.starts_on + timedelta(days=offset)


@dataclass(frozen=True, slots=True)
class OuladAssessment:
    identifier: str
    run: Run
    kind: str
    due: int | None
    weight: float


@dataclass(frozen=True, slots=True)
class OuladRegistration:
    run: Run
    student: str
    registered: int | None
    unregistered: int | None


@dataclass(frozen=True, slots=True)
class OuladSubmission:
    assessment: str
    student: str
    submitted: int
    banked: bool
    mark: float | None


@dataclass(frozen=True, slots=True)
class OuladSite:
    """A resource of a presentation's site."""

    identifier: str
    run: Run
    kind: str


@dataclass(frozen=True, slots=True)
class OuladClicks:
    run: Run
    student: str
    site: str
    offset: int
    clicks: int


Row = TypeVar("Row")


@dataclass(slots=True)
class OuladFile:
    """One of the dataset's files: its good rows, and what was wrong with the others."""

    csv: CsvFile

    @classmethod
    def at(cls, directory: Path, name: str, *columns: str) -> "OuladFile":
        return cls(CsvFile(directory / name, columns))

    def rows(self, parse: Callable[[tuple[str, ...]], Row]) -> Iterator[tuple[Line, Row]]:
        for line in self.csv.lines():
            try:
                yield line, parse(line.fields)
            except InvalidLine as problem:
                self.reject(line, str(problem))

    def reject(self, line: Line, reason: str) -> None:
        self.csv.reject(line.number, reason, line.text)

    @property
    def rejects(self) -> list[Reject]:
        return self.csv.rejects


def courses(directory: Path) -> OuladFile:
    return OuladFile.at(
        directory, "courses.csv", "code_module", "code_presentation", "module_presentation_length"
    )


def parse_course(fields: tuple[str, ...]) -> Presentation:
    module, presentation, length = fields
    year, letter = presentation[:4], presentation[4:]
    if not (year.isascii() and year.isdigit()) or letter not in STARTS:
        raise InvalidLine(f"code_presentation: {presentation!r} is not a year and B or J")
    return Presentation(
        (module, presentation),
        date(int(year), STARTS[letter], 1),
        _number("module_presentation_length", length, at_least=1),
    )


def assessments(directory: Path) -> OuladFile:
    return OuladFile.at(
        directory,
        "assessments.csv",
        "id_assessment",
        "code_module",
        "code_presentation",
        "assessment_type",
        "date",
        "weight",
    )


def parse_assessment(fields: tuple[str, ...]) -> OuladAssessment:
    identifier, module, presentation, kind, due, weight = fields
    return OuladAssessment(
        identifier,
        (module, presentation),
        kind,
        _offset("date", due) if due else None,
        _decimal("weight", weight, at_most=100),
    )


def registrations(directory: Path) -> OuladFile:
    return OuladFile.at(
        directory,
        "studentRegistration.csv",
        "code_module",
        "code_presentation",
        "id_student",
        "date_registration",
        "date_unregistration",
    )


def parse_registration(fields: tuple[str, ...]) -> OuladRegistration:
    module, presentation, student, registered, unregistered = fields
    read = OuladRegistration(
        (module, presentation),
        _student(student),
        _offset("date_registration", registered) if registered else None,
        _offset("date_unregistration", unregistered) if unregistered else None,
    )
    if read.registered is not None and read.unregistered is not None and read.unregistered < read.registered:
        raise InvalidLine("date_unregistration: lies before date_registration")
    return read


def student_infos(directory: Path) -> OuladFile:
    return OuladFile.at(directory, "studentInfo.csv", "code_module", "code_presentation", "id_student")


def parse_student_info(fields: tuple[str, ...]) -> tuple[Run, str]:
    module, presentation, student = fields
    return (module, presentation), _student(student)


def submissions(directory: Path) -> OuladFile:
    return OuladFile.at(
        directory,
        "studentAssessment.csv",
        "id_assessment",
        "id_student",
        "date_submitted",
        "is_banked",
        "score",
    )


def parse_submission(fields: tuple[str, ...]) -> OuladSubmission:
    assessment, student, submitted, banked, score = fields
    if banked not in {"0", "1"}:
        raise InvalidLine(f"is_banked: {banked!r} is neither 0 nor 1")
    return OuladSubmission(
        assessment,
        _student(student),
        _offset("date_submitted", submitted),
        banked == "1",
        _decimal("score", score, at_most=100) if score else None,
    )


def sites(directory: Path) -> OuladFile:
    return OuladFile.at(directory, "vle.csv", "id_site", "code_module", "code_presentation", "activity_type")


def parse_site(fields: tuple[str, ...]) -> OuladSite:
    identifier, module, presentation, kind = fields
    return OuladSite(identifier, (module, presentation), kind)


def click_files(directory: Path) -> list[OuladFile]:
    """The whole click table if it is there, else the parts of it that are."""
    whole = directory / "studentVle.csv"
    found = [whole] if whole.exists() else sorted(directory.glob("studentVle_*.csv"))
    if not found:
        raise InvalidInput("studentVle.csv: there is neither the click table nor a part of it")
    columns = ("code_module", "code_presentation", "id_student", "id_site", "date", "sum_click")
    return [OuladFile.at(directory, path.name, *columns) for path in found]


def parse_clicks(fields: tuple[str, ...]) -> OuladClicks:
    module, presentation, student, site, offset, clicks = fields
    return OuladClicks(
        (module, presentation),
        _student(student),
        site,
        _offset("date", offset),
        _number("sum_click", clicks, at_least=1),
    )


_WHOLE = re.compile(r"-?[0-9]{1,9}")
_FURTHEST = 3_000
"""Days from a presentation's start; the dataset's furthest is 608."""


def _number(name: str, value: str, *, at_least: int | None = None) -> int:
    if not _WHOLE.fullmatch(value):
        raise InvalidLine(f"{name}: {value[:40]!r} is not a whole number")
    number = int(value)
    if at_least is not None and number < at_least:
        raise InvalidLine(f"{name}: {number} is less than {at_least}")
    return number


def _offset(name: str, value: str) -> int:
    number = _number(name, value)
    if abs(number) > _FURTHEST:
        raise InvalidLine(f"{name}: {number} is more than {_FURTHEST} days from the presentation's start")
    return number


def _decimal(name: str, value: str, *, at_most: float) -> float:
    try:
        number = float(value)
    except ValueError:
        raise InvalidLine(f"{name}: {value[:40]!r} is not a number") from None
    if not 0 <= number <= at_most:
        raise InvalidLine(f"{name}: {value[:40]} is not between 0 and {at_most:g}")
    return number


def _student(value: str) -> str:
    if not value.isdigit() or not value.isascii() or len(value) > LONGEST_NUMBER:
        raise InvalidLine(f"id_student: {value[:40]!r} is not a student's number")
    return value

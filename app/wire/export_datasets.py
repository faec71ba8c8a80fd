"""Data sets for a university's data warehouse: their columns, each declared once.

The file, its documentation and its record go by these entries. Nothing special is in one: no name, no date of
birth, no visa, no expectation, no note.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.access.vocabulary import Audited, SectionName


class DatasetName(StrEnum):
    """A data set that a system can take out."""

    STUDENTS = "students"
    """What each student was registered for."""
    SCORES = "scores"
    """Daily engagement scores."""
    ACTIVITY = "activity"
    """Daily amounts by source."""
    ATTENDANCE = "attendance"
    """Sessions at which a student was expected."""
    MARKS = "marks"
    """Assessed work, and the marks of it."""


class FileFormat(StrEnum):
    """How a data set is written."""

    PARQUET = "parquet"
    """Apache Parquet, with typed columns."""
    CSV = "csv"
    """A header and rows, for whoever reads no Parquet."""


class ColumnKind(StrEnum):
    """What stands in a column."""

    ID = "id"
    """The service's own id of somebody: the same in every data set, and nowhere else."""
    WORD = "word"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    WHOLE = "whole"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: ColumnKind
    says: str
    optional: bool = False
    """Whether a row may have none."""
    with_numbers: bool = False
    """Whether it is there only for purposes that may have students' numbers."""


@dataclass(frozen=True, slots=True)
class Dataset:
    name: DatasetName
    title: str
    about: str
    """Which rows there are, and which are left out."""
    section: SectionName | None
    """The section whose consent and restriction decide on rows; None: what every role sees of a student."""
    shows: Audited
    """What the student reads was taken."""
    columns: tuple[Column, ...]
    while_registered: bool = False
    """Whether only days count on which the student was registered."""

    def columns_for(self, *, numbers: bool) -> tuple[Column, ...]:
        return tuple(each for each in self.columns if numbers or not each.with_numbers)


_STUDENT = Column("student_id", ColumnKind.ID, "The service's id of the student, in every data set the same.")
_MODULE_RUN = Column("module_run", ColumnKind.WORD, "The module run's code.")

_ALL = (
    Dataset(
        DatasetName.STUDENTS,
        "Students",
        "A row for each registration that touches the days, at levels that the service covers.",
        None,
        Audited.STUDENT,
        (
            _STUDENT,
            Column("student_number", ColumnKind.WORD, "The university's number.", with_numbers=True),
            Column("programme", ColumnKind.WORD, "The programme's code."),
            Column("programme_title", ColumnKind.WORD, "The programme's title."),
            Column("college", ColumnKind.WORD, "The code of the college or faculty."),
            Column("level", ColumnKind.WORD, "The level of study."),
            Column("study_mode", ColumnKind.WORD, "How the student studies: full-time, part-time and so on."),
            Column("year_of_study", ColumnKind.WHOLE, "The year of the programme.", optional=True),
            Column("starts_on", ColumnKind.DAY, "The registration's first day."),
            Column("ends_before", ColumnKind.DAY, "The first day it does not hold any more.", optional=True),
        ),
    ),
    Dataset(
        DatasetName.SCORES,
        "Daily scores",
        "A row for each student and day with a stored score that holds. Days that wait to be computed anew"
        " have none.",
        SectionName.ENGAGEMENT,
        Audited.ENGAGEMENT,
        (
            _STUDENT,
            Column("day", ColumnKind.DAY, "The day, by the university's clocks."),
            Column("score", ColumnKind.NUMBER, "The exact score; answers of the API round it."),
            Column("model_version", ColumnKind.WHOLE, "The version of the academic year's scoring model."),
        ),
        while_registered=True,
    ),
    Dataset(
        DatasetName.ACTIVITY,
        "Daily activity",
        "A row for each student, day and source with anything that counts. Days without any have none."
        " Pilots, and sources that are not approved, are not in it.",
        SectionName.ENGAGEMENT,
        Audited.ENGAGEMENT,
        (
            _STUDENT,
            Column("day", ColumnKind.DAY, "The day, by the university's clocks."),
            Column("source", ColumnKind.WORD, "The source, as the profile names it."),
            Column("amount", ColumnKind.NUMBER, "What the day's events add up to."),
            Column("unit", ColumnKind.WORD, "What is counted."),
        ),
        while_registered=True,
    ),
    Dataset(
        DatasetName.ATTENDANCE,
        "Attendance",
        "A row for each student and session at which the student was expected.",
        SectionName.ATTENDANCE,
        Audited.ATTENDANCE,
        (
            _STUDENT,
            Column("day", ColumnKind.DAY, "The session's day, by the university's clocks."),
            Column("session", ColumnKind.WORD, "The session's code."),
            _MODULE_RUN,
            Column("kind", ColumnKind.WORD, "What kind of session it is: lecture, seminar and so on."),
            Column("starts_at", ColumnKind.MOMENT, "When it begins, in UTC."),
            Column("ends_at", ColumnKind.MOMENT, "When it ends, in UTC."),
            Column("mandatory", ColumnKind.FLAG, "Whether students have to come."),
            Column("status", ColumnKind.WORD, "What the register says; empty: nothing.", optional=True),
        ),
    ),
    Dataset(
        DatasetName.MARKS,
        "Marks",
        "A row for each student and assessment of their module runs that is due on one of the days; one"
        " without a day is due when its module run begins. None while an exam period hides marks.",
        SectionName.GRADES,
        Audited.GRADES,
        (
            _STUDENT,
            Column("assessment", ColumnKind.WORD, "The assessment's code."),
            _MODULE_RUN,
            Column("kind", ColumnKind.WORD, "What kind of assessment it is."),
            Column("due_on", ColumnKind.DAY, "The day on which it is due.", optional=True),
            Column("weight", ColumnKind.NUMBER, "Its weight in the module run, in per cent."),
            Column("submitted_on", ColumnKind.DAY, "The day on which it was handed in.", optional=True),
            Column("mark", ColumnKind.NUMBER, "The mark.", optional=True),
            Column("carried_over", ColumnKind.FLAG, "Whether it is of an earlier attempt.", optional=True),
            Column("confirmed_on", ColumnKind.DAY, "Since when the board stands behind it.", optional=True),
        ),
    ),
)
DATASETS: Mapping[DatasetName, Dataset] = {each.name: each for each in _ALL}

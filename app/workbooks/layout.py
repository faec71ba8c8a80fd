"""What a workbook looks like: its columns by their ids, its sheets, and where what stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import ceil
from uuid import UUID

from app.workbooks.contact import Contact

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMAT = "1"
"""Of the workbook; raised when an older one cannot be read any more."""
REPORT_SHEET, ABOUT_SHEET, HIDDEN_SHEET = "Report", "About this report", "_attune"
MARK = "attune:"
"""Begins every column's id."""
_LINE, _MOST_LINES = 15, 10
IDS_ROW, TITLES_ROW, FIRST_ROW = 0, 1, 2
"""Of the report's sheet, counted from 0. Excel counts from 1."""


class Kind(StrEnum):
    """How a column's values are shown."""

    TEXT = "text"
    WHOLE = "whole"
    FIGURE = "figure"
    SHARE = "share"
    COLOUR = "colour"
    DAY = "day"
    CHOICE = "choice"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    title: str
    kind: Kind
    width: int

    @property
    def id(self) -> str:
        """What the hidden row says above it, wherever the column goes and whatever it is called."""
        return MARK + self.name


KEY = Column("key", "Row", Kind.TEXT, 34)
KEY_AGAIN = Column("key_again", "Row", Kind.TEXT, 34)
"""Both hidden, at either end: where only a part of the table was sorted, they differ."""
NUMBER = Column("number", "Student number", Kind.TEXT, 13)
REMARKS = Column("remarks", "Remarks", Kind.LONG, 80)
SHOWN = (
    NUMBER,
    Column("name", "Name", Kind.TEXT, 24),
    Column("department", "Department", Kind.TEXT, 20),
    Column("course", "Course", Kind.TEXT, 26),
    Column("study_mode", "Mode of study", Kind.TEXT, 11),
    Column("present", "Sessions attended, 7 days", Kind.WHOLE, 10),
    Column("expected", "Sessions expected, 7 days", Kind.WHOLE, 10),
    Column("attendance_share", "Attendance, 7 days", Kind.SHARE, 11),
    Column("attendance", "Attendance RAG", Kind.COLOUR, 11),
    Column("online_amount", "Online engagement, 14 days", Kind.FIGURE, 12),
    Column("online", "Online RAG", Kind.COLOUR, 9),
    Column("combined", "Combined RAG", Kind.COLOUR, 10),
    Column("discounted", "Attendance discounted", Kind.TEXT, 12),
    Column("unconfirmed_marks", "Marks not confirmed", Kind.TEXT, 11),
    Column("left_out", "Days left out", Kind.TEXT, 11),
    Column("as_of", "As of", Kind.TEXT, 22),
    REMARKS,
)
CHANNEL = Column("contact_channel", "Contact: channel", Kind.CHOICE, 17)
OUTCOME = Column("contact_outcome", "Contact: outcome", Kind.CHOICE, 15)
DAY = Column("contact_day", "Contact: date", Kind.DAY, 12)
BY = Column("contact_by", "Contact: by whom", Kind.LONG, 20)
NOTE = Column("contact_note", "Contact: note", Kind.LONG, 44)
CONTACT = (CHANNEL, OUTCOME, DAY, BY, NOTE)
COLUMNS = (KEY, *SHOWN, *CONTACT, KEY_AGAIN)
BY_ID: Mapping[str, Column] = {each.id: each for each in COLUMNS}
FIELDS: Mapping[str, Column] = dict(zip(Contact.__dataclass_fields__, CONTACT, strict=True))
"""By the name of a contact's field: its column."""


def height_of(*texts: tuple[str, int]) -> int | None:
    """Of a row whose texts are wrapped in columns so many characters wide; None: one line, as any.

    Excel finds that out by itself, and not every other program does. What is very long is cut off.
    """
    lines = max(sum(ceil(len(each) / width) or 1 for each in text.split("\n")) for text, width in texts)
    return _LINE * min(lines, _MOST_LINES) if lines > 1 else None


@dataclass(frozen=True, slots=True)
class Identity:
    """Which report it is."""

    institution_id: UUID
    org_unit: str
    """The School's code."""
    week: date
    """The Monday of the week that it is about."""


Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One student's row."""

    student_id: UUID
    cells: Mapping[str, Cell]
    """What is shown, by the column's name; colours by their names. What is missing stays empty."""
    contact: Contact
    version: int
    """Of the contact: 0 where nothing was ever documented."""


@dataclass(frozen=True, slots=True)
class Report:
    identity: Identity
    institution: str
    org_unit_name: str
    made_at: datetime
    lines: Sequence[ReportLine]
    as_of: Sequence[tuple[str, str]]
    """Each source, and how far its data reach, in words."""
    rules: Sequence[str]
    """How the colours come about, in words."""
    known: Sequence[tuple[str, str]] = ()
    """What is known to be wrong with the data: which figures of which days, and what."""

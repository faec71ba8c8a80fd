"""Deliveries: what other systems send, item by item, about anything but activity."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SessionItem:
    session: str
    """The timetable's own code for it."""
    module_run: str
    """The code of the module run that it belongs to."""
    kind: str
    """`lecture`, `seminar`, `tutorial`, `practical` or `clinical_skills`."""
    starts_at: datetime
    ends_at: datetime
    """Later than `starts_at`, and in the same academic year as the module run."""
    mandatory: bool = True
    """Whether students must come."""
    for_everyone: bool = True
    """Everyone on the module run is expected; otherwise those who have an attendance item are."""
    title: str | None = None
    cancelled: bool = False
    """It does not take place: it goes from the timetable, unless the register says already who came."""


@dataclass(frozen=True, slots=True)
class ModuleResourceItem:
    module_run: str
    resource: str
    """What events about it name as their `object`."""
    title: str
    offered: bool = True
    """Whether the class can open it."""


@dataclass(frozen=True, slots=True)
class AttendanceItem:
    session: str
    """The timetable's own code for it."""
    system: str
    identifier: str
    status: str | None = None
    """Absent: the student is expected, and no record has come."""


@dataclass(frozen=True, slots=True)
class MarkItem:
    assessment: str
    system: str
    identifier: str
    submitted_on: date | None = None
    mark: float | None = None
    """From 0 to 100; absent while there is none."""
    carried_over: bool = False
    confirmed_on: date | None = None
    """Absent: the board of examiners has not confirmed the mark."""


@dataclass(frozen=True, slots=True)
class CreditsItem:
    module_run: str
    system: str
    identifier: str
    credits: float
    """Achieved by that module run."""
    achieved_on: date | None = None


@dataclass(frozen=True, slots=True)
class CareerStageItem:
    system: str
    identifier: str
    recorded_on: date
    stage: str


@dataclass(frozen=True, slots=True)
class CircumstanceItem:
    system: str
    identifier: str
    reference: str
    """Of the approval; never what the circumstances are."""
    starts_on: date
    ends_before: date
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class StatisticsItem:
    """A student's, in the codes of `app/disclosure/variables.py`; absent: not known."""

    student_number: str
    date_of_birth: date | None = None
    ethnicity: str | None = None
    gender: str | None = None
    disability: str | None = None
    entry_qualification: str | None = None
    parents_education: str | None = None
    socio_economic_background: str | None = None
    overseas: str | None = None

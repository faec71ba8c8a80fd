"""Deliveries: what other systems send, item by item, about anything but activity."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SessionItem:
    session: str
    """The timetable's own code for it."""
    module_run: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    mandatory: bool = True
    for_everyone: bool = True
    """Everyone on the module run is expected; otherwise those who have an attendance item are."""
    title: str | None = None


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

"""Rows of a weekly report: what it says of each student, whoever writes it out and in whatever form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Colour(StrEnum):
    """How something stands, shown as a colour and a letter: never as a colour alone."""

    RED = "red"
    """Look here first."""
    AMBER = "amber"
    """Look here next."""
    GREEN = "green"
    """Nothing to see to."""
    GREY = "grey"
    """There are no data to say. It is never taken for red."""

    @property
    def letter(self) -> str:
        """R, A or G; a dash for grey."""
        return _LETTERS[self]


_LETTERS = {Colour.RED: "R", Colour.AMBER: "A", Colour.GREEN: "G", Colour.GREY: "\N{EN DASH}"}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One student in one week."""

    student_id: UUID
    number: str
    name: str
    """Empty where the institution has none."""
    department: str
    course: str
    study_mode: str | None
    present: int
    """Sessions of the week that the student attended."""
    expected: int
    """Those that count: neither an authorised absence does, nor a session without a record."""
    attendance: Colour
    online_amount: float | None
    """What the sources add up to; None where there are no data."""
    online: Colour
    combined: Colour
    discounted: bool
    """Whether the student studies online only: attendance and the combined status do not count then."""
    unconfirmed_marks: bool
    """Whether marks that the board has not confirmed stand behind the online status."""
    as_of: Mapping[str, datetime | None]
    """By source, how far its data reach, by its own word; None where it has never said so."""
    remarks: tuple[str, ...]
    """What whoever reads the row should know, in words."""
    online_days: int = 0
    """Days of the window that count for the online status."""
    left_out: tuple[str, ...] = ()
    """Why days do not count: that the student was away on a placement, or abroad."""

    @property
    def share(self) -> float | None:
        """Sessions attended among those that count, from 0 to 1; None without any."""
        return self.present / self.expected if self.expected else None

    @property
    def counts(self) -> Colour:
        """The status to act on: the combined one, or the online one of who studies online only."""
        return self.online if self.discounted else self.combined

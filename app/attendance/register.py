"""The register, counted: a session without a record is said to be one, never left out."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar


class Status(StrEnum):
    """All that the register can say."""

    PRESENT = "present"
    """The student came."""
    ABSENT = "absent"
    """The student did not come, without authorisation."""
    AUTHORISED_ABSENCE = "authorised_absence"
    """The student was allowed to miss it."""


class AttendanceState(StrEnum):
    """What is shown of a session that a student is expected at."""

    PRESENT = "present"
    """The student came."""
    ABSENT = "absent"
    """The student did not come, without authorisation."""
    AUTHORISED_ABSENCE = "authorised_absence"
    """The student was allowed to miss it."""
    NO_RECORD = "no_record"
    """It is over, and the register says nothing."""
    TO_COME = "to_come"
    """It is not over, and the register says nothing yet."""


def state_of(status: str | None, ends_at: datetime, now: datetime) -> AttendanceState:
    """What is shown of a session of which the register says `status`, a `Status`, or nothing."""
    if status is not None:
        return AttendanceState(status)
    return AttendanceState.NO_RECORD if ends_at <= now else AttendanceState.TO_COME


@dataclass(frozen=True, slots=True)
class Counts:
    """Sessions that are over, or have a record already."""

    present: int
    absent: int
    authorised_absence: int
    no_record: int

    @property
    def expected(self) -> int:
        return self.present + self.absent + self.authorised_absence + self.no_record

    @property
    def attended_share(self) -> float | None:
        """Present among present and absent: an authorised absence counts neither for nor against.

        None where there is nothing to divide by.
        """
        counted = self.present + self.absent
        return self.present / counted if counted else None

    @property
    def recorded_share(self) -> float | None:
        """Those with any record among those expected: how much the attended share rests on.

        None where there is nothing to divide by.
        """
        return (self.expected - self.no_record) / self.expected if self.expected else None


def count(states: Sequence[AttendanceState]) -> Counts:
    return Counts(
        present=states.count(AttendanceState.PRESENT),
        absent=states.count(AttendanceState.ABSENT),
        authorised_absence=states.count(AttendanceState.AUTHORISED_ABSENCE),
        no_record=states.count(AttendanceState.NO_RECORD),
    )


Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Items by key, keys in order of first appearance."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups

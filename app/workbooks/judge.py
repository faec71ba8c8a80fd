"""Judge what came back, row by row, against what is documented now.

A row that says what is documented, or still says what it said when the workbook was written, changes nothing.
One that somebody else has changed since is a conflict, and the entry that is there stands.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.workbooks.contact import NOTHING, Contact
from app.workbooks.read import SheetLine


class RowOutcome(StrEnum):
    """What became of a row of a workbook."""

    UNCHANGED = "unchanged"
    """It says nothing new."""
    ACCEPTED = "accepted"
    """What it says is documented now; in a dry run: would be."""
    CONFLICT = "conflict"
    """Somebody has changed the entry since the workbook was written. Theirs stands."""
    REJECTED = "rejected"
    """It cannot be taken, for the reasons given."""


@dataclass(frozen=True, slots=True)
class Documented:
    """One version of a student's contact, and who entered it."""

    version: int
    contact: Contact
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KnownStudent:
    """A student of whom the reader may document contacts."""

    student_id: UUID
    number: str
    versions: Sequence[Documented] = ()
    """Ascending; none where nothing was ever documented."""

    def at(self, version: int) -> Contact | None:
        """What was documented as of that version; None for one that there never was."""
        if version == 0:
            return NOTHING
        return next((each.contact for each in self.versions if each.version == version), None)


@dataclass(frozen=True, slots=True)
class JudgedRow:
    row: int
    outcome: RowOutcome
    number: str | None = None
    """The student's, where it is known whose row it is."""
    student_id: UUID | None = None
    contact: Contact | None = None
    """Accepted: what is documented now."""
    version: int = 0
    """Accepted: the version that it gets."""
    changed: Documented | None = None
    """Conflict: the entry that stands."""
    why: tuple[str, ...] = ()
    """Rejected: the reasons, in sentences."""


def judge(
    lines: Sequence[SheetLine], known: Mapping[str, KnownStudent], week: date, today: date
) -> Iterator[JudgedRow]:
    """Each line's outcome, in order. `known`: by what the student is called in this report's keys."""
    twice = _told_twice(lines)
    taken: set[str] = set()
    for line in lines:
        student = None if line.key is None else known.get(line.key.row)
        if line.key is None or student is None:
            why = line.faults or ("This student is not in your charge any more",)
            yield JudgedRow(line.row, RowOutcome.REJECTED, why=why)
        elif line.key.row in taken:
            yield JudgedRow(line.row, RowOutcome.UNCHANGED, student.number, student.student_id)
        else:
            judged = _judge(line, line.key.version, student, week, today, twice.get(line.key.row, ()))
            if judged.outcome is not RowOutcome.REJECTED:
                taken.add(line.key.row)
            yield judged


def _judge(
    line: SheetLine,
    version: int,
    student: KnownStudent,
    week: date,
    today: date,
    twice: Sequence[int],
) -> JudgedRow:
    written = student.at(version)
    if line.number is not None and line.number != student.number:
        why = "The student number is not the one that this row's hidden key belongs to"
        return JudgedRow(line.row, RowOutcome.REJECTED, why=(why,))
    faults = list(line.faults)
    if written is None:
        faults.append("The hidden key of this row was changed")
        written = NOTHING
    if twice:
        rows = " and ".join(map(str, twice))
        faults.append(f"This student is in rows {rows}, with different entries")
    said = replace(written, **line.entry)
    current = student.versions[-1] if student.versions else None
    now = NOTHING if current is None else current.contact
    is_new = said not in (now, written)
    if is_new and not faults and (fault := said.fault(week, today)) is not None:
        faults.append(fault)
    if faults:
        return JudgedRow(line.row, RowOutcome.REJECTED, student.number, student.student_id, why=tuple(faults))
    if not is_new:
        return JudgedRow(line.row, RowOutcome.UNCHANGED, student.number, student.student_id)
    if current is not None and current.version != version:
        return JudgedRow(line.row, RowOutcome.CONFLICT, student.number, student.student_id, changed=current)
    return JudgedRow(line.row, RowOutcome.ACCEPTED, student.number, student.student_id, said, version + 1)


def _told_twice(lines: Sequence[SheetLine]) -> dict[str, list[int]]:
    """By the key's student: the rows that say different things of the same one."""
    said: defaultdict[str, list[SheetLine]] = defaultdict(list)
    for line in lines:
        if line.key is not None:
            said[line.key.row].append(line)
    return {
        row: [each.row for each in found]
        for row, found in said.items()
        if len(found) > 1 and len({(tuple(each.entry.items()), each.faults) for each in found}) > 1
    }


def counts(judged: Sequence[JudgedRow]) -> dict[RowOutcome, int]:
    """How many rows had each outcome."""
    found = Counter(each.outcome for each in judged)
    return {each: found[each] for each in RowOutcome}

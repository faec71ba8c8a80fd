"""Statistics: import what is kept for figures about groups alone, a whole file or nothing; publish a year."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.actions.context import Context
from app.actions.governance.audit_change import audit_work
from app.disclosure.variables import CODED, CODES, Variable
from app.errors import Conflict, InvalidInput
from app.ids import StudentId
from app.jobs.runtime import OpenContext
from app.store.insight import statistics
from app.store.insight.statistics import StatisticsRow
from app.store.people import students
from app.wire.csv_rows import Reject
from app.wire.deliveries import StatisticsItem
from app.wire.typed_csv import TypedFile

LONGEST_TEXT = 200
EARLIEST = date(1900, 1, 1)
Numbered = tuple[int, str, StatisticsItem]
"""A line of the file: its number, its text, and what is in it."""


@dataclass(frozen=True, slots=True)
class Imported:
    stored: int
    unknown: int
    """Lines about students whom the service does not have."""


async def import_statistics(
    path: Path, open_context: OpenContext, on_reject: Callable[[Reject], object]
) -> Imported:
    """Store the file's rows in place of what is there of those students.

    Lines about unknown students are left out. Raises InvalidInput where a line has a fault; then nothing is
    stored. Every line that is left out or at fault goes to `on_reject`.
    """
    file = TypedFile(path, StatisticsItem, LONGEST_TEXT)
    lines = list(file.rows())
    async with open_context() as context:
        today = context.today
        number_of = await students.find_all_by_number(context.transaction)
        faulty = [*file.rejects, *_faults(path.name, lines, today)]
        unknown = [each for each in lines if each[2].student_number not in number_of]
        for each in (*faulty, *(Reject(path.name, at, "unknown student", text) for at, text, _ in unknown)):
            on_reject(each)
        if faulty:
            raise InvalidInput(f"{len(faulty):,} lines have a fault, and nothing was stored: see the rejects")
        rows = [
            _row(number_of[item.student_number], item)
            for _, _, item in lines
            if item.student_number in number_of
        ]
        stored = await statistics.take(context.transaction, rows)
        figures = {"stored": stored, "unknown": len(unknown)}
        await audit_work(context, "statistics imported", f"import/{path.name}", after=figures)
    return Imported(stored, len(unknown))


async def publish_statistics(context: Context, academic_year: int) -> None:
    """Make the year's figures of everybody registered today. Raises Conflict where there are some."""
    if not await statistics.publish(context.transaction, academic_year, context.today, context.now):
        raise Conflict(
            "the statistics of that academic year are published, and cannot be made again: the noise in them"
            " is drawn once"
        )
    await audit_work(context, "statistics published", f"academic_year/{academic_year}")


def _row(student_id: StudentId, item: StatisticsItem) -> StatisticsRow:
    return StatisticsRow(student_id, item.date_of_birth, {each: getattr(item, each) for each in CODED})


def _faults(name: str, lines: Sequence[Numbered], today: date) -> Iterator[Reject]:
    times = Counter(item.student_number for _, _, item in lines)
    for at, text, item in lines:
        wrong = [*_wrong_codes(item)]
        if item.date_of_birth is not None and not EARLIEST <= item.date_of_birth < today:
            wrong.append(f"date_of_birth: must lie before today, and not before {EARLIEST:%Y}")
        if times[item.student_number] > 1:
            wrong.append("student_number: stands in several lines")
        if wrong:
            yield Reject(name, at, "; ".join(wrong), text)


def _wrong_codes(item: StatisticsItem) -> Iterator[str]:
    for each in CODED:
        code = getattr(item, each)
        if code is not None and code not in CODES[each]:
            yield f"{each}: {must_be(each)}"


def must_be(variable: Variable) -> str:
    """The rule that a code is one of the list, in words."""
    return f"must be empty or one of {', '.join(CODES[variable])}"

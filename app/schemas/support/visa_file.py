"""The visa file as the rows of one table: each is one dated thing, and says of what kind."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from app.schemas.support.visa_engagement import GapOut, VisaFileOut

_DAY = timedelta(days=1)
_Record = Literal["evidence", "gap", "not_counted", "warning", "outage", "disputed", "decision"]


class VisaFileRow(NamedTuple):
    """What does not fit a kind of row is None."""

    record: _Record
    """What the row is: the columns from the first day on are about that."""
    institution: str
    number: str
    name: str | None
    first_day: date
    last_day: date
    counted_days: int | None = None
    report_by: date | None = None
    source: str | None = None
    kind: str | None = None
    """Of evidence; of days that do not count, why; of a decision, which."""
    times: int | None = None
    words: str | None = None
    """The reason that somebody gave, or what happened."""
    by: str | None = None
    at: datetime | None = None


def visa_file_rows(file: VisaFileOut) -> Iterator[VisaFileRow]:
    """All that the file says of the student: evidence, gaps, what was down or is disputed, and decisions."""
    for seen in file.evidence:
        yield _row(file, "evidence", seen.day)._replace(
            source=seen.source, kind=seen.kind, times=seen.times, at=seen.first_at
        )
    for gap in file.gaps:
        yield from _of_gap(file, gap)
    for outage in file.outages:
        last_day = outage.ends_before - _DAY
        yield _row(file, "outage", outage.starts_on, last_day)._replace(
            source=outage.source, words=outage.note
        )
    for disputed in file.disputes:
        yield _row(file, "disputed", disputed.day)._replace(source=disputed.source)
    for made in file.decisions:
        yield _row(file, "decision", made.gap_first_day, made.gap_last_day)._replace(
            counted_days=made.counted_days,
            kind=made.decision,
            words=made.reason,
            by=made.decided_by_name,
            at=made.decided_at,
        )


def _of_gap(file: VisaFileOut, gap: GapOut) -> Iterator[VisaFileRow]:
    yield _row(file, "gap", gap.first_day, gap.last_day)._replace(
        counted_days=gap.counted_days, report_by=gap.report_by
    )
    for out in gap.excluded:
        yield _row(file, "not_counted", out.first_day, out.last_day)._replace(kind=out.reason)
    for warning in gap.warnings:
        yield _row(file, "warning", warning.reached_on)._replace(counted_days=warning.days)


def _row(file: VisaFileOut, record: _Record, first: date, last: date | None = None) -> VisaFileRow:
    return VisaFileRow(record, file.institution, file.number, file.name, first, last or first)

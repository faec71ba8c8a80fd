"""A weekly report as a table: the same rows, for a file."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from app.actions.insight.report_inaccuracies import about, in_one_line
from app.actions.insight.weekly_report import Report
from app.profiles.model import Profile
from app.rag.judging import Rules
from app.rag.rows import ReportRow
from app.store.governance.inaccuracies import KnownInaccuracy

Cell = str | int | float | date | datetime | None

_STUDENT = ("number", "name", "department", "course", "study_mode")
_FIGURES = ("present", "expected", "attended_share", "attendance", "attendance_letter")
_ONLINE = ("online_amount", "online_days", "online", "online_letter")
_STATUS = ("combined", "combined_letter", "counts", "counts_letter", "discounted", "unconfirmed_marks")
_AT_THE_END = ("left_out", "known_inaccuracies")
"""After what was there before, for whoever reads columns by their places."""


def report_table(
    report: Report, rules: Rules, profile: Profile, known: Sequence[KnownInaccuracy]
) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """Columns and rows; `counts` is the status to act on, and each source has a column `…_as_of`.

    What is known to be wrong with the figures stands in each row: rows are sorted, cut out and passed on.
    """
    as_of = [f"{name}_as_of" for name in rules.weights]
    columns = ("week", *_STUDENT, *_FIGURES, *_ONLINE, *_STATUS, *as_of, "remarks", *_AT_THE_END)
    wrong = " ".join(f"{about(profile, each, '%Y-%m-%d')}: {in_one_line(each)}" for each in known)
    return columns, ((report.week, *_cells(each), wrong) for each in report.rows)


def _cells(row: ReportRow) -> Iterator[Cell]:
    yield from (row.number, row.name, row.department, row.course, row.study_mode)
    share = None if row.share is None else round(row.share, 4)
    yield from (row.present, row.expected, share, row.attendance.value, row.attendance.letter)
    yield from (row.online_amount, row.online_days, row.online.value, row.online.letter)
    yield from (row.combined.value, row.combined.letter, row.counts.value, row.counts.letter)
    yield from ("yes" if each else "no" for each in (row.discounted, row.unconfirmed_marks))
    yield from row.as_of.values()
    yield " ".join(row.remarks)
    yield " ".join(row.left_out)

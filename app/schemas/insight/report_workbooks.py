"""A weekly workbook that came back, and what became of each of its rows."""

from datetime import date, datetime
from uuid import UUID

from app.actions.insight.report_workbook import ReadBack
from app.ids import StudentId
from app.schemas.base import Out, shown_as
from app.schemas.made_up import NUMBER, STUDENT, TUTOR_NAME, made_up_id
from app.workbooks.judge import JudgedRow, RowOutcome, counts
from app.workbooks.stamp import report_id

_ROW = {
    "row": 3,
    "outcome": "conflict",
    "student_id": STUDENT,
    "student_number": NUMBER,
    "changed_by_name": TUTOR_NAME,
    "changed_at": "2018-11-20T10:45:00Z",
    "reasons": [],
}
_READ_BACK = {
    "report_id": made_up_id(90),
    "org_unit": "CLES",
    "week": "2018-11-19",
    "dry_run": True,
    "unchanged": 0,
    "accepted": 0,
    "conflict": 1,
    "rejected": 0,
    "rows": [_ROW],
    "missing_rows": 0,
    "missing_columns": [],
    "unknown_rows": [],
    "unknown_columns": ["My own list"],
}


class WorkbookRowOut(Out):
    row: int
    """The row's number in the sheet, as Excel counts."""
    outcome: RowOutcome
    """What became of it."""
    student_id: StudentId | None
    """Whose row it is; null where its key does not say so any more."""
    student_number: str | None
    """The student's number; null where the key does not say whose row it is."""
    changed_by_name: str | None
    """Conflict: who has changed the entry since."""
    changed_at: datetime | None
    """Conflict: when."""
    reasons: list[str]
    """Rejected: why, in sentences. They repeat nothing of what was typed but dates."""


class WorkbookReadBackOut(Out):
    model_config = shown_as(_READ_BACK)

    report_id: UUID
    """The report's id: the same for each copy of a School's report on a week."""
    org_unit: str
    """The School's code."""
    week: date
    """The Monday of the report."""
    dry_run: bool
    """Whether nothing was documented, and this says what would be."""
    unchanged: int
    """How many rows say nothing new."""
    accepted: int
    """How many rows were documented."""
    conflict: int
    """How many rows somebody else has changed since."""
    rejected: int
    """How many rows cannot be taken."""
    rows: list[WorkbookRowOut]
    """Every row that has a key, in the order of the sheet."""
    missing_rows: int
    """How many rows of the report are not there any more. What is documented of them stays."""
    missing_columns: list[str]
    """Contact columns that are not there any more. What is documented in them stays."""
    unknown_rows: list[int]
    """Rows of somebody's own, by number, 50 at most: nothing is taken from them."""
    unknown_columns: list[str]
    """Columns of somebody's own, by title, 50 at most: nothing is taken from them."""


def workbook_read_back_out(done: ReadBack) -> WorkbookReadBackOut:
    read, identity = done.read, done.read.manifest.identity
    return WorkbookReadBackOut(
        report_id=report_id(identity),
        org_unit=identity.org_unit,
        week=identity.week,
        dry_run=done.dry_run,
        **{str(outcome): count for outcome, count in counts(done.rows).items()},
        rows=[_row(each) for each in done.rows],
        missing_rows=read.missing_rows,
        missing_columns=list(read.missing_columns),
        unknown_rows=list(read.unknown_rows),
        unknown_columns=list(read.unknown_columns),
    )


def _row(judged: JudgedRow) -> WorkbookRowOut:
    changed = judged.changed
    return WorkbookRowOut(
        row=judged.row,
        outcome=judged.outcome,
        student_id=None if judged.student_id is None else StudentId(judged.student_id),
        student_number=judged.number,
        changed_by_name=None if changed is None else changed.by,
        changed_at=None if changed is None else changed.at,
        reasons=list(judged.why),
    )

"""Data quality: what checks of the data found."""

from collections.abc import Sequence
from datetime import date, datetime

from app.actions.governance.check_data import WHAT_TO_DO, Check, is_well
from app.actions.governance.flagged_students import Flagged
from app.ids import EventId, StudentId
from app.schemas.base import Out, shown_as
from app.schemas.made_up import AS_OF, STUDENT, YESTERDAY
from app.store.governance.data_quality import StoredFinding

_FLAGGED = {
    "student_id": STUDENT,
    "number": "S00001",
    "name": "Student 1",
    "found": 1,
    "first_day": YESTERDAY,
    "last_day": YESTERDAY,
    "events": [
        {
            "event_id": "5b0e3f54-9f0f-4a55-8d4b-4f0c8a1d2e11",
            "source": "vle",
            "kind": "viewed",
            "occurred_at": AS_OF,
        }
    ],
}
MOST_EVENTS = 20
"""Of one student, in one answer."""
_FINDING = {
    "check": "unusual_count",
    "source": "vle",
    "since": YESTERDAY,
    "found": 310,
    "usual": 4820.0,
    "what_to_do": WHAT_TO_DO[Check.UNUSUAL_COUNT],
}


class FindingOut(Out):
    check: Check
    """What was looked for."""
    source: str | None
    """Of which source; null: the institution as a whole."""
    since: date
    """Since when; of an unusual count, the day itself."""
    found: int
    """How many: events of the day, days without data, students, or events, as the check has it."""
    usual: float | None
    """Of an unusual count: the middle one of the same weekdays before; null: of anything else."""
    what_to_do: str
    """What to do about it."""


class DataQualityOut(Out):
    model_config = shown_as({"checked_at": AS_OF, "items": [_FINDING]})

    checked_at: datetime | None
    """When the data were checked last; null: they never were."""
    items: list[FindingOut]
    """What was found, by check, source and day. Counts only: nobody is named."""


class FlaggedEventOut(Out):
    event_id: EventId
    """The event's id, as its source gave it."""
    source: str
    """The source that sent it."""
    kind: str
    """What was done."""
    occurred_at: datetime
    """When it was done, as the source says."""


class FlaggedStudentOut(Out):
    student_id: StudentId
    """The student's id."""
    number: str
    """The student's number."""
    name: str | None
    """The student's name; null: the roster has none."""
    found: int
    """How many events of theirs the check is about; 1 where it is about the student."""
    first_day: date | None
    """The first day of these events; null: it is about the student."""
    last_day: date | None
    """The last of them; null: it is about the student."""
    events: list[FlaggedEventOut]
    """The earliest 20 of them, to be named to the source."""


class FlaggedStudentsOut(Out):
    model_config = shown_as({"items": [_FLAGGED], "next_cursor": None})

    items: list[FlaggedStudentOut]
    """Whom the check is about among the students who were looked at, by number; there may be none."""
    next_cursor: str | None
    """Give it as `cursor` to look at the students after these; null: there are no more."""


def flagged_student_out(flagged: Flagged) -> FlaggedStudentOut:
    days = [each.day for each in flagged.events]
    return FlaggedStudentOut(
        student_id=flagged.student.student_id,
        number=flagged.student.number,
        name=flagged.student.name,
        found=len(flagged.events) or 1,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        events=[
            FlaggedEventOut(
                event_id=each.event_id, source=each.source, kind=each.kind, occurred_at=each.occurred_at
            )
            for each in flagged.events[:MOST_EVENTS]
        ],
    )


def data_quality_out(findings: Sequence[StoredFinding]) -> DataQualityOut:
    return DataQualityOut(
        checked_at=max((each.checked_at for each in findings), default=None),
        items=[
            FindingOut(
                check=Check(each.name),
                source=each.source or None,
                since=each.first_day,
                found=each.found,
                usual=each.usual,
                what_to_do=WHAT_TO_DO[Check(each.name)],
            )
            for each in findings
            if not is_well(each)
        ],
    )

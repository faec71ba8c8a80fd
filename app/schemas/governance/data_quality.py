"""Data quality: what checks of the data found."""

from collections.abc import Sequence
from datetime import date, datetime

from app.actions.governance.check_data import WHAT_TO_DO, Check, is_well
from app.schemas.base import Out, shown_as
from app.schemas.made_up import AS_OF, YESTERDAY
from app.store.governance.data_quality import StoredFinding

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

"""Statistics: figures about groups, of data that serve nothing else."""

from typing import Any
from uuid import UUID

from app.actions.insight.read_statistics import Statistics
from app.disclosure.variables import GroupKind, Variable
from app.schemas.base import Out, shown_as
from app.schemas.made_up import ACADEMIC_YEAR, PROGRAMME

NOTICE = (
    "An academic year's figures are made once, with noise that is drawn once. Counts are rounded to the"
    " nearest 5, and small ones suppressed, so categories do not add up to the group. Of two groups that"
    " hardly differ only one is published."
)
TOO_FEW = "too few people to tell, or too like another group"


def _category(category: str, people: int | None, share: float | None) -> dict[str, Any]:
    reason = TOO_FEW if people is None else None
    return {
        "category": category,
        "people": people,
        "share": share,
        "suppressed": people is None,
        "reason": reason,
    }


_EXAMPLE = {
    "variable": "parents_education",
    "group": "programmes",
    "group_id": PROGRAMME,
    "name": "BSc Biological Sciences",
    "academic_year": ACADEMIC_YEAR,
    "notice": NOTICE,
    "people": 210,
    "categories": [
        _category("higher_education", 115, 0.56),
        _category("no_higher_education", 85, 0.41),
        _category("not_known", None, None),
    ],
}


class CategoryOut(Out):
    category: str
    """The category."""
    people: int | None
    """About how many people; null where that is suppressed."""
    share: float | None
    """About which share of the group, from 0 to 1; null where there are too few people for a share."""
    suppressed: bool
    """Whether the count is suppressed."""
    reason: str | None
    """Why it is suppressed; null where it is not."""


class StatisticsOut(Out):
    model_config = shown_as(_EXAMPLE)

    variable: Variable
    """What is counted."""
    group: GroupKind
    """What kind of group it is."""
    group_id: UUID
    """The id of the institution, college, programme or module run."""
    name: str
    """Its name."""
    academic_year: int
    """The calendar year in which the academic year begins."""
    notice: str
    """What to know before using the figures."""
    people: int | None
    """About how many people the group has of whom there are statistics; null for too few to tell."""
    categories: list[CategoryOut]
    """Every category of the variable."""


def statistics_out(read: Statistics) -> StatisticsOut:
    return StatisticsOut(
        variable=read.variable,
        group=read.kind,
        group_id=read.group_id,
        name=read.name,
        academic_year=read.academic_year,
        notice=NOTICE,
        people=read.people,
        categories=[
            CategoryOut(**_category(str(each.category), each.people, each.share)) for each in read.categories
        ],
    )

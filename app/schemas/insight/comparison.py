"""Comparison: a student's own weeks, and in which fifth of course and year the latest one is."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.actions.insight.comparison import Comparison, Place
from app.ids import StudentId
from app.profiles.comparison import ComparisonEntry
from app.schemas.base import Flag, In, Out, presented, shown_as
from app.schemas.made_up import MONDAY, STUDENT
from app.scoring.models import AcademicYear
from app.store.insight.comparisons import Choice

GROUPS = ("the lowest", "the second lowest", "the middle one", "the second highest", "the highest")
ABOUT = (
    "Others are students of your course and year whose data may be used.",
    "Nobody is told who they are, how many they are or what scores they have.",
    "Where a fifth ends is blurred, so that nobody can be found out: you may be in the one next to it.",
    "A week is compared once, when it is over. What changes later is not compared again.",
    "Nobody but you is told how you compare.",
)
_CHOSEN_AT = "2018-11-12T09:00:00Z"
_SENTENCE = (
    "If the students of your course and year stood in five groups of equal size, by the mean of their scores"
    " of that week, you would be in the middle one, or next to it."
)
_COMPARISON: dict[str, Any] = {
    "student_id": STUDENT,
    "academic_year": 2018,
    "state": "shown",
    "chosen_at": _CHOSEN_AT,
    "weeks": [{"week_starting": MONDAY, "mean_score": 2.73}],
    "place": {"week_starting": MONDAY, "fifth": 3, "sentence": _SENTENCE, "of_at_least": 30},
    "withheld": None,
    "about": list(ABOUT),
    "caveats": ["It compares what leaves a trace here, not how much you learn."],
}


class ComparisonState(StrEnum):
    """Where a comparison stands."""

    OFF = "off"
    """The student has not asked for it in this academic year."""
    SHOWN = "shown"
    """There is a place."""
    WITHHELD = "withheld"
    """It is on, and there is no place now."""


class ComparisonChoiceIn(In):
    """Whether one wants to be compared."""

    model_config = shown_as({"compares": True})

    compares: Flag
    """True switches it on for this academic year, false off."""


class ComparisonChoiceOut(Out):
    model_config = shown_as({"academic_year": 2018, "compares": True, "chosen_at": _CHOSEN_AT})

    academic_year: int
    """The calendar year in which it starts: it is off again in the next one."""
    compares: bool
    """Whether it is on."""
    chosen_at: datetime
    """Since when."""


class ComparedWeekOut(Out):
    week_starting: date
    """The Monday."""
    mean_score: float | None
    """The mean of the student's own daily scores, to two decimals; null: there is none."""


class PlaceOut(Out):
    week_starting: date
    """The Monday of the week that was compared."""
    fifth: int
    """1, the fifth with the lowest scores, to 5; never a rank in it."""
    sentence: str
    """The same in words."""
    of_at_least: int
    """So many students or more were compared; how many is not told."""


class ComparisonOut(Out):
    """The student's own weeks first; how others did is told by one of five fifths, and by nothing else."""

    model_config = shown_as(_COMPARISON)

    student_id: StudentId
    """The student's id."""
    academic_year: int
    """The calendar year in which it starts: what is chosen, and compared, is of it alone."""
    state: ComparisonState
    """Whether there is a place."""
    chosen_at: datetime | None
    """When it was last switched on or off in this academic year; null: never."""
    weeks: list[ComparedWeekOut]
    """The student's latest complete weeks, at most 12, the earliest first; none while it is off."""
    place: PlaceOut | None
    """Of the latest of these weeks; null: none is told."""
    withheld: str | None
    """Why no place is told; null: one is."""
    about: list[str]
    """What it is, and what it is not."""
    caveats: list[str]
    """What the institution says of it."""


def comparison_out(student_id: StudentId, entry: ComparisonEntry, found: Comparison) -> ComparisonOut:
    return ComparisonOut(
        student_id=student_id,
        academic_year=found.academic_year,
        state=_state(found),
        chosen_at=None if found.choice is None else found.choice.chosen_at,
        weeks=[
            ComparedWeekOut(
                week_starting=each.monday,
                mean_score=None if each.mean_score is None else presented(each.mean_score),
            )
            for each in found.weeks
        ],
        place=None if found.place is None else _place(found.place),
        withheld=found.withheld,
        about=list(ABOUT),
        caveats=list(entry.caveats),
    )


def comparison_choice_out(year: AcademicYear, chosen: Choice) -> ComparisonChoiceOut:
    return ComparisonChoiceOut(academic_year=year, compares=chosen.compares, chosen_at=chosen.chosen_at)


def _state(found: Comparison) -> ComparisonState:
    if found.choice is None or not found.choice.compares:
        return ComparisonState.OFF
    return ComparisonState.WITHHELD if found.place is None else ComparisonState.SHOWN


def _place(place: Place) -> PlaceOut:
    return PlaceOut(
        week_starting=place.monday,
        fifth=place.fifth,
        sentence=_SENTENCE.replace(GROUPS[2], GROUPS[place.fifth - 1]),
        of_at_least=place.of_at_least,
    )

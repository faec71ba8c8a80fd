"""Up to which day sources have delivered everything, and what they owe."""

from dataclasses import dataclass
from datetime import date

import pytest

from app.scoring.completeness import NEVER, complete_days, complete_until, late_days


@dataclass(frozen=True)
class Outage:
    source: str
    starts_on: date
    ends_before: date


def november(day: int) -> date:
    return date(2018, 11, day)


def test_the_day_that_data_reach_into_is_not_complete() -> None:
    assert complete_days(["app", "vle"], {"vle": november(20), "sms": november(1)}) == {
        "app": NEVER,
        "vle": november(19),
    }


@pytest.mark.parametrize(
    ("complete", "down", "until"),
    [
        ({}, [], november(20)),
        ({"vle": november(19)}, [], november(19)),
        ({"vle": november(25)}, [], november(20)),
        ({"vle": november(19), "app": november(17)}, [], november(17)),
        ({"vle": november(19), "app": NEVER}, [], NEVER),
        # what is known to be missing is not waited for
        ({"vle": november(10)}, [("vle", 11, 15)], november(14)),
        ({"vle": november(10)}, [("vle", 13, 15), ("vle", 11, 13)], november(14)),
        ({"vle": november(10)}, [("vle", 12, 15)], november(10)),
        ({"vle": november(10)}, [("app", 11, 15)], november(10)),
        ({"vle": NEVER}, [("vle", 1, 15)], NEVER),
    ],
)
def test_scores_end_with_the_last_day_that_nobody_owes(
    complete: dict[str, date], down: list[tuple[str, int, int]], until: date
) -> None:
    outages = [Outage(source, november(first), november(before)) for source, first, before in down]
    assert complete_until(complete, outages, november(20)) == until


@pytest.mark.parametrize(
    ("complete", "owed"),
    [
        (november(19), None),
        (november(16), None),
        (november(15), (november(16), november(17))),
        (november(1), (november(2), november(17))),
        (NEVER, None),
    ],
)
def test_what_is_owed_for_too_long(complete: date, owed: tuple[date, date] | None) -> None:
    assert late_days(complete, november(20), 3) == owed

"""One score at a time: the golden case, the first days, outages."""

from datetime import date, timedelta

import pytest

from app.scoring.score import score_day
from app.scoring.sources import Source

DAY = date(2018, 11, 20)
LONG_AGO = date(2018, 9, 1)
CLES = {"app": 0.068, "careers": 1.11, "vle": 0.446}


def week(*values: float | None) -> dict[date, float | None]:
    """Values of the seven days up to DAY."""
    return {DAY - timedelta(days=6 - at): value for at, value in enumerate(values)}


def test_the_published_example_comes_out_as_10_21() -> None:
    score = score_day(
        DAY,
        LONG_AGO,
        {"vle": week(*[20.0] * 7), "app": week(*[5.0] * 7), "careers": week(6, 0, 0, 0, 0, 0, 0)},
        CLES,
    )
    assert score is not None
    assert round(score.exact, 2) == 10.21
    assert score.exact == pytest.approx(20 * 0.446 + 5 * 0.068 + 6 / 7 * 1.11, abs=1e-12)


def test_a_score_is_the_sum_of_its_contributions() -> None:
    score = score_day(DAY, LONG_AGO, {"vle": week(1, 2, 3, 4, 5, 6, 7)}, CLES)
    assert score is not None
    assert [each.source for each in score.contributions] == ["app", "careers", "vle"]
    assert score.contributions[2].mean == 4
    assert score.exact == 0.446 * 4


@pytest.mark.parametrize("days_registered", range(1, 8))
def test_the_first_days_are_averaged_over_the_days_there_are(days_registered: int) -> None:
    since = DAY - timedelta(days=days_registered - 1)
    score = score_day(DAY, since, {"vle": week(*[7.0] * 7)}, {"vle": 1.0})
    assert score is not None
    assert score.window_days == days_registered
    assert score.exact == 7.0


def test_a_day_of_outage_is_missing_and_not_zero() -> None:
    score = score_day(DAY, LONG_AGO, {"vle": week(None, None, None, None, None, 4, 8)}, {"vle": 1.0})
    assert score is not None
    assert score.exact == 6.0


def test_an_outage_of_the_whole_window_gives_no_score() -> None:
    assert score_day(DAY, LONG_AGO, {"vle": week(*[None] * 7)}, {"vle": 1.0}) is None


def test_minutes_per_day_of_use_come_once_a_day_and_not_on_an_idle_one() -> None:
    vle = Source("vle", "VLE", "minutes", per_unit=0.896, per_active_day=0.985)
    assert vle.value(0) == 0
    assert vle.value(1) == 0.896 + 0.985
    assert vle.value(10) == 0.896 * 10 + 0.985

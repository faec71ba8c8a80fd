"""Natural frequencies: what became of like students, or nothing where that would say too much."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.prediction.frequencies import FEWEST_LIKE, NothingToSay, count_bins, frequency, wilson
from app.prediction.model import Bin
from tests.prediction.made_up import small_model


def test_of_100_like_students_about_70_passed() -> None:
    said = frequency(small_model(), 0.65, 4)
    assert (said.of, said.about, said.least, said.most, said.like_cases) == (100, 70, 67, 73, 1_000)
    assert said.sentence == (
        "Of 100 students whose record looked like this at week 4, about 70 passed (between 67 and 73)."
        " This was counted among 1,000 students."
    )


def test_below_every_bin_the_first_ones_cases_are_told() -> None:
    model = small_model(bins=(Bin(0.3, 400, 100), Bin(0.6, 400, 300)))
    assert frequency(model, 0.01, 4).about == 25


@pytest.mark.parametrize("week", [0, 1, 2])
def test_nothing_is_said_before_week_3(week: int) -> None:
    with pytest.raises(NothingToSay, match="before week 3"):
        frequency(small_model(weeks=(1, 2, 4)), 0.65, week)


def test_nothing_is_said_for_another_week_than_the_models() -> None:
    with pytest.raises(NothingToSay, match="made for week 4, not week 5"):
        frequency(small_model(), 0.65, 5)


def test_nothing_is_said_with_fewer_than_200_like_cases() -> None:
    with pytest.raises(NothingToSay, match="too few"):
        frequency(small_model(), 0.5, 4)
    assert frequency(small_model(bins=(Bin(0.0, FEWEST_LIKE, 100),)), 0.5, 4).about == 50
    with pytest.raises(NothingToSay, match="too few"):
        frequency(small_model(bins=()), 0.5, 4)


def test_wilsons_range_is_the_textbooks() -> None:
    """8 of 10: 0.4902 to 0.9433 (Newcombe 1998's formula, worked out by hand)."""
    least, most = wilson(8, 10)
    assert (round(least, 4), round(most, 4)) == (0.4902, 0.9433)
    assert wilson(0, 10)[0] == pytest.approx(0, abs=1e-12)
    assert wilson(10, 10)[1] == pytest.approx(1)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=300))
def test_every_student_is_counted_once_and_a_higher_bin_passed_more_often(
    rows: list[tuple[float, bool]],
) -> None:
    probabilities, passed = np.array([each[0] for each in rows]), np.array([float(each[1]) for each in rows])
    bins = count_bins(probabilities, passed)
    assert sum(each.students for each in bins) == len(rows)
    assert sum(each.passed for each in bins) == passed.sum()
    shares = [each.passed / each.students for each in bins]
    assert shares == sorted(set(shares))

"""Measures: what the textbooks say of a handful of students."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.prediction.measures import auc, average_precision, brier, ece, intervals

SAID = np.array([0.1, 0.4, 0.35, 0.8])
PASSED = np.array([0.0, 0.0, 1.0, 1.0])


def test_four_students_by_hand() -> None:
    assert auc(SAID, PASSED) == 0.75
    assert brier(SAID, PASSED) == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)
    assert average_precision(SAID, PASSED) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=2, max_size=40))
def test_auc_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[float, bool]]) -> None:
    said, passed = np.array([each[0] for each in rows]), np.array([float(each[1]) for each in rows])
    pairs = [(yes > no) + (yes == no) / 2 for yes, no in product(said[passed == 1], said[passed == 0])]
    if pairs:
        assert auc(said, passed) == pytest.approx(float(np.mean(pairs)))
    else:
        assert np.isnan(auc(said, passed))


def test_whoever_is_told_80_of_whom_60_pass_is_off_by_20() -> None:
    passed = np.array([1.0] * 6 + [0.0] * 4).repeat(10)
    assert ece(np.full(100, 0.8), passed) == pytest.approx(0.2)
    assert ece(np.full(100, 0.8), passed[::-1]) == pytest.approx(0.2)


def test_ten_groups_of_one_each_are_counted_one_by_one() -> None:
    said = np.linspace(0.05, 0.95, 10)
    passed = np.array([0.0] * 5 + [1.0] * 5)
    assert ece(said, passed) == pytest.approx(2 * (0.05 + 0.15 + 0.25 + 0.35 + 0.45) / 10)


def test_a_range_holds_the_value_and_is_the_same_each_time() -> None:
    random = np.random.default_rng(5)
    said = random.random(2_000)
    passed = (random.random(2_000) < said).astype(np.float64)
    first = intervals({"auc": auc}, said, passed, draws=100)
    assert first == intervals({"auc": auc}, said, passed, draws=100)
    assert first["auc"][0] < auc(said, passed) < first["auc"][1]

"""Falls: against the student's own earlier weeks, at a rate that a simulation holds."""

import re
from math import comb, exp, lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.settings import PROJECT
from app.signals import simulation
from app.signals.calibrated import STANDARD, calibrated_test
from app.signals.counts import Dispersion, log_gamma, tails
from app.signals.fall import FEWEST_WEEKS, expected_range, judge
from app.signals.simulation import false_rate, found, make

WEEKS = st.lists(
    st.tuples(st.integers(0, 300), st.sampled_from([0.0, 0.4, 0.6, 1.0])), min_size=1, max_size=20
)
PAGE = (PROJECT / "docs" / "signals.md").read_text("utf-8")


def as_arrays(weeks: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    totals = np.array([[total if share else 0 for total, share in weeks]], float)
    exposures = np.array([[share for _, share in weeks]], float)
    exposures[:, -1] = np.maximum(exposures[:, -1], 0.4)
    return totals, exposures


def test_the_logarithm_of_the_gamma_function_is_the_library_s() -> None:
    numbers = np.array([0.05, 0.5, 1.0, 1.5, 2.0, 7.3, 60.0, 2_500.0])
    for number, found_there in zip(numbers, log_gamma(numbers), strict=True):
        assert found_there == pytest.approx(lgamma(number), abs=1e-9)


def test_a_tail_is_that_of_the_beta_binomial_counted_out() -> None:
    """With one size alone, whatever the earlier weeks say of sizes."""
    size, own, observed = 5.0, [12, 20, 9, 15], 3
    total, a, b = sum(own) + observed, size, 4 * size

    def probability(count: int) -> float:
        parts = lgamma(a + count) - lgamma(a) + lgamma(b + total - count) - lgamma(b)
        return exp(log(comb(total, count)) + parts + lgamma(a + b) - lgamma(a + b + total))

    expected = sum(probability(count) for count in range(observed + 1))
    counted = tails(
        np.array([float(observed)]),
        np.ones(1),
        np.array([own], float),
        np.ones((1, 4)),
        Dispersion(size, 0.0),
    )
    assert counted[0] == pytest.approx(expected, rel=1e-8)


def test_a_student_who_stops_is_found_and_one_who_goes_on_is_not() -> None:
    before = [61, 74, 52, 80, 66, 58]
    totals = np.array([[*before, 0], [*before, 55], [*before, 30]], float)
    judged = judge(STANDARD, totals, np.ones_like(totals))
    assert judged.fall.tolist() == [True, False, False]
    assert judged.weeks.tolist() == [6, 6, 6]


def test_two_low_weeks_running_are_a_fall_where_neither_is_by_itself() -> None:
    before = [61.0, 74, 52, 80, 66, 58]
    first, second = np.array([[*before, 20.0]]), np.array([[*before, 20.0, 18.0]])
    assert not judge(STANDARD, first, np.ones_like(first)).fall[0]
    both = judge(STANDARD, second, np.ones_like(second))
    assert both.twice[0]
    assert not both.alone[0]


def test_fewer_than_four_weeks_say_nothing() -> None:
    totals = np.array([[60.0, 70, 50, 0]])
    judged = judge(STANDARD, totals, np.ones_like(totals))
    assert judged.weeks[0] < FEWEST_WEEKS
    assert not judged.fall[0]
    assert not judged.inside[0]


def test_a_week_of_which_half_counts_is_expected_to_hold_half() -> None:
    totals, exposures = np.array([[60.0, 60, 60, 60, 60, 30]]), np.array([[1.0, 1, 1, 1, 1, 0.5]])
    usual, least, weeks = expected_range(STANDARD, totals[0], exposures[0])
    assert (usual, weeks) == (30.0, 5)
    assert 0 < least < 30
    assert judge(STANDARD, totals, exposures).inside[0]


@given(st.lists(WEEKS, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_many_students_are_judged_exactly_as_each_alone(students: list[list[tuple[int, float]]]) -> None:
    width = max(len(each) for each in students)
    padded = [[(0, 0.0)] * (width - len(each)) + each for each in students]
    arrays = [as_arrays(each) for each in padded]
    together = judge(STANDARD, *(np.concatenate(each) for each in zip(*arrays, strict=True)))
    for row, weeks in enumerate(students):
        alone = judge(STANDARD, *as_arrays(weeks))
        assert alone.tail[0].tobytes() == together.tail[row].tobytes()
        assert [alone.alone[0], alone.twice[0], alone.inside[0], alone.weeks[0]] == [
            together.alone[row], together.twice[row], together.inside[row], together.weeks[row],
        ]  # fmt: skip


@given(WEEKS, st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_what_a_left_out_week_holds_does_not_matter(weeks: list[tuple[int, float]], other: int) -> None:
    totals, exposures = as_arrays(weeks)
    changed = np.where(exposures > 0, totals, float(other))
    assert judge(STANDARD, totals, exposures).tail == judge(STANDARD, changed, exposures).tail


@given(WEEKS)
@settings(max_examples=60, deadline=None)
def test_doing_less_never_looks_more_ordinary(weeks: list[tuple[int, float]]) -> None:
    totals, exposures = as_arrays(weeks)
    less = totals.copy()
    less[:, -1] = np.floor(less[:, -1] / 2)
    assert judge(STANDARD, less, exposures).tail[0] <= judge(STANDARD, totals, exposures).tail[0]


def test_there_are_cut_offs_for_the_standard_dispersion_alone() -> None:
    with pytest.raises(ValueError, match="simulation"):
        calibrated_test(Dispersion(4.0, 0.4), 500)


# --- the published table ---


def test_the_published_table_is_of_this_very_test_and_simulation() -> None:
    published = re.search(r"Fingerprint\s+`(\w+)`", PAGE)
    assert published is not None
    assert published[1] == simulation.fingerprint(STANDARD), "run `attune simulate-signals` anew"


def _rows() -> list[list[str]]:
    lines = [line for line in PAGE.splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_published_table_keeps_what_is_promised() -> None:
    """At every baseline and drift: at most 0.5 % by the upper bound, and what is found of each fall."""
    rows = _rows()
    assert len(rows) == len(simulation.BASELINES) * len(simulation.DRIFTS)
    for row in rows:
        upper = float(re.findall(r"–([\d.]+)\)", row[2])[0])
        assert upper <= 0.5, row
        stop, ninety, three_quarters = (
            [float(each) for each in re.findall(r"(?:^|/ )([\d.]+) \(", cell)] for cell in row[3:6]
        )
        assert stop[0] >= 93, row
        assert stop[1] >= 99, row
        assert ninety[1] >= 85, row
        assert three_quarters[1] >= 40, row


def test_a_small_run_agrees_with_the_table() -> None:
    made = make(1_500, 37, 0.2, seed=7)
    assert false_rate(STANDARD, made, 6).low <= 0.005
    assert found(STANDARD, made, 6, 100).second.share >= 0.99
    assert found(STANDARD, made, 6, 90).second.share >= 0.85

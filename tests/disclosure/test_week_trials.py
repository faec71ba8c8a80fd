"""A past week tells more than a day of a trial, so its noise is larger: together they tell no more."""

from random import Random

import numpy as np
import pytest

from app.disclosure import trials
from app.disclosure.trials import LOADS_SHARE, MOVES_SHARE, Load, TrialControl

CONTROL = TrialControl(round_to=5, fewest=10, noise=10)
EXACT = TrialControl(round_to=5, fewest=10, noise=1e-9)
NOBODY = Load(None, None, None)


def test_a_week_tells_no_more_of_a_student_than_any_trial() -> None:
    """A trial's epsilon is what a student changes over the noise: two counts by one, or 2 / noise.

    A week's: two cells of moves (or a cell and the people), and by each of the two variants, two numbers of
    tutors with a load.
    """
    assert 2 / MOVES_SHARE + (2 + 2) / LOADS_SHARE <= 2


def test_the_load_of_tutors_by_hand() -> None:
    """Of 1,000 tutors 700 have nobody, 250 one, 45 two, and five have six."""
    loads = [1] * 250 + [2] * 45 + [6] * 5
    # Six is a load of five tutors, fewer than can be told.
    assert EXACT.load(1_000, loads, Random(1)) == Load(median=0, ninetieth=1, most=2)
    assert EXACT.load(1_000, [*loads, *[6] * 6], Random(1)).most == 6
    assert EXACT.load(1_000, [40] * 600, Random(1)) == Load(
        trials.MOST_LOAD, trials.MOST_LOAD, trials.MOST_LOAD
    )


@pytest.mark.parametrize("tutors", [0, 1, 9, 19])
def test_of_few_tutors_nothing_is_told(tutors: int) -> None:
    assert EXACT.load(tutors, [3] * min(tutors, 9), Random(1)) in {NOBODY, Load(None, None, 0)}
    assert CONTROL.publish_week(np.array([[50, 0], [0, 0]]), tutors, [], [1], Random(1)).after == NOBODY


def test_with_noise_the_load_of_a_large_university_is_mostly_off_by_one_at_most() -> None:
    loads, moves, random = [1] * 250 + [2] * 45 + [6] * 5, np.array([[28_000, 200], [0, 300]]), Random(7)
    found = [CONTROL.publish_week(moves, 1_000, loads, loads, random) for _ in range(300)]
    assert sum(each.before.median in {0, 1} for each in found) >= 0.97 * len(found)
    assert sum(each.after.ninetieth in {0, 1, 2} for each in found) >= 0.85 * len(found)
    assert np.mean([each.moves.after[1] or 0 for each in found]) == pytest.approx(500, abs=15)


def test_a_tutor_with_an_unusual_load_does_not_show() -> None:
    """One tutor of a thousand with twelve students at once: no answer says that there is one."""
    random = Random(3)
    with_one = [
        CONTROL.publish_week(np.array([[900, 12], [0, 0]]), 1_000, [], [12], random).after.most
        for _ in range(500)
    ]
    without = [
        CONTROL.publish_week(np.array([[912, 0], [0, 0]]), 1_000, [], [], random).after.most
        for _ in range(500)
    ]
    assert 12 not in with_one
    assert set(with_one) <= {0, None}
    assert set(without) <= {0, None}

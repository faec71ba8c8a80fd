"""Attacks on the comparison by patient students who work together, and what bars between fifths promise.

With `-s`, a line for each attack. `python -m bench.disclosure` mounts them more often.
"""

from dataclasses import replace
from functools import partial
from math import isfinite
from random import Random

import pytest

from app.disclosure.control import Control
from tests.disclosure.comparing import ATTACKS, FEWEST, NOW, OTHERS, SCORES, UNPROTECTED
from tests.disclosure.patient import FIRST_MONDAY, YEAR_BEGINS, mounted, people
from tests.disclosure.test_patient_attacks import FAILS

pytestmark = pytest.mark.row("QM-9")
SUCCEED = [name for at, name in enumerate(ATTACKS) if at in {0, 4, 5}]


@pytest.mark.parametrize("name", list(ATTACKS))
def test_patience_and_working_together_hardly_help(name: str) -> None:
    outcome = mounted(name, partial(ATTACKS[name], NOW), 60)
    print(outcome)  # noqa: T201 (the log of the attack)
    assert outcome.advantage < FAILS


@pytest.mark.parametrize("name", SUCCEED)
def test_without_the_noise_the_same_attacks_succeed(name: str) -> None:
    """So the test above tests something."""
    assert mounted(name, partial(ATTACKS[name], UNPROTECTED), 20).advantage > 0.8


def bars(number: int, *, seed: int = 1, control: Control = NOW) -> tuple[float, ...] | None:
    rng = Random(seed)
    on = replace(control, salt=rng.randbytes(16)).of("comparison", YEAR_BEGINS, FIRST_MONDAY)
    return on.fifths(people(rng, number), [float(at) for at in range(number)], "fifth", FEWEST)


def test_of_twenty_nine_there_are_no_bars_whatever_the_noise() -> None:
    assert all(bars(29, seed=seed) is None for seed in range(200))


def test_that_there_are_bars_seldom_tells_that_one_more_joined() -> None:
    """Of groups of just 30, which are 29 without her, few have any; from about 50 on, nearly all."""
    shown = {number: sum(bars(number, seed=seed) is not None for seed in range(200)) for number in (30, 50)}
    assert shown[30] < 0.15 * 200
    assert shown[50] > 0.97 * 200


def test_fifths_of_a_large_group_are_nearly_right() -> None:
    found = bars(1_000)
    assert found is not None
    assert found == pytest.approx((200, 400, 600, 800), abs=40)


def test_a_bar_is_nobodys_score() -> None:
    found = [each for seed in range(50) for each in bars(OTHERS, seed=seed) or ()]
    assert len(found) > 150
    assert not {each for each in found if isfinite(each)} & {*SCORES, 0.0}


def test_who_has_the_same_is_told_the_same_and_all_alike_are_in_the_middle() -> None:
    rng = Random(2)
    on = replace(UNPROTECTED, salt=b"a secret").of("comparison", YEAR_BEGINS, FIRST_MONDAY)
    found = on.fifths(people(rng, 50), [0.0] * 45 + [1.0] * 5, "fifth", FEWEST)
    assert found is not None
    assert [1 + sum(value >= bar for bar in found) for value in (0.0, 1.0)] == [3, 5]


def test_the_bars_have_noise_of_their_own() -> None:
    """With the same for all, bars that somebody is far from would tell what the others carry."""
    exact = bars(200, control=UNPROTECTED) or ()
    for seed in range(20):
        off = {told - right for told, right in zip(bars(200, seed=seed) or (), exact, strict=True)}
        assert len(off) > 1

"""Shares in steps, what hardly anybody did, and draws of many figures at once: none tells of one student."""

from dataclasses import replace
from datetime import date, timedelta
from math import sqrt
from random import Random
from statistics import correlation, fmean, pstdev
from uuid import UUID

import pytest

from app.disclosure.control import Control, Figure, to_nearest

CONTROL = Control(b"a secret", 5, 22.5, 10, 50.0, 2.0)
STEP = 0.05


def members(count: int, seed: int = 1) -> list[UUID]:
    random = Random(seed)
    return [UUID(int=random.getrandbits(128)) for _ in range(count)]


@pytest.mark.parametrize(
    ("value", "told"), [(0.0, 0.0), (0.02, 0.0), (0.03, 0.05), (0.49, 0.5), (0.97, 0.95), (1.0, 1.0)]
)
def test_a_share_is_told_in_steps(value: float, told: float) -> None:
    assert to_nearest(Figure(value), STEP) == Figure(told)


def test_what_is_suppressed_stays_so() -> None:
    assert to_nearest(Figure(None, "why"), STEP) == Figure(None, "why")


def of_week(seed: int) -> Control:
    """As module insight has it: with the draws of a resource and those that all resources have in common."""
    return CONTROL.of(f"module-insights/{seed}", date(2018, 8, 1), date(2018, 10, 1), "opened slides")


@pytest.mark.parametrize("positive", [0, 1, 2])
def test_what_nobody_did_or_one_or_two_is_always_said_to_be_done_by_hardly_any(positive: int) -> None:
    assert all(of_week(seed).hardly_any(members(23, seed), positive, "so far") for seed in range(200))


def test_what_twenty_did_never_is() -> None:
    assert not any(of_week(seed).hardly_any(members(40, seed), 20, "so far") for seed in range(200))


def test_what_a_few_did_mostly_is_so_it_hardly_tells_of_the_third() -> None:
    told = [of_week(seed).hardly_any(members(40, seed), 3, "so far") for seed in range(1_000)]
    assert 0.92 < sum(map(bool, told)) / len(told) < 0.99


def test_it_is_said_in_each_week_of_a_year_or_in_none() -> None:
    """However the class changes: else one week without it would tell that a third person did it."""
    for run in range(50):
        said = {
            CONTROL.of(
                f"r{run}", date(2018, 8, 1), date(2018, 10, 1) + timedelta(weeks=week), "a"
            ).hardly_any(members(40, week), 6, "so far")
            for week in range(20)
        }
        assert len(said) == 1


def test_of_a_small_class_nothing_is_told() -> None:
    assert CONTROL.hardly_any(members(22), 0, "so far") is None


# --- draws of many figures of one class ---


EXACT = replace(CONTROL, round_to=1)
HUNDRED = members(100)


def drawn(part: str, week: int, *, name: str = "opened", run: int = 0) -> float:
    """The noise of a count of a hundred people."""
    control = EXACT.of(f"r{run}", date(2018, 8, 1), date(2018, 9, 24) + timedelta(weeks=week), part)
    return (control.people(HUNDRED, name) or 0) - 100


def test_resources_have_draws_in_common_so_that_many_of_them_average_nothing_away() -> None:
    """Over 200 classes: the mean of fifty resources is about as far off as three draws are."""
    means = [fmean(drawn(f"opened {each}", 3, run=run) for each in range(50)) for run in range(200)]
    assert pstdev(means) == pytest.approx(sqrt(3 * 2) * 2, abs=1)


def test_of_one_resource_a_year_of_weeks_averages_nothing_away() -> None:
    """Over 100 classes, against other resources: what is of the year alone stays."""
    found = [
        fmean(drawn("opened a", week, run=run) for week in range(36))
        - fmean(drawn(f"opened {each}", week, run=run) for each in range(3) for week in range(36))
        for run in range(100)
    ]
    assert pstdev(found) > 0.8 * sqrt(2) * 2


def test_shares_of_weeks_and_so_far_have_their_lasting_draws_in_common_and_no_others() -> None:
    weekly, so_far = (
        [drawn("opened a", 3, name=name, run=run) for run in range(300)] for name in ("opened", "so far")
    )
    assert correlation(weekly, so_far) == pytest.approx(4 / 6, abs=0.15)


def test_who_joins_is_not_seen_in_the_share() -> None:
    """One more who opened it: the share goes down about as often as up, over many classes."""
    moved = []
    for seed in range(400):
        one, others = (all_ := members(60, seed))[0], all_[1:]
        before = CONTROL.share(others, 30, "opened").value or 0.0
        after = CONTROL.share([one, *others], 31, "opened").value or 0.0
        moved.append(round(after - before, 2))
    up = sum(each > 0 for each in moved) / len(moved)
    down = sum(each < 0 for each in moved) / len(moved)
    assert down > 0.25
    assert up < 0.75

"""Shares in steps, and what hardly anybody did: neither tells that one student joined or left."""

from random import Random
from uuid import UUID

import pytest

from app.disclosure.control import Control, Figure, to_nearest

CONTROL = Control(b"a secret", 5, 22.5, 8, 50.0)
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


def test_what_nobody_did_is_always_told() -> None:
    assert all(CONTROL.hardly_any(members(23, seed), 0, "opened", STEP) for seed in range(200))


def test_what_many_did_is_never_told() -> None:
    assert not any(CONTROL.hardly_any(members(200, seed), 60, "opened", STEP) for seed in range(200))


def test_that_it_is_told_does_not_mean_that_nobody_did() -> None:
    """Of classes of 40 in which one opened something, many are told the same as those in which nobody did."""
    told = [CONTROL.hardly_any(members(40, seed), 1, "opened", STEP) for seed in range(400)]
    assert 0.2 < sum(map(bool, told)) / len(told) < 0.8


def test_of_a_small_class_nothing_is_told() -> None:
    assert CONTROL.hardly_any(members(22), 0, "opened", STEP) is None


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

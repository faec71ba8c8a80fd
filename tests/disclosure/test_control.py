"""Disclosure control: small groups say nothing, and comparing groups says nothing about anybody."""

from random import Random
from statistics import correlation, fmean
from uuid import UUID

import pytest

from app.disclosure.control import Control

CONTROL = Control(
    salt=b"a secret of the institution",
    round_to=5,
    fewest_for_share=22.5,
    fewest_for_mean=10,
    largest_value=50.0,
)


def people(number: int, seed: int = 1) -> list[UUID]:
    rng = Random(seed)
    return [UUID(int=rng.getrandbits(128)) for _ in range(number)]


@pytest.mark.parametrize("number", [0, 1, 9])
def test_a_mean_of_fewer_than_ten_is_suppressed(number: int) -> None:
    figure = CONTROL.mean(people(number), [1.0] * number, "score")
    assert figure.value is None
    assert figure.reason == "fewer than 10 people"


def test_a_mean_is_published_where_enough_people_add_to_it() -> None:
    assert CONTROL.mean(people(30), [1.0] * 30, "score").value is not None
    assert CONTROL.mean(people(30), [1.0] * 2 + [0.0] * 28, "score").reason == "too few people add to it"
    assert CONTROL.mean(people(30), [0.0] * 30, "score").reason == "too few people add to it"
    assert CONTROL.mean(people(30), [50.0] * 2 + [0.1] * 28, "score").reason == "too few people add to it"


def test_a_check_is_not_what_tells_of_one_person() -> None:
    """Beside a check, with two who add to the figure or three, it is suppressed nearly whatever it holds."""
    shown = [
        CONTROL.share(people(60, seed), adding, "active").value is not None
        for seed in range(300)
        for adding in (1, 2, 3, 4)
    ]
    assert sum(shown) < 0.01 * len(shown)


def test_a_percentage_of_twenty_two_is_suppressed_and_of_twenty_three_is_not() -> None:
    assert CONTROL.share(people(22), 11, "active").reason == "fewer than 22.5 people"
    assert CONTROL.share(people(23), 20, "active").value is not None


def test_counts_are_multiples_of_five_and_never_negative() -> None:
    for number in range(10, 60):
        count = CONTROL.people(people(number, seed=number), "people")
        assert count is not None
        assert count % 5 == 0
        assert count >= 0


def test_a_few_people_are_not_counted_and_look_like_nobody() -> None:
    """Before there is any noise: what an empty group is answered cannot be learnt and compared with."""
    for number in range(10):
        for seed in range(20):
            assert CONTROL.people(people(number, seed), f"people {seed}") is None


def test_the_same_people_give_the_same_figure_in_any_order() -> None:
    members = people(40)
    values = [float(at) for at in range(40)]
    first = CONTROL.mean(members, values, "score")
    assert CONTROL.mean(members[::-1], values[::-1], "score") == first
    assert CONTROL.mean(members, values, "another week") != first


def test_figures_of_large_groups_are_still_good_for_something() -> None:
    errors = []
    for seed in range(50):
        members = people(400, seed)
        values = [10 + Random(seed).random() for _ in members]
        published = CONTROL.mean(members, values, "score").value
        assert published is not None
        errors.append(abs(published - fmean(values)))
    assert fmean(errors) < 0.25


def differences(control: Control, *, noisy: bool) -> tuple[list[float], list[float]]:
    """What somebody infers of one student from two groups that differ by that student, and the truth."""
    rng = Random(7)
    inferred, true = [], []
    for seed in range(400):
        members = people(31, seed)
        values = [rng.uniform(0, 50) for _ in members]
        means = []
        for number in (30, 31):
            exact = fmean(values[:number])
            figure = control.mean(members[:number], values[:number], "score").value
            assert figure is not None
            means.append(figure if noisy else exact)
        inferred.append(31 * means[1] - 30 * means[0])
        true.append(values[30])
    return inferred, true


def test_two_groups_that_differ_by_one_student_do_not_reveal_that_student() -> None:
    """The attacker knows both groups' exact sizes, and still learns next to nothing."""
    inferred, true = differences(CONTROL, noisy=True)
    assert abs(correlation(inferred, true)) < 0.25
    guess = fmean(true)
    blind = fmean(abs(guess - each) for each in true)
    attack = fmean(abs(found - each) for found, each in zip(inferred, true, strict=True))
    assert attack > 2 * blind  # worse than guessing the average


def test_without_the_noise_the_same_attack_succeeds() -> None:
    """So the test above tests something."""
    inferred, true = differences(CONTROL, noisy=False)
    assert correlation(inferred, true) > 0.999


def test_a_share_does_not_reveal_the_one_who_joined() -> None:
    rng = Random(3)
    inferred, true = [], []
    for seed in range(400):
        members = people(41, seed)
        active = [rng.random() < 0.7 for _ in members]
        shares = [
            CONTROL.share(members[:number], sum(active[:number]), "active").value for number in (40, 41)
        ]
        assert shares[0] is not None
        assert shares[1] is not None
        inferred.append(0.41 * shares[1] - 0.40 * shares[0])
        true.append(float(active[40]))
    assert abs(correlation(inferred, true)) < 0.4


def test_a_median_of_twenty_two_is_suppressed_and_of_twenty_three_is_a_value_that_somebody_has() -> None:
    assert CONTROL.median(people(22), [1] * 22, "days").reason == "fewer than 22.5 people"
    values = [7 * n for n in range(101)]
    found = CONTROL.median(people(101), values, "days").value
    assert found in values
    assert CONTROL.median(people(101), values, "days").value == found, "asked again, the same"


def test_a_median_lies_near_the_middle_and_does_not_show_one_person() -> None:
    """Its place moves by about one person, whoever is in the group; the group of one more, by its own."""
    places = [CONTROL.median(people(101, seed), list(range(101)), "days").value for seed in range(300)]
    off = [abs(each - 50) for each in places if each is not None]
    assert len(off) == 300
    assert fmean(off) < 2
    assert sum(each > 0 for each in off) > 100
    smallest = {CONTROL.median(people(23, seed), list(range(23)), "days").value for seed in range(300)}
    assert min(each for each in smallest if each is not None) >= 0

"""Attacks on scoring trials: they learn nothing of anybody. By hand, `-s` shows what each request told."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from statistics import fmean
from typing import Any

import numpy as np
import pytest

from app.disclosure.trials import TrialControl
from app.profiles.model import Trials
from tests import roles
from tests.disclosure.attacks import Attackers, average, days_before, say, single_out
from tests.world import PUBLISHED, World, at_once

pytestmark = pytest.mark.anyio

PER_CLICK, PER_DAY = 0.896, 0.985


async def test_a_student_cannot_be_singled_out(world: World) -> None:
    """The one who uses the VLE most: 46 interactions every day, far above everybody else."""
    await world.crowd(
        vle=[46.0, *(float(each % 12) for each in range(39))], days=days_before(world.today, 30)
    )
    true = PER_CLICK * 46 + PER_DAY
    attackers = await Attackers.of(world)
    found = await single_out(attackers, days_before(world.today, 20))
    said = "nothing" if found is None else f"{found[0]:.2f} to {found[1]:.2f}"
    say(f"{attackers.requests} requests, {attackers.answers} answers. The mean is {true:.2f}; learnt: {said}")
    assert found is None


@pytest.mark.parametrize("inside", [True, False])
async def test_a_hundred_padded_groups_do_not_show_who_is_in_a_band(world: World, *, inside: bool) -> None:
    """35 friends have scores from 20 on, 0.25 apart. Is there somebody from 16 to 20?"""
    friends = [(20 + 0.25 * each) / PUBLISHED["app"] for each in range(35)]
    others = [(each % 9) / PUBLISHED["app"] for each in range(24)]
    target = (18.0 if inside else 12.0) / PUBLISHED["app"]
    await world.crowd(app=[target, *friends, *others], days=days_before(world.today, 12))
    attackers = await Attackers.of(world)
    found = await average(attackers, days_before(world.today, 4), (16.0, 20.0), len(friends))
    said = "nothing" if found is None else f"{found:.2f} students"
    say(
        f"{attackers.requests} requests, {attackers.answers} answers."
        f" There is {int(inside)}; the mean over padded groups says {said}"
    )
    # What is shown of so few is shown for its noise: it says dozens, whether there is one or none.
    assert found is None or found > 20


# --- the limits themselves: the strongest attacker, who knows everything but one student's scores ---

LIMITS = TrialControl(round_to=5, fewest=10, noise=10)
MOST = 10
MANY = np.full((2, 2), 500, np.int64)


def guesses(trials: int, control: TrialControl, *, seed: int = 5, attacks: int = 600) -> float:
    """How often somebody is right about which of two cells a student is in, in each of some trials.

    By chance, half of the guesses are right. Trials are chosen as well as can be: the student is in one of
    two cells in each. The attacker knows all other counts, and adds up what tells the two cells apart.
    """
    random, right = Random(seed), 0
    for _ in range(attacks):
        inside, evidence = random.random() < 0.5, 0.0
        for _ in range(trials):
            cell = (random.randrange(2), random.randrange(2))
            other = (1 - cell[0], cell[1])
            moves = MANY + np.array([[random.randrange(5) for _ in range(2)] for _ in range(2)])
            known = moves.copy()
            moves[cell if inside else other] += 1
            told = control.publish(moves, random).moves
            evidence += _over(told, known, cell) - _over(told, known, other)
        right += (evidence > 0) == inside if evidence else random.random() < 0.5
    return right / attacks


def _over(told: Sequence[Sequence[int | None]], known: np.ndarray, cell: tuple[int, int]) -> float:
    """By how much a cell came out above what it has without the student and with half of it."""
    count = told[cell[0]][cell[1]]
    return 0.0 if count is None else count - float(known[cell]) - 0.5


def test_all_trials_of_a_year_together_hardly_tell_more_than_a_coin() -> None:
    assert guesses(MOST, LIMITS) < 0.65


def test_without_the_noise_the_same_attack_is_always_right() -> None:
    """So the test above tests something."""
    assert guesses(MOST, TrialControl(round_to=1, fewest=10, noise=0.001)) > 0.99


def test_without_a_limit_on_their_number_trials_would_tell() -> None:
    """So the number of trials is part of the protection, and the noise alone is not enough."""
    assert guesses(100 * MOST, LIMITS, attacks=100) > 0.85


def test_a_hundred_groups_around_one_student_average_out_without_the_limit_and_not_within_it() -> None:
    random = Random(3)

    def learnt(groups: int) -> list[float]:
        """What the mean says of a student who is in every group, once their paddings are subtracted."""
        found = []
        for _ in range(40):
            over = []
            for padding in range(groups):
                moves = np.array([[400 + padding + 1, 200], [200, 200]], np.int64)
                count = LIMITS.publish(moves, random).moves[0][0]
                assert count is not None
                over.append(count - (400 + padding))
            found.append(fmean(over))
        return found

    def spread(found: Sequence[float]) -> float:
        return fmean(abs(each - 1) for each in found)

    assert spread(learnt(MOST)) > 2, "a student counts as 1: the error is larger than that"
    assert spread(learnt(1_000)) < 0.5


def test_a_few_people_and_nobody_look_alike_whatever_the_noise() -> None:
    random = Random(1)
    for few in range(10):
        for _ in range(200):
            told = LIMITS.publish(np.array([[500, few], [few, 500]], np.int64), random)
            assert told.moves[0][1] is None
            assert told.moves[1][0] is None


def test_of_cells_with_just_enough_people_hardly_any_is_shown() -> None:
    random = Random(2)
    shown = [
        LIMITS.publish(np.array([[500, 10], [500, 500]], np.int64), random).moves[0][1] is not None
        for _ in range(2_000)
    ]
    assert fmean(shown) < 0.04


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        ({"most": 100}, "more than 4"),
        ({"noise": 4}, "greater than or equal to 5"),
        ({"fewest": 1}, "greater than or equal to 5"),
        ({"thresholds": [5, 2]}, "must ascend"),
    ],
)
def test_a_profile_that_would_let_trials_tell_too_much_is_refused(limits: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        Trials(**limits)
    assert Trials(most=100, noise=50)


# --- over HTTP: what is tried, how often, and that it is on record ---


async def test_a_year_has_so_many_trials_and_no_more(world: World) -> None:
    """Counted over all askers, drafts and days; what was tried is answered as before, and costs nothing."""
    await world.crowd(app=[50.0] * 12, days=days_before(world.today, 3))
    attackers, another = await Attackers.of(world), await Attackers.of(world)
    days = days_before(world.today, 30)
    first = await attackers.ask(days[0], PUBLISHED)
    assert first is not None
    assert first["trials_left"] == MOST - 1
    for at in range(1, MOST):
        assert await (attackers, another)[at % 2].ask(days[at], PUBLISHED) is not None
    for late in (attackers, another):
        assert await late.ask(days[MOST], PUBLISHED) is None
        assert await late.ask(days[0], PUBLISHED | {"app": 0.102}) is None
    again = await another.ask(days[0], PUBLISHED)
    assert again == first | {"trials_left": 0, "scoring_model_id": again and again["scoring_model_id"]}
    nearby = await another.ask(days[0], PUBLISHED | {"app": 0.07})
    assert nearby is not None
    assert nearby["coefficients"] == {"CLES": PUBLISHED}
    assert nearby["people"] == first["people"]
    used_up = await another.analyst.post(
        "/v1/scoring-trials", {"scoring_model_id": nearby["scoring_model_id"], "day": str(days[MOST])}
    )
    assert (used_up.status_code, used_up.json()["type"]) == (409, "/problems/trials-used-up")


async def test_trials_at_the_same_time_are_counted_too(world: World) -> None:
    attackers = await Attackers.of(world)
    await world.crowd(app=[50.0], days=days_before(world.today, 1))
    drafted = await attackers.administrator.do(
        "/v1/admin/scoring-models", {"academic_year": 2018, "coefficients": {"CLES": PUBLISHED}, "note": "x"}
    )
    body = {"scoring_model_id": drafted["scoring_model_id"]}
    days = [world.today - timedelta(days=back) for back in range(1, 15)]
    asked = [("/v1/scoring-trials", body | {"day": str(day)}) for day in days]
    answers = await at_once(attackers.analyst, asked)
    for at, each in enumerate(answers):
        if each.status_code == 503:  # a busy machine: it was said to ask again
            answers[at] = await attackers.analyst.post(*asked[at])
    assert sorted(each.status_code for each in answers) == [200] * MOST + [409] * (len(days) - MOST)
    stored = await world.sql("select count(*) from scoring_trials where institution_id = :institution_id")
    assert stored[0][0] == MOST


async def test_every_trial_is_audited_those_that_came_too_late_included(world: World) -> None:
    attackers = await Attackers.of(world)
    for day in days_before(world.today, MOST + 1):
        await attackers.ask(day, PUBLISHED)
    administrator = await world.tutor(roles.ADMIN)
    entries = (await administrator.read("/v1/admin/audit-entries?limit=100"))["items"]
    tried = [each for each in entries if each["action"] == "scoring model tried"]
    assert len(tried) == MOST + 1
    assert {each["after"].get("trial") for each in tried} == {*range(1, MOST + 1), None}
    assert [each["after"]["refused"] for each in tried if "refused" in each["after"]] == ["trials-used-up"]
    assert {each["staff_name"] for each in tried} == {f"Tutor {attackers.analyst.number}"}

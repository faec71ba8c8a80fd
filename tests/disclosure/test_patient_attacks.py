"""Attacks by somebody who knows everything about everybody else and has a year: what they learn now.

With `-s`, a line for each. `python -m bench.disclosure` mounts them more often, and as they went before.
"""

import pytest

from tests.disclosure.patient import most_odds, mounted, pairs, rounded_only, statistics
from tests.disclosure.patient_modules import module_pairs

PAIRS = {name: (before, after) for name, before, after in pairs()}
SUCCEEDED = [name for at, name in enumerate(PAIRS) if at in {0, 3, 5, 6, 7}]
MODULE_PAIRS = {name: (before, after) for name, before, after in module_pairs(12, 6)}
ONE_CLASS = [name for at, name in enumerate(MODULE_PAIRS) if at not in {1, 2}]
"""Several are mounted by the bench alone: they take long."""
FAILS = 0.5
"""Three guesses in four: an attack that succeeds has an advantage of 0.9 and more."""


@pytest.mark.row("EX-10")
@pytest.mark.parametrize("name", list(PAIRS))
def test_patience_and_knowledge_of_everybody_else_hardly_help(name: str) -> None:
    outcome = mounted(name, PAIRS[name][1], 120)
    print(outcome)  # noqa: T201 (the log of the attack)
    assert outcome.advantage < FAILS


@pytest.mark.parametrize("name", SUCCEEDED)
def test_the_same_attacks_succeeded_before(name: str) -> None:
    """So the test above tests something."""
    outcome = mounted(name, PAIRS[name][0], 60)
    print(outcome)  # noqa: T201
    assert outcome.advantage > 0.8


@pytest.mark.row("QM-6")
@pytest.mark.row("EX-10")
@pytest.mark.parametrize("name", ONE_CLASS)
def test_the_many_figures_of_one_class_hardly_help(name: str) -> None:
    outcome = mounted(name, MODULE_PAIRS[name][1], 60)
    print(outcome)  # noqa: T201
    assert outcome.advantage < 0.6, "three guesses in four, and what so few guesses may be off"


@pytest.mark.parametrize("name", [ONE_CLASS[0], ONE_CLASS[-2], ONE_CLASS[-1]])
def test_attacks_on_a_class_succeeded_before(name: str) -> None:
    outcome = mounted(name, MODULE_PAIRS[name][0], 60)
    print(outcome)  # noqa: T201
    assert outcome.advantage > 0.5


@pytest.mark.row("QM-4")
def test_every_statistic_ever_published_hardly_tells_one_persons_category() -> None:
    outcome = mounted("statistics", statistics, 4_000)
    print(outcome)  # noqa: T201
    assert outcome.interval[1] < 0.35
    assert outcome.advantage < (most_odds() - 1) / (most_odds() + 1), "what the noise promises"
    assert mounted("rounding alone", rounded_only, 200).advantage > 0.7

"""What a patient adversary learns of one student, before and now: figures read, guesses right, advantage.

.venv/bin/python -m bench.disclosure [guesses]
"""

import sys
from collections.abc import Iterable
from functools import partial

from tests.disclosure.comparing import ATTACKS, NOW, OTHERS
from tests.disclosure.patient import (
    CLASS,
    WEEKS,
    Attack,
    Pair,
    most_odds,
    mounted,
    pairs,
    rounded_only,
    statistics,
)
from tests.disclosure.patient_modules import RESOURCES, SEMESTER, module_pairs

GUESSES = 2_000


class Log:
    """A line for each attack, and how much was read for all of them."""

    def __init__(self) -> None:
        self.figures = self.guesses = 0

    def mount(self, name: str, attack: Attack, guesses: int) -> None:
        outcome = mounted(name, attack, guesses)
        self.figures += outcome.queries * outcome.guesses
        self.guesses += outcome.guesses
        print(outcome, flush=True)

    def mount_pairs(self, of: Iterable[Pair], guesses: int) -> None:
        for name, before, after in of:
            self.mount(f"before {name}", before, guesses)
            self.mount(f"now    {name}", after, guesses)


def main(guesses: int) -> None:
    log = Log()
    print(f"Weekly figures: {WEEKS} weeks, {CLASS} others in each group, everything about them known.")
    log.mount_pairs(pairs(), guesses)
    print(f"What a class opens: {SEMESTER} weeks, {RESOURCES} resources, {CLASS} others in each class.")
    log.mount_pairs(module_pairs(SEMESTER, RESOURCES), guesses)
    print(f"Comparison: {WEEKS} weeks, a course and year of {OTHERS} others.")
    for name, mount in ATTACKS.items():
        log.mount(f"now    {name}", partial(mount, NOW), guesses)
    print("Statistics: which of two categories is she in?")
    log.mount("rounding alone, one year", rounded_only, guesses)
    log.mount("every cell of four years, before rounding", statistics, 5 * guesses)
    print(f"The odds of no guess change by more than a factor of {most_odds(1):.1f} in a year.")
    print(f"{log.figures:,} figures were read for {log.guesses:,} guesses.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else GUESSES)

"""What a patient adversary learns of one student, before and now: figures read, guesses right, advantage.

.venv/bin/python -m bench.disclosure [guesses]
"""

import sys
from functools import partial

from tests.disclosure.comparing import ATTACKS, NOW, OTHERS
from tests.disclosure.patient import (
    CLASS,
    WEEKS,
    most_odds,
    mounted,
    pairs,
    rounded_only,
    statistics,
)
from tests.disclosure.patient_modules import RESOURCES, SEMESTER, module_pairs

GUESSES = 2_000


def main(guesses: int) -> None:
    print(f"Weekly figures: {WEEKS} weeks, {CLASS} others in each group, everything about them known.")
    for name, before, after in pairs():
        for when, attack in (("before", before), ("now", after)):
            print(mounted(f"{when:7}{name}", attack, guesses), flush=True)
    print(f"Module insight: {SEMESTER} weeks, {RESOURCES} resources, {CLASS} others in each class.")
    for name, before, after in module_pairs(SEMESTER, RESOURCES):
        for when, attack in (("before", before), ("now", after)):
            print(mounted(f"{when:7}{name}", attack, guesses), flush=True)
    print(f"Comparison: {WEEKS} weeks, a course and year of {OTHERS} others.")
    for name, mount in ATTACKS.items():
        print(mounted(f"now    {name}", partial(mount, NOW), guesses), flush=True)
    print("Statistics: which of two categories is she in?")
    print(mounted("rounding alone, one year", rounded_only, guesses))
    print(mounted("every cell of four years, before rounding", statistics, 5 * guesses))
    print(f"The odds of no guess change by more than a factor of {most_odds(1):.1f} in a year.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else GUESSES)

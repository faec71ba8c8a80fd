"""ACRO's published rules, written down once more: what checks the product is not the product's own code.

The values are those of ACRO 1.0.2's `default.yaml` (MIT). `python -m bench.acro` asks ACRO itself.
"""

from collections.abc import Sequence
from fractions import Fraction

SAFE_THRESHOLD, SAFE_NK_N, SAFE_NK_K, SAFE_PRATIO_P = 10, 2, Fraction(9, 10), Fraction(1, 10)


def faults_of_count(people: int) -> list[str]:
    """What ACRO holds against publishing a cell of so many people."""
    return ["threshold"] if people < SAFE_THRESHOLD else []


def faults_of_mean(values: Sequence[float]) -> list[str]:
    """What it holds against publishing the mean of what each person adds; none is negative."""
    exact = sorted((Fraction(each) for each in values), reverse=True)
    total = sum(exact, Fraction())
    found = faults_of_count(len(exact))
    if total == 0 or sum(exact[:SAFE_NK_N]) > SAFE_NK_K * total:
        found.append("nk-rule")
    if len(exact) > 1 and sum(exact[2:]) < SAFE_PRATIO_P * exact[0]:
        found.append("p-ratio")
    return found

"""The plain reference: `design` arithmetic written out day by day, with nothing shared with the product."""

from collections.abc import Mapping
from datetime import date, timedelta

FACTORS = {"vle": (0.896, 0.985), "app": (1.0, 0.0), "careers": (1.0, 0.0)}
"""Minutes per interaction and per day of use; the other sources count as they are."""


def reference_score(
    day: date,
    registered_since: date,
    amounts: Mapping[tuple[str, date], float],
    coefficients: Mapping[str, float],
) -> float | None:
    """Exeter's daily engagement of one day, or None before registration."""
    if day < registered_since:
        return None
    score = 0.0
    for source in sorted(coefficients):
        per_unit, per_day = FACTORS[source]
        total, counted = 0.0, 0
        for back in (6, 5, 4, 3, 2, 1, 0):
            each = day - timedelta(days=back)
            if each < registered_since:
                continue
            amount = amounts.get((source, each), 0.0)
            total = total + (per_unit * amount + (per_day if amount > 0 else 0.0))
            counted += 1
        score = score + coefficients[source] * (total / counted)
    return score

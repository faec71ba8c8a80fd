"""What is kept for statistics alone, made up: independent of everything else about a student."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from app.disclosure.variables import Variable

USUAL: Mapping[Variable, Mapping[str, int]] = {
    Variable.ETHNICITY: {"10": 48, "31": 12, "32": 9, "33": 9, "22": 8, "34": 5, "43": 4, "50": 3, "98": 2},
    Variable.GENDER: {"1": 46, "2": 52, "3": 1, "4": 1},
    Variable.DISABILITY: {"00": 82, "51": 7, "55": 6, "54": 2, "96": 1, "97": 2},
    Variable.ENTRY_QUALIFICATION: {"P50": 70, "P62": 8, "X00": 7, "HUK": 12, "X06": 3},
    Variable.PARENTS_EDUCATION: {"1": 45, "2": 47, "8": 8},
    Variable.SOCIO_ECONOMIC_BACKGROUND: {"1": 20, "2": 24, "3": 13, "4": 8, "6": 14, "7": 8, "9": 13},
    Variable.OVERSEAS: {"1": 70, "2": 5, "3": 25},
}
"""By variable, codes and how many in a hundred have them. No university's figures."""


def made_up(rng: Random, first: date) -> tuple[date, dict[Variable, str | None]]:
    """A date of birth and codes, for somebody who is here from that day on."""
    age_in_days = 18 * 366 + int(rng.expovariate(1 / 900))
    codes: dict[Variable, str | None] = {
        each: rng.choices(list(usual), list(usual.values()))[0] for each, usual in USUAL.items()
    }
    return first - timedelta(days=age_in_days), codes

"""Calibrated: the cut-offs of the rule of falls, by `attune simulate-signals --calibrate`.

For each number of earlier weeks: the tails that are as rare as once in 20 … 1,000 ordinary weeks, and the one
that two weeks running must both reach. They hold for one dispersion; for another they are made anew.
"""

from app.signals.counts import Dispersion
from app.signals.fall import RARITIES, Cutoffs, FallTest

_STANDARD = Dispersion(5.0, 0.4)
_FIGURES = {
    4: (0.053346, 0.025402, 0.015289, 0.009068, 0.004886, 0.003124, 0.031099),
    5: (0.052708, 0.02491, 0.014652, 0.008748, 0.004649, 0.002966, 0.031503),
    6: (0.052379, 0.024643, 0.01448, 0.008711, 0.004539, 0.00287, 0.032064),
    7: (0.052162, 0.024568, 0.01426, 0.008532, 0.004471, 0.002786, 0.032657),
    8: (0.052224, 0.024526, 0.01418, 0.008418, 0.004316, 0.002753, 0.033275),
    9: (0.052214, 0.024396, 0.014185, 0.008353, 0.004317, 0.002653, 0.03327),
    10: (0.05237, 0.024661, 0.014194, 0.00838, 0.004306, 0.002617, 0.034566),
    11: (0.052706, 0.024716, 0.014269, 0.008437, 0.004296, 0.002608, 0.034926),
    12: (0.053082, 0.024791, 0.014205, 0.008502, 0.004265, 0.002573, 0.035173),
}
CUTOFFS = {
    _STANDARD: {
        weeks: Cutoffs(dict(zip(RARITIES, figures[:-1], strict=True)), figures[-1])
        for weeks, figures in _FIGURES.items()
    }
}


def calibrated_test(dispersion: Dispersion, once_in: int) -> FallTest:
    """The test. Raises ValueError for a dispersion of which there are no cut-offs."""
    if dispersion not in CUTOFFS:
        raise ValueError("there are no cut-offs for this size and spread: have them made by a simulation")
    return FallTest(dispersion, CUTOFFS[dispersion], once_in)


STANDARD = calibrated_test(_STANDARD, 500)

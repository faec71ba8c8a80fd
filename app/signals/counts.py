"""Counts: how unusual a small count is among a student's own, when counts vary more than chance alone.

Weekly totals are taken as negative-binomial: what a student does varies around an own level, by a *size*; the
smaller the size, the wilder. Given the sum of some weeks, how it is spread over them does not depend on the
level any more. So a week is compared with earlier ones without a guess at the level, or a look at others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
MOST = 2_000.0
"""Larger sums are scaled down to this: chance in counting plays no part in them any more."""
_HALF_LOG_TWO_PI = 0.9189385332046727
_SHIFT = 8


def log_gamma(x: Numbers) -> Numbers:
    """The logarithm of the gamma function, of positive numbers, to about ten digits (Stirling's series)."""
    product = np.ones_like(x)
    for step in range(_SHIFT):
        product = product * (x + step)
    z = x + _SHIFT
    one = 1 / z
    two = one * one
    series = one * (1 / 12 - two * (1 / 360 - two * (1 / 1260 - two / 1680)))
    return (z - 0.5) * np.log(z) - z + _HALF_LOG_TWO_PI + series - np.log(product)


@dataclass(frozen=True, slots=True)
class Dispersion:
    """What sizes a week's total may have, before anything is known of the student: log-normal.

    The student's own earlier weeks then say which of them fit.
    """

    size: float = 5.0
    """The usual size of a full week's total."""
    spread: float = 0.4
    """The standard deviation of its logarithm between students."""

    @property
    def sizes(self) -> Sequence[float]:
        """Five that stand for all."""
        return tuple(float(each) for each in self.size * np.exp(self.spread * np.array(_STEPS)))


_STEPS = (-2.0, -1.0, 0.0, 1.0, 2.0)
_LOG_WEIGHTS = tuple(-0.5 * step * step for step in _STEPS)


def tails(observed: Numbers, exposure: Numbers, own: Numbers, exposures: Numbers, of: Dispersion) -> Numbers:
    """How probable so small a total or a smaller one is, in a week like the student's own earlier ones.

    `observed` and `exposure` are of one week, [row]; `own` and `exposures` of the earlier weeks, [row, week].
    An exposure is the part of a full week that counts; 0 leaves a week out. Each row has own activity.
    """
    counted = exposures > 0
    own = np.where(counted, own, 0.0)
    total, full = _sum(own), _sum(exposures)
    scale = np.minimum(1.0, MOST / np.maximum(observed + total, 1.0))
    observed, own = np.rint(observed * scale), np.rint(own * scale[:, np.newaxis])
    total = _sum(own)
    sizes = np.array(of.sizes)
    repeated = (np.tile(each, len(sizes)) for each in (observed, total))
    exposed = (np.outer(sizes, each).ravel() for each in (exposure, full))
    tail_of = np.split(_tail(*repeated, *exposed), len(sizes))
    fits = [
        weight + _log_fit(own, total, size * np.where(counted, exposures, 1.0), size * full, counted)
        for size, weight in zip(of.sizes, _LOG_WEIGHTS, strict=True)
    ]
    best = np.maximum.reduce(fits)
    weights = [np.exp(fit - best) for fit in fits]
    together, weighted = np.zeros_like(best), np.zeros_like(best)
    for weight, tail in zip(weights, tail_of, strict=True):
        together = together + weight
        weighted = weighted + weight * tail
    found: Numbers = weighted / together
    return found


def _sum(columns: Numbers) -> Numbers:
    """Over the weeks, in their order: the same bits however many rows there are."""
    found = np.zeros(len(columns))
    for week in range(columns.shape[1]):
        found = found + columns[:, week]
    return found


def _log_fit(
    own: Numbers, total: Numbers, sizes: Numbers, full: Numbers, counted: NDArray[np.bool_]
) -> Numbers:
    """How well a size explains the spread of the own weeks, up to a constant: Dirichlet-multinomial."""
    parts = np.where(counted, log_gamma(own + sizes) - log_gamma(sizes), 0.0)
    return _sum(parts) + log_gamma(full) - log_gamma(total + full)


def _tail(observed: Numbers, total: Numbers, mine: Numbers, theirs: Numbers) -> Numbers:
    """Beta-binomial: of `total + observed` in all, at most `observed` in the one week."""
    together = observed + total
    term = np.exp(
        log_gamma(theirs + together) - log_gamma(theirs) - log_gamma(mine + theirs + together)
        + log_gamma(mine + theirs)
    )  # fmt: skip
    # Those with the most to add up come first, so that whoever goes on is at the front.
    order = np.argsort(-observed, kind="stable")
    a, b, n, most, term = (each[order] for each in (mine, theirs, together, observed, term))
    tail = term.copy()
    for count in range(int(np.max(most, initial=0.0))):
        more = np.searchsorted(-most, -count)
        a, b, n, term = a[:more], b[:more], n[:more], term[:more]
        term = term * ((n - count) * (a + count) / ((count + 1) * (b + n - count - 1)))
        tail[:more] += term
    found = np.empty_like(tail)
    found[order] = tail
    return found

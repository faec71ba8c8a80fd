"""Fitting: a logistic regression on hat functions, by iteratively reweighted least squares.

Hats at a feature's knots make a line that is straight in between. Bends cost (`BEND`), so that a line bends
only where the data say so, and every coefficient costs a little (`SHRINK`), so that there is one solution.
"""

from collections.abc import Sequence

import numpy as np

from app.prediction.facts import Numbers
from app.prediction.features import check_names
from app.prediction.model import DIGITS, InvalidModel, Term

KNOTS = 6
"""At most, at equal shares of the students."""
BEND = 20.0
SHRINK = 10.0
_STEPS = 100
_CLOSE = 1e-12


def fit(names: Sequence[str], features: Numbers, passed: Numbers) -> tuple[float, tuple[Term, ...]]:
    """The intercept and terms of the students who are given: (students, features), and 1 or 0 for each."""
    check_names(names)
    knots = [_knots(column) for column in features.T]
    blocks = [_hats(column, at) for column, at in zip(features.T, knots, strict=True)]
    design = np.column_stack([np.ones(len(features)), *blocks])
    solved = _solve(design, passed, _penalty(knots))
    intercept, at, terms = solved[0], 1, []
    for name, column, points in zip(names, features.T, knots, strict=True):
        values, unknown = solved[at : at + len(points)], solved[at + len(points)]
        centre = float(np.nanmedian(column))
        usual = float(np.interp(centre, points, values))
        intercept += usual
        terms.append(
            Term(
                name,
                tuple(map(float, points)),
                _rounded(values - usual),
                centre,
                *_rounded([unknown - usual]),
            )
        )
        at += len(points) + 1
    return _rounded([intercept])[0], tuple(terms)


def _rounded(values: Sequence[float] | Numbers) -> tuple[float, ...]:
    return tuple(round(float(each), DIGITS) + 0.0 for each in values)


def _knots(column: Numbers) -> Numbers:
    """Where the line may bend: equal shares of the students between them, and the outermost per cents."""
    known = column[~np.isnan(column)]
    if not len(known):
        raise InvalidModel("nobody has a value of one of the features")
    shares = np.concatenate(([0.01], np.linspace(0, 1, KNOTS)[1:-1], [0.99]))
    return np.unique(np.round(np.quantile(known, shares), 3))


def _hats(column: Numbers, knots: Numbers) -> Numbers:
    """(students, knots + 1): how near each value is to each knot, and whether nothing is known."""
    missing = np.isnan(column)
    hats = np.column_stack([np.interp(column, knots, row) for row in np.eye(len(knots))])
    return np.column_stack([np.where(missing[:, None], 0.0, hats), missing])


def _penalty(knots: Sequence[Numbers]) -> Numbers:
    sizes = [len(each) + 1 for each in knots]
    penalty = np.zeros((1 + sum(sizes),) * 2)
    at = 1
    for points, size in zip(knots, sizes, strict=True):
        bends = np.diff(np.eye(len(points)), 2, axis=0)
        penalty[at : at + len(points), at : at + len(points)] = BEND * bends.T @ bends
        at += size
    penalty[1:, 1:] += SHRINK * np.eye(len(penalty) - 1)
    return penalty


def _solve(design: Numbers, passed: Numbers, penalty: Numbers) -> Numbers:
    """Newton's steps until none moves; the function is convex and penalised, so they come to one point."""
    found = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        shares = 1 / (1 + np.exp(-(design @ found)))
        slope = design.T @ (passed - shares) - penalty @ found
        curve = (design * (shares * (1 - shares))[:, None]).T @ design + penalty
        step = np.linalg.solve(curve, slope)
        found = found + step
        if np.abs(step).max() < _CLOSE:
            return found
    raise InvalidModel(f"no solution was found in {_STEPS} steps")

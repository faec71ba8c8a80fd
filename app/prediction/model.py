"""A model: for each feature a line through a few points, all added up: it can be done by hand.

The logit is the intercept and one contribution for each feature. A contribution is read off a line that is
straight between the feature's knots and flat beyond them; where nothing is known it is `unknown`. It is 0 at
the feature's `centre`, the middle student's value. The share of students who passed is 1 / (1 + e^-logit).
"""

import json
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from math import nan
from typing import Any

import numpy as np

from app.prediction.facts import Numbers
from app.prediction.features import FEATURES, check_names

FORMAT = 1
"""Of the JSON. Another one is refused."""
TARGET = "passes"
"""What is predicted: that a student passes the module, with or without distinction."""
FIRST_WEEK = 3
"""Nothing is predicted before this week."""
DIGITS = 10
"""Decimals that coefficients are kept to, so that the same data give the same bytes."""


class InvalidModel(ValueError):
    """A model that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Term:
    """What one feature contributes."""

    feature: str
    knots: tuple[float, ...]
    """Ascending, in the feature's unit."""
    coefficients: tuple[float, ...]
    """The contribution at each knot."""
    centre: float
    """The value of the middle student of those it was made of; its contribution is 0."""
    unknown: float
    """The contribution where nothing is known."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Like cases: students whose share was in a range, and how many of them passed."""

    least: float
    """From this probability on, up to the next bin's."""
    students: int
    passed: int


@dataclass(frozen=True, slots=True)
class ModuleShare:
    """A module in the presentations that a model was made of."""

    module: str
    students: int
    """Students still registered at the end of the cut-off day."""
    passed: int


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that a prediction is made of."""

    target: str
    weeks: tuple[int, ...]
    """Weeks for which it is made: it may be shown at the end of these, and of no other."""
    cut_off_day: int
    """The day whose end it was made for."""
    trained_on: tuple[str, ...]
    """Presentations of the students that it was made of."""
    counted_on: tuple[str, ...]
    """Presentations of the like cases; none of them is in `trained_on`."""
    students: int
    """How many students it was made of."""
    intercept: float
    terms: tuple[Term, ...]
    modules: tuple[ModuleShare, ...]
    """By code; empty where no term needs it."""
    bins: tuple[Bin, ...]
    """Ascending; see `app.prediction.frequencies`."""
    version: str = ""
    """The first 16 hexadecimal digits of the SHA-256 of its canonical bytes without this field."""

    @property
    def features(self) -> tuple[str, ...]:
        """Names, in the order of the columns that `predict` takes."""
        return tuple(each.feature for each in self.terms)

    @property
    def needs_activity(self) -> bool:
        """Whether activity by day is needed."""
        return any(FEATURES[each].needs == "activity" for each in self.features)

    def module_passed(self, module: str) -> float:
        """For `Facts.module_passed`: what the model was made with; NaN for a module that it does not know."""
        at = bisect_left(self.modules, module, key=lambda each: each.module)
        found = self.modules[at] if at < len(self.modules) else None
        return found.passed / found.students if found is not None and found.module == module else nan


def predict(model: Model, features: Numbers) -> Numbers:
    """(students, features) → each student's probability, 0 to 1. Columns as `model.features` says."""
    return probabilities(logits(model, explain(model, features)))


def probabilities(of_logits: Numbers) -> Numbers:
    """Of each logit: 1 / (1 + e^-logit)."""
    return 1 / (1 + np.exp(-of_logits))


def logits(model: Model, contributions: Numbers) -> Numbers:
    """The intercept and each student's contributions, added up in the model's order."""
    total = np.full(len(contributions), model.intercept)
    for column in contributions.T:
        total = total + column
    return total


def explain(model: Model, features: Numbers) -> Numbers:
    """(students, features) → contributions of the same shape, in the model's order.

    With the intercept each row adds up to the logit. Raises `InvalidModel` for another number of columns.
    """
    if features.ndim != 2 or features.shape[1] != len(model.terms):  # noqa: PLR2004 (students, features)
        raise InvalidModel(f"model {model.version} takes {len(model.terms)} features: {model.features}")
    columns = [contribution(term, features[:, at]) for at, term in enumerate(model.terms)]
    return np.column_stack(columns) if columns else np.empty((len(features), 0))


def contribution(term: Term, values: Numbers) -> Numbers:
    """What values of a feature contribute to the logit."""
    read = np.interp(values, term.knots, term.coefficients)
    return np.where(np.isnan(values), term.unknown, read)


def versioned(model: Model) -> Model:
    """The model with the version that its content makes."""
    return replace(model, version=_version(_plain(model)))


def to_json(model: Model) -> bytes:
    """Canonical bytes: keys in order, no blanks, a line's end. Equal models have equal bytes."""
    return _canonical({"format": FORMAT, **_plain(model)}) + b"\n"


def from_json(text: bytes | str) -> Model:
    """A model as it was written. Raises `InvalidModel` for what is unknown, incomplete or was changed."""
    try:
        given = json.loads(text)
    except ValueError:
        raise InvalidModel("this is no JSON") from None
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise InvalidModel(f"this is no model of format {FORMAT}; train it again")
    model = _read({name: value for name, value in given.items() if name != "format"})
    try:
        check(model)
    except TypeError as problem:
        raise InvalidModel(f"its fields are not those of a model: {problem}") from None
    return model


def check(model: Model) -> None:
    """Raises `InvalidModel` unless it holds together and is what its version says."""
    try:
        check_names(model.features)
    except ValueError as problem:
        raise InvalidModel(str(problem)) from None
    if model.target != TARGET:
        raise InvalidModel(f"it predicts {model.target!r}; only {TARGET!r} is known")
    if not model.weeks or min(model.weeks) < FIRST_WEEK:
        raise InvalidModel(f"it is made for week {min(model.weeks, default=0)}; none is before {FIRST_WEEK}")
    if both := set(model.trained_on) & set(model.counted_on):
        raise InvalidModel(f"it counts like cases among students it was made of: {', '.join(sorted(both))}")
    for term in model.terms:
        _check_term(term)
    if list(model.modules) != sorted(model.modules, key=lambda each: each.module):
        raise InvalidModel("its modules are not in order")
    if list(model.bins) != sorted(model.bins, key=lambda each: each.least):
        raise InvalidModel("its bins are not in order")
    if not np.isfinite(model.intercept):
        raise InvalidModel("its intercept is no number")
    if model.version != (expected := _version(_plain(model))):
        raise InvalidModel(
            f"it says version {model.version!r}, but its content is {expected!r}: it was changed"
        )


def _check_term(term: Term) -> None:
    if len(term.knots) != len(term.coefficients) or not term.knots:
        raise InvalidModel(
            f"{term.feature}: it has {len(term.knots)} knots, {len(term.coefficients)} coefficients"
        )
    if any(later <= earlier for earlier, later in zip(term.knots, term.knots[1:], strict=False)):
        raise InvalidModel(f"{term.feature}: its knots do not ascend")
    numbers = (*term.knots, *term.coefficients, term.centre, term.unknown)
    if not all(np.isfinite(each) for each in numbers):
        raise InvalidModel(f"{term.feature}: not every number of it is finite")


def _plain(model: Model) -> dict[str, Any]:
    return asdict(model)


def _canonical(plain: Mapping[str, Any]) -> bytes:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def _version(plain: Mapping[str, Any]) -> str:
    content = {name: value for name, value in plain.items() if name != "version"}
    return sha256(_canonical({"format": FORMAT, **content})).hexdigest()[:16]


def _read(given: Mapping[str, Any]) -> Model:
    """Numbers are made floats: what stored it may write 1.0 as 1, and the version is of the number."""
    try:
        lists = {name: tuple(given[name]) for name in ("weeks", "trained_on", "counted_on")}
        parts = {
            "intercept": float(given["intercept"]),
            "terms": tuple(_term(each) for each in given["terms"]),
            "modules": tuple(ModuleShare(**each) for each in given["modules"]),
            "bins": tuple(Bin(**{**each, "least": float(each["least"])}) for each in given["bins"]),
        }
        return Model(**{**given, **lists, **parts})
    except (KeyError, TypeError, ValueError) as problem:
        raise InvalidModel(f"its fields are not those of a model: {problem}") from None


def _term(given: Mapping[str, Any]) -> Term:
    lists = {name: tuple(map(float, given[name])) for name in ("knots", "coefficients")}
    numbers = {name: float(given[name]) for name in ("centre", "unknown")}
    return Term(**{**given, **lists, **numbers})

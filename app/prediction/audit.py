"""The audit: how a model did on students whom it has not seen, by rules that are data.

Groups (gender, deprivation and the like) come in here as codes, are counted, and leave as counts. They are
no features and never enter a model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.prediction.audited import Audit, Exemption, Figure, Gap, GroupRates, ModuleFigures, Rules
from app.prediction.facts import Flags, Numbers, Places
from app.prediction.measures import DRAWS, MEASURES, SEED, auc, intervals
from app.prediction.verdict import reasons_of

Words = NDArray[np.str_]
"""A code for each student; empty where nobody knows."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Students whom a model has not seen, and what became of them; one of each for every student."""

    presentations: tuple[str, ...]
    module: Words
    probabilities: Numbers
    passed: Numbers
    """1 or 0."""
    groups: Mapping[str, Words]
    """By kind of group, such as `gender`: each student's group."""

    def only(self, rows: Flags) -> "Outcomes":
        """Some of them."""
        groups = {kind: codes[rows] for kind, codes in self.groups.items()}
        return Outcomes(
            self.presentations, self.module[rows], self.probabilities[rows], self.passed[rows], groups
        )

    def within(self, modules: Sequence[str]) -> "Outcomes":
        """Those of some modules."""
        return self.only(np.isin(self.module, list(modules)))


def audit(
    version: str,
    outcomes: Outcomes,
    threshold: float,
    rules: Rules | None = None,
    exemptions: Sequence[Exemption] = (),
    draws: int = DRAWS,
) -> Audit:
    """How a model of this version did on students, with prompts below a probability."""
    rules = rules or Rules()
    figures = _figures(outcomes, draws)
    modules = tuple(_module(outcomes, each, draws) for each in sorted(set(outcomes.module.tolist())))
    prompted = outcomes.probabilities < threshold
    groups = tuple(
        rates
        for kind, codes in sorted(outcomes.groups.items())
        for rates in _rates(kind, codes, prompted, outcomes.passed, rules)
    )
    gaps = tuple(
        gap
        for kind, codes in sorted(outcomes.groups.items())
        for gap in _gaps(kind, codes, prompted, outcomes.passed, rules, draws)
    )
    measured = Audit(
        model=version,
        audited_on=outcomes.presentations,
        students=len(outcomes.passed),
        passed=int(outcomes.passed.sum()),
        threshold=threshold,
        prompted=float(prompted.mean()),
        figures=figures,
        modules=modules,
        groups=groups,
        gaps=gaps,
        rules=rules,
        exemptions=tuple(exemptions),
        reasons=(),
    )
    return replace(measured, reasons=reasons_of(measured))


def lowest(probabilities: Numbers, share: float) -> float:
    """The threshold under which so large a share of students lies."""
    return float(round(np.quantile(probabilities, share), 4))


def _figures(outcomes: Outcomes, draws: int) -> dict[str, Figure]:
    given = outcomes.probabilities, outcomes.passed
    ranges = intervals(MEASURES, *given, draws=draws)
    return {name: Figure(measure(*given), *ranges[name]) for name, measure in MEASURES.items()}


def _module(outcomes: Outcomes, module: str, draws: int) -> ModuleFigures:
    own = outcomes.within([module])
    given = own.probabilities, own.passed
    of_auc = Figure(auc(*given), *intervals({"auc": auc}, *given, draws=draws)["auc"])
    return ModuleFigures(
        module,
        len(own.passed),
        int(own.passed.sum()),
        of_auc,
        MEASURES["brier"](*given),
        MEASURES["ece"](*given),
    )


def _large(codes: Words, passed: Numbers, rules: Rules) -> list[str]:
    """Groups in which enough did not pass; of smaller ones nothing is said."""
    found = sorted(set(codes.tolist()) - {""})
    return [each for each in found if ((codes == each) & (passed == 0)).sum() >= rules.fewest_positives]


def _rates(kind: str, codes: Words, prompted: Flags, passed: Numbers, rules: Rules) -> list[GroupRates]:
    return [
        GroupRates(
            kind, group, int(rows.sum()), int((passed[rows] == 0).sum()), *_shares(rows, prompted, passed)
        )
        for group in _large(codes, passed, rules)
        for rows in [codes == group]
    ]


def _shares(rows: Flags, prompted: Flags, passed: Numbers) -> tuple[float, float]:
    """Missed and needless; NaN without anybody of whom it could be said."""
    no, yes = rows & (passed == 0), rows & (passed == 1)
    return _share(~prompted, no), _share(prompted, yes)


def _share(flags: Flags, rows: Flags) -> float:
    return float(flags[rows].mean()) if rows.any() else float("nan")


def _gaps(kind: str, codes: Words, prompted: Flags, passed: Numbers, rules: Rules, draws: int) -> list[Gap]:
    """One gap, or none where fewer than two groups are large enough."""
    large = [codes == group for group in _large(codes, passed, rules)]
    if len(large) < 2:  # noqa: PLR2004 (a gap is between two)
        return []
    rates = np.nan_to_num(np.array([_shares(rows, prompted, passed) for rows in large])).T
    counts = np.array([[(rows & (passed == value)).sum() for value in (0, 1)] for rows in large]).T
    random = np.random.default_rng(SEED)
    missed, needless = (
        _ranged(rate, count, random, draws) for rate, count in zip(rates, counts, strict=True)
    )
    together = np.full(len(large), np.average(rates[0], weights=counts[0]))
    equal = _drawn(together, counts[0], random, draws)
    return [Gap(kind, missed, needless, float(np.quantile(equal, 0.95)))]


def _ranged(rates: Numbers, counts: Places, random: np.random.Generator, draws: int) -> Figure:
    """The widest difference, and its range over draws of as many students of each group."""
    least, most = np.quantile(_drawn(rates, counts, random, draws), (0.025, 0.975))
    return Figure(float(np.ptp(rates)), float(least), float(most))


def _drawn(rates: Numbers, counts: Places, random: np.random.Generator, draws: int) -> Numbers:
    """Widest differences of drawn groups; how many of a group are missed is binomial."""
    shares = random.binomial(counts, rates, (draws, len(counts))) / np.maximum(counts, 1)
    drawn: Numbers = np.ptp(shares, axis=1)
    return drawn

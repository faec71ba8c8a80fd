"""Training: the protocol. Cut-off day first, then only who was still registered and what was known that day.

A model is made of earlier presentations and audited on a later one. Groups are carried along for the audit
alone: no function here hands them to `fit`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.prediction.audit import Outcomes, Words, audit, lowest
from app.prediction.audited import Audit, Exemption, Rules
from app.prediction.facts import Facts, Flags, Leak, Numbers, check_still_registered, still_registered
from app.prediction.features import FEATURES, vectors
from app.prediction.fit import fit
from app.prediction.frequencies import count_bins
from app.prediction.measures import DRAWS
from app.prediction.model import TARGET, Model, ModuleShare, predict, versioned
from app.prediction.verdict import module_reasons

PROMPTED = 0.2
"""Share of students below the working threshold."""
OTHER_SHARES = (0.25, 0.3, 0.15, 0.1)
"""Tried in this order where groups differ too much at the first."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Students of several presentations; a student who takes a module again is there again."""

    facts: Facts
    left: Numbers
    """Day on which each left; NaN for whoever never did. It says who is looked at, and is no feature."""
    passed: Numbers
    """1 or 0."""
    module: Words
    presentation: Words
    """Codes that sort by time, such as 2013B before 2013J."""
    groups: Mapping[str, Words]
    """By kind, for the audit alone."""

    def registered_on(self, day: int) -> Flags:
        """Who was still registered at the end of a day."""
        return still_registered(self.facts.registered, self.left, day)


@dataclass(frozen=True, slots=True)
class Trained:
    """A model with the audit that decided, and what was measured on the way."""

    model: Model
    audit: Audit
    everybody: Audit
    """Of every module, before any was left out."""
    usual: Audit
    """By the protocol that is usually published, which counts who has left: for comparison only."""
    outcomes: Outcomes
    """Of everybody."""


def names_for(facts: Facts) -> tuple[str, ...]:
    """Features whose facts are there."""
    return tuple(
        name for name, each in FEATURES.items() if not each.needs or getattr(facts, each.needs) is not None
    )


def train(cohort: Cohort, rows: Flags, day: int, names: Sequence[str] | None = None) -> Model:
    """A model of some of the students, for the end of a day. Like cases are yet to be counted.

    Raises `Leak` where one of them was not registered then; `UnknownFeature` for a name that is none.
    """
    check_still_registered(cohort.facts.registered[rows], cohort.left[rows], day)
    return _train(cohort, rows, day, names)


def _train(cohort: Cohort, rows: Flags, day: int, names: Sequence[str] | None = None) -> Model:
    modules = _modules(cohort, rows)
    empty = Model(
        target=TARGET,
        weeks=(day // 7,),
        cut_off_day=day,
        trained_on=tuple(sorted(set(cohort.presentation[rows].tolist()))),
        counted_on=(),
        students=int(rows.sum()),
        intercept=0.0,
        terms=(),
        modules=modules,
        bins=(),
    )
    facts = of_modules(empty, cohort.facts, cohort.module)
    names = names_for(facts) if names is None else names
    intercept, terms = fit(names, vectors(facts, names, day)[rows], cohort.passed[rows])
    return replace(empty, intercept=intercept, terms=terms)


def _modules(cohort: Cohort, rows: Flags) -> tuple[ModuleShare, ...]:
    return tuple(
        ModuleShare(module, int(own.sum()), int(cohort.passed[own].sum()))
        for module in sorted(set(cohort.module[rows].tolist()))
        for own in [rows & (cohort.module == module)]
    )


def of_modules(model: Model, facts: Facts, module: Words) -> Facts:
    """Facts with how many passed each student's module before, as the model has it."""
    shares = {each: model.module_passed(each) for each in set(module.tolist())}
    return replace(facts, module_passed=np.array([shares[each] for each in module.tolist()], np.float64))


def probabilities_of(model: Model, facts: Facts, module: Words) -> Numbers:
    """What a model says of each student."""
    known = of_modules(model, facts, module)
    return predict(model, vectors(known, model.features, model.cut_off_day))


def outcomes_of(model: Model, cohort: Cohort, rows: Flags) -> Outcomes:
    """What a model says of some students, and what became of them."""
    everybody = Outcomes(
        tuple(sorted(set(cohort.presentation[rows].tolist()))),
        cohort.module,
        probabilities_of(model, cohort.facts, cohort.module),
        cohort.passed,
        cohort.groups,
    )
    return everybody.only(rows)


def train_and_audit(
    cohort: Cohort,
    day: int,
    test: str,
    rules: Rules | None = None,
    exemptions: Sequence[Exemption] = (),
    train_on: Sequence[str] = (),
    draws: int = DRAWS,
    names: Sequence[str] | None = None,
) -> Trained:
    """Made of earlier presentations, all or some, audited on `test`: of who was registered at a day's end.

    Of the named features, or of all whose facts are there.
    Raises `Leak` for a presentation that is not before `test`.
    """
    rules, present = rules or Rules(), cohort.registered_on(day)
    if late := [each for each in train_on if each >= test]:
        raise Leak(f"{', '.join(late)}: only what was before {test} can be trained on")
    earlier = np.isin(cohort.presentation, list(train_on)) if train_on else cohort.presentation < test
    model = train(cohort, present & earlier, day, names)
    outcomes = outcomes_of(model, cohort, present & (cohort.presentation == test))
    shown, threshold, tried = _mitigated(outcomes, rules, exemptions)
    kept = outcomes.within(shown)
    bins = count_bins(kept.probabilities, kept.passed)
    model = versioned(replace(model, counted_on=outcomes.presentations, bins=bins))
    final = audit(model.version, kept, threshold, rules, exemptions, draws)
    first = lowest(outcomes.probabilities, PROMPTED)
    return Trained(
        model=model,
        audit=replace(final, tried=tried),
        everybody=audit(model.version, outcomes, first, rules, exemptions, draws),
        usual=_usual(cohort, day, earlier, test, rules, draws, names),
        outcomes=outcomes,
    )


def _mitigated(
    outcomes: Outcomes, rules: Rules, exemptions: Sequence[Exemption]
) -> tuple[tuple[str, ...], float, tuple[str, ...]]:
    """Modules to show it in, the working threshold, and what was tried before, with what tripped."""
    threshold = lowest(outcomes.probabilities, PROMPTED)
    first = audit("", outcomes, threshold, rules, exemptions, draws=1)
    shown = tuple(each.module for each in first.modules if not module_reasons(rules, each))
    if first.publishable or not shown:
        return first.shown, threshold, ()
    tried = [_told("Every module", PROMPTED, first)]
    kept = outcomes.within(shown)
    found = []
    for share in (PROMPTED, *OTHER_SHARES):
        threshold = lowest(kept.probabilities, share)
        found.append((audit("", kept, threshold, rules, exemptions, draws=1), threshold))
        if not any(not each.missed.value <= rules.most_missed_gap for each in found[-1][0].gaps):
            return shown, threshold, tuple(tried)
        tried.append(_told(f"Only {', '.join(shown)}", share, found[-1][0]))
    best = min(found, key=lambda each: max(gap.missed.value for gap in each[0].gaps))
    return shown, best[1], tuple(tried)


def _told(what: str, share: float, measured: Audit) -> str:
    return f"{what}, prompts for the lowest {share:.0%}: {' '.join(measured.reasons)}"


def _usual(
    cohort: Cohort,
    day: int,
    earlier: Flags,
    test: str,
    rules: Rules,
    draws: int,
    names: Sequence[str] | None,
) -> Audit:
    """Everybody enrolled counts, also who has left, and a mark counts from the day of handing in."""
    given = cohort.facts.submissions
    at_once = replace(given, returned=np.where(np.isnan(given.mark), np.nan, given.submitted))
    leaky = replace(cohort, facts=replace(cohort.facts, submissions=at_once))
    model = _train(leaky, earlier, day, names)
    outcomes = outcomes_of(model, leaky, cohort.presentation == test)
    return audit("usual", outcomes, lowest(outcomes.probabilities, PROMPTED), rules, (), draws)

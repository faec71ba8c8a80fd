"""A model: added up by hand, the same bytes each time, and refused where it was changed."""

import json
from dataclasses import replace
from math import exp, nan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.prediction.facts import Numbers
from app.prediction.features import vectors
from app.prediction.fit import fit
from app.prediction.model import Bin, InvalidModel, Model, Term, explain, from_json, logits, predict, to_json
from tests.prediction.made_up import cohort, facts, small_model


def test_the_worked_example_of_the_documentation_by_hand() -> None:
    """Nothing but arithmetic: docs/prediction.md does the same, line by line."""
    share, mark = 0.75, 70
    of_share = -0.5 + (share - 0.5) / (1.0 - 0.5) * (0.0 - -0.5)
    of_mark = -0.125 + (mark - 60) / (80 - 60) * (0.5 - -0.125)
    logit = 0.25 + of_share + of_mark
    assert (of_share, of_mark, logit) == (-0.25, 0.1875, 0.1875)
    by_hand = 1 / (1 + exp(-logit))
    assert round(by_hand, 4) == 0.5467
    row = np.array([[0.75, 70.0]])
    assert explain(small_model(), row).tolist() == [[-0.25, 0.1875]]
    assert predict(small_model(), row)[0] == pytest.approx(by_hand, abs=1e-12)


def test_the_documentation_has_the_figures_of_the_example(project: Path) -> None:
    page = (project / "docs" / "prediction.md").read_text("utf-8")
    for figure in ("-0.25", "0.1875", "0.5467"):
        assert figure in page


def test_a_line_is_flat_beyond_its_knots_and_nothing_known_has_a_contribution_of_its_own() -> None:
    rows = np.array([[-1.0, 0.0], [2.0, 100.0], [nan, nan]])
    assert explain(small_model(), rows).tolist() == [[-1.5, -0.5], [0.0, 0.5], [-0.75, -0.25]]


@st.composite
def models(draw: st.DrawFn) -> Model:
    def term(feature: str) -> Term:
        numbers = st.floats(-1_000, 1_000)
        knots = sorted(draw(st.sets(numbers, min_size=1, max_size=6)))
        size = len(knots)
        coefficients = draw(st.lists(st.floats(-10, 10), min_size=size, max_size=size))
        return Term(feature, tuple(knots), tuple(coefficients), draw(numbers), draw(st.floats(-10, 10)))

    terms = tuple(term(each) for each in ("submitted_share", "mean_mark", "days_early"))
    return small_model(terms=terms, intercept=draw(st.floats(-10, 10)))


values = st.lists(st.floats(-2_000, 2_000) | st.just(nan), min_size=3, max_size=3)


@given(models(), st.lists(values, min_size=1, max_size=5))
def test_contributions_and_the_intercept_add_up_to_the_logit(model: Model, rows: list[list[float]]) -> None:
    table = np.array(rows)
    contributions, probabilities = explain(model, table), predict(model, table)
    for parts, probability in zip(contributions.tolist(), probabilities.tolist(), strict=True):
        logit = model.intercept + sum(parts)
        assert abs(logits(model, np.array([parts]))[0] - logit) < 1e-9
        assert probability == pytest.approx(1 / (1 + exp(-logit)), abs=1e-9)


@given(models())
def test_a_model_comes_back_as_it_was_written(model: Model) -> None:
    assert from_json(to_json(model)) == model
    assert to_json(from_json(to_json(model))) == to_json(model)


def test_a_version_is_made_of_the_content() -> None:
    assert small_model().version == small_model().version
    assert small_model(intercept=0.5).version != small_model().version


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"intercept": 0.3}, "it was changed"),
        ({"version": "0123456789abcdef"}, "it was changed"),
        ({"format": 2}, "no model of format 1"),
        ({"more": 1}, "not those of a model"),
        ({"terms": [{"feature": "mean_mark"}]}, "not those of a model"),
        ({"weeks": ["four"]}, "not those of a model"),
        ({"intercept": "none"}, "not those of a model"),
        ({"intercept": nan}, "no number"),
    ],
)
def test_a_changed_or_unknown_model_is_refused(changes: dict[str, object], words: str) -> None:
    plain = json.loads(to_json(small_model()))
    with pytest.raises(InvalidModel, match=words):
        from_json(json.dumps({**plain, **changes}))


def test_a_store_may_write_a_whole_number_without_its_point() -> None:
    assert from_json(to_json(small_model()).replace(b".0,", b",").replace(b".0]", b"]")) == small_model()


def test_what_is_no_json_or_lacks_a_field_is_refused() -> None:
    with pytest.raises(InvalidModel, match="no JSON"):
        from_json(b"\x80pickle")
    plain = json.loads(to_json(small_model()))
    del plain["bins"]
    with pytest.raises(InvalidModel, match="not those of a model"):
        from_json(json.dumps(plain))


TERM = small_model().terms[0]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (small_model(weeks=(2,)), "none is before 3"),
        (small_model(weeks=()), "none is before 3"),
        (small_model(target="leaves"), "only 'passes' is known"),
        (small_model(counted_on=("2013J",)), "among students it was made of: 2013J"),
        (small_model(terms=(replace(TERM, feature="date_unregistration"),)), "is no feature"),
        (small_model(terms=(replace(TERM, knots=(0.0, 0.0, 1.0)),)), "do not ascend"),
        (small_model(terms=(replace(TERM, knots=(0.0,)),)), "1 knots, 3 coefficients"),
        (small_model(bins=(Bin(0.5, 300, 200), Bin(0.0, 300, 100))), "not in order"),
    ],
)
def test_a_model_that_does_not_hold_together_is_refused(changed: Model, words: str) -> None:
    with pytest.raises(InvalidModel, match=words):
        from_json(to_json(changed))


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InvalidModel, match="takes 2 features"):
        predict(small_model(), np.zeros((3, 1)))


def test_a_fit_finds_the_line_that_the_students_were_made_of() -> None:
    """20,000 students whose logit is a line with one bend."""
    random = np.random.default_rng(3)
    values = random.uniform(0, 100, 20_000)
    truth = np.where(values < 50, -2 + 0.05 * values, 0.5)
    passed = (random.random(20_000) < 1 / (1 + np.exp(-truth))).astype(np.float64)
    intercept, terms = fit(["mean_mark"], values[:, None], passed)
    model = small_model(intercept=intercept, terms=terms)
    assert np.abs(predict(model, values[:, None]) - 1 / (1 + np.exp(-truth))).mean() < 0.02


def test_the_slope_is_nought_at_what_was_found() -> None:
    """The penalised likelihood has one top, and the fit is on it: no step makes it better."""
    made = cohort(500)
    features = vectors(made.facts, ["submitted_share"], 28)
    intercept, terms = fit(["submitted_share"], features, made.passed)

    def likelihood(shift: float) -> float:
        said: Numbers = predict(small_model(intercept=intercept + shift, terms=terms), features)
        return float(np.sum(np.where(made.passed == 1, np.log(said), np.log(1 - said))))

    assert likelihood(0.0) > max(likelihood(0.01), likelihood(-0.01))


def test_a_feature_that_nobody_has_is_refused() -> None:
    with pytest.raises(InvalidModel, match="nobody has a value"):
        fit(["mean_mark"], vectors(facts([]), ["mean_mark"], 28), np.array([1.0]))

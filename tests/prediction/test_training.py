"""Training: cut-off day first, only who was registered, only what was known; same data, same bytes."""

import json
from bisect import bisect_right
from dataclasses import replace
from functools import cache
from math import exp, isnan
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.errors import InvalidInput
from app.jobs.oulad_cohort import read_cohort
from app.prediction import candidate
from app.prediction.audited import Rules
from app.prediction.candidate import Candidate
from app.prediction.card import Reader, as_html, as_markdown, card
from app.prediction.facts import Leak
from app.prediction.features import UnknownFeature, vectors
from app.prediction.model import InvalidModel, Model, explain, predict, to_json
from app.prediction.reasons import reasons
from app.prediction.training import Trained, names_for, of_modules, train, train_and_audit
from tests.prediction.made_up import cohort, write_dataset


@cache
def trained() -> Trained:
    return train_and_audit(cohort(), 28, "2014J", draws=20)


def test_it_finds_who_passes_among_students_whom_it_has_not_seen() -> None:
    found = trained()
    assert found.everybody.figures["auc"].value > 0.7
    assert found.model.trained_on == ("2013B", "2013J", "2014B")
    assert found.model.counted_on == found.audit.audited_on == ("2014J",)
    assert found.audit.model == found.model.version


def test_only_students_still_registered_are_looked_at() -> None:
    made = cohort()
    present = made.registered_on(28)
    assert trained().model.students == (present & (made.presentation < "2014J")).sum()
    assert trained().everybody.students == (present & (made.presentation == "2014J")).sum()
    assert trained().usual.students == (made.presentation == "2014J").sum()


def test_a_student_who_has_left_is_refused() -> None:
    made = cohort()
    with pytest.raises(Leak, match="were not registered at the end of day 28"):
        train(made, np.ones(len(made.passed), np.bool_), 28)


@pytest.mark.parametrize("name", ["date_unregistration", "left", "gender", "final_result"])
def test_what_a_model_may_not_be_made_of_is_refused(name: str) -> None:
    made = cohort()
    with pytest.raises(UnknownFeature):
        train(made, made.registered_on(28), 28, [name])


def test_only_earlier_presentations_can_be_trained_on() -> None:
    with pytest.raises(Leak, match="only what was before 2014J"):
        train_and_audit(cohort(), 28, "2014J", train_on=["2013J", "2014J"], draws=1)


def test_nothing_that_came_after_the_day_changes_the_model() -> None:
    """Marks, work and leaving after day 28 are another story; what became of whom is the same."""
    made = cohort()
    given = made.facts.submissions
    later = replace(given, returned=np.where(given.returned > 24, given.returned + 100, given.returned))
    changed = replace(
        made,
        facts=replace(made.facts, submissions=later),
        left=np.where(made.left > 24, made.left + 300, made.left),
    )
    rows = [each.registered_on(24) & (each.presentation < "2014J") for each in (made, changed)]
    assert to_json(train(made, rows[0], 24)) == to_json(train(changed, rows[1], 24))


def test_groups_do_not_enter_a_model() -> None:
    made = cohort()
    turned = replace(made, groups={"gender": made.groups["gender"][::-1]})
    rows = made.registered_on(28) & (made.presentation < "2014J")
    assert to_json(train(made, rows, 28)) == to_json(train(turned, rows, 28))


def test_the_same_data_give_the_same_bytes() -> None:
    again = train_and_audit(cohort(), 28, "2014J", draws=20)
    first, second = (candidate.to_json(Candidate(each.model, each.audit)) for each in (trained(), again))
    assert first == second


def test_whoever_takes_a_module_again_is_counted_again() -> None:
    made = cohort()
    rows = made.registered_on(28) & (made.presentation < "2014J")
    assert sum(each.students for each in trained().model.modules) == rows.sum()


def by_hand(model: Model, values: list[float]) -> float:
    """A probability by nothing but arithmetic, from the JSON alone."""
    plain = json.loads(to_json(model))
    logit = plain["intercept"]
    for term, value in zip(plain["terms"], values, strict=True):
        knots, points = term["knots"], term["coefficients"]
        at = bisect_right(knots, value)
        if isnan(value):
            logit += term["unknown"]
        elif at in {0, len(knots)}:
            logit += points[0 if at == 0 else -1]
        else:
            share = (value - knots[at - 1]) / (knots[at] - knots[at - 1])
            logit += points[at - 1] + share * (points[at] - points[at - 1])
    return 1 / (1 + exp(-logit))


def test_anybody_can_work_out_a_trained_models_probabilities_by_hand() -> None:
    made, model = cohort(200, seed=9), trained().model
    features = vectors(of_modules(model, made.facts, made.module), model.features, 28)
    expected = [by_hand(model, row) for row in features.tolist()]
    np.testing.assert_allclose(predict(model, features), expected, atol=1e-9)


def test_a_candidate_comes_back_and_another_models_audit_is_refused() -> None:
    given = Candidate(trained().model, trained().audit)
    assert candidate.from_json(candidate.to_json(given)) == given
    other = Candidate(given.model, replace(given.audit, model="0123456789abcdef"))
    with pytest.raises(InvalidModel, match="the audit is of model '0123456789abcdef'"):
        candidate.from_json(candidate.to_json(other))
    better = Candidate(given.model, replace(given.audit, rules=Rules(most_missed_gap=0), reasons=()))
    with pytest.raises(InvalidModel, match="not what its own figures say"):
        candidate.from_json(candidate.to_json(better))
    with pytest.raises(InvalidModel, match="no JSON document with a model"):
        candidate.from_json("[]")


@pytest.mark.parametrize("reader", list(Reader))
def test_a_card_says_what_it_cannot_see_in_plain_words(reader: Reader) -> None:
    told = card(trained().model, trained().audit, reader)
    text, page = as_markdown(told), as_html(told)
    assert "## What it cannot see" in text
    assert "<h2>What it cannot see</h2>" in page
    assert "A person looks, talks with the student, and decides." in text
    for word in ("risk", "fail", "predicted to"):
        assert word not in text.lower()


def test_the_officers_card_has_the_verdict_and_the_students_has_no_groups() -> None:
    model, audit = trained().model, trained().audit
    tripped = replace(audit, reasons=("By <gender>, groups differ.",))
    assert "Trips: By <gender>, groups differ." in as_markdown(card(model, tripped, Reader.OFFICER))
    assert "By &lt;gender&gt;" in as_html(card(model, tripped, Reader.OFFICER))
    assert "gender, ethnicity" in as_markdown(card(model, audit, Reader.STUDENT))
    assert "in the share missed" not in as_markdown(card(model, audit, Reader.STUDENT))


def test_reasons_name_what_a_student_can_change() -> None:
    made, model = cohort(1), trained().model
    values = vectors(of_modules(model, made.facts, made.module), model.features, 28)
    told = reasons(model, values[0], explain(model, values)[0])
    assert [each.feature for each in told if each.modifiable] == [
        "submitted_share", "mean_mark", "days_early", "pieces_ahead",
    ]  # fmt: skip


def test_the_command_reads_a_directory_says_what_it_found_and_writes_the_same_bytes(tmp_path: Path) -> None:
    write_dataset(tmp_path, cohort())
    files = [tmp_path / f"{at}.json" for at in (1, 2)]
    for file in files:
        done = CliRunner().invoke(
            cli, ["train-prediction", str(tmp_path), "--cut-off-day", "28", "--out", str(file)]
        )
        assert done.exit_code == 0, done.output
        assert "no click table" in done.output
        assert "LEAKY" in done.output
    assert files[0].read_bytes() == files[1].read_bytes()
    read = candidate.from_json(files[0].read_bytes())
    assert read.model.features[-2:] == ("credits", "module_passed")
    assert {each.groups for each in read.audit.gaps} == {"gender"}


CLICKS = "code_module,code_presentation,id_student,id_site,date,sum_click"


def test_clicks_of_a_day_are_summed_and_never_deduplicated(tmp_path: Path) -> None:
    made = cohort(50)
    write_dataset(tmp_path, made)
    first = {(module, made.presentation[at]): at for at, module in reversed(list(enumerate(made.module)))}
    rows = [f"{module},{presentation},{at},7,3,4" for (module, presentation), at in first.items()]
    late = [each.replace(",3,4", ",40,9") for each in rows]
    (tmp_path / "studentVle.csv").write_text("\n".join([CLICKS, *rows, *rows, *late]) + "\n", "utf-8")
    read = read_cohort(tmp_path, 28)
    assert read.clicks == f"the whole click table: {8 * len(rows)} clicks up to day 28"
    assert read.cohort.facts.activity is not None
    assert set(read.cohort.facts.activity.amount.tolist()) == {8}
    assert "weekly_amount" in names_for(read.cohort.facts)


def test_the_command_makes_a_model_of_activity_of_the_whole_click_table_and_says_so(tmp_path: Path) -> None:
    made = cohort()
    write_dataset(tmp_path, made)
    online = [at for at in range(len(made.passed)) if made.passed[at] or at % 3 == 0]
    rows = [
        f"{made.module[at]},{made.presentation[at]},{at},7,{day},2" for at in online for day in (3, 20, 40)
    ]
    (tmp_path / "studentVle.csv").write_text("\n".join([CLICKS, *rows]) + "\n", "utf-8")
    file = tmp_path / "model.json"
    done = CliRunner().invoke(
        cli, ["train-prediction", str(tmp_path), "--cut-off-day", "28", "--out", str(file)]
    )
    assert done.exit_code == 0, done.output
    assert f"the whole click table: {4 * len(online):,} clicks up to day 28" in done.output
    model = candidate.from_json(file.read_bytes()).model
    assert {"active_days", "weekly_amount", "days_since_active"} <= set(model.features)
    assert model.needs_activity


def test_a_part_of_the_click_table_is_left_aside(tmp_path: Path) -> None:
    """Whoever is not in it would look as if they had done nothing."""
    made = cohort(50)
    write_dataset(tmp_path, made)
    row = f"{made.module[0]},{made.presentation[0]},0,7,3,4"
    for name in ("studentVle_part.csv", "studentVle.csv"):
        (tmp_path / name).write_text(f"{CLICKS}\n{row}\n", "utf-8")
        read = read_cohort(tmp_path, 28)
        assert read.cohort.facts.activity is None
        assert "left aside" in read.clicks


def test_a_dataset_without_outcomes_is_refused_by_name(project: Path) -> None:
    with pytest.raises(InvalidInput, match="final_result"):
        read_cohort(project / "data" / "oulad-aaa-2013j", 28)


@pytest.mark.parametrize("day", ["14", "30"])
def test_a_day_that_is_no_weeks_end_or_too_early_is_refused(tmp_path: Path, day: str) -> None:
    done = CliRunner().invoke(
        cli, ["train-prediction", str(tmp_path), "--cut-off-day", day, "--out", str(tmp_path / "x")]
    )
    assert isinstance(done.exception, InvalidInput)
    assert "from week 3 on" in done.exception.detail


def test_banked_marks_and_examinations_are_left_out(tmp_path: Path) -> None:
    write_dataset(tmp_path, cohort(50))
    before = read_cohort(tmp_path, 28).cohort.facts.submissions
    path = tmp_path / "studentAssessment.csv"
    lines = path.read_text("utf-8").splitlines()
    identifier, student, day, _, mark = lines[1].split(",")
    path.write_text(
        "\n".join([lines[0], f"{identifier},{student},{day},1,{mark}", *lines[2:]]) + "\n", "utf-8"
    )
    after = read_cohort(tmp_path, 28).cohort.facts.submissions
    assert len(after.student) == len(before.student) - 1

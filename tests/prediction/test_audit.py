"""The audit: it trips where it must, says why, and lets through what keeps the rules."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from app.prediction import audited
from app.prediction.audit import Outcomes, audit
from app.prediction.audited import Audit, Exemption, Rules
from app.prediction.facts import Numbers
from app.prediction.verdict import sign

SIGNED = Exemption("gender", "Dr A. Officer", "2026-11-28", "small numbers; looked at again in January")


def outcomes(students: int = 6_000, seed: int = 2) -> Outcomes:
    """A model that is right about everybody, in two modules and two groups alike."""
    random = np.random.default_rng(seed)
    said = random.beta(1.2, 1.2, students)
    return Outcomes(
        presentations=("2014J",),
        module=random.choice(["MAT", "PHY"], students),
        probabilities=said,
        passed=(random.random(students) < said).astype(np.float64),
        groups={"gender": random.choice(["a", "b"], students)},
    )


def audited_by(given: Outcomes, *exemptions: Exemption, rules: Rules | None = None) -> Audit:
    return audit("v", given, 0.3, rules, exemptions, draws=20)


def test_a_model_that_is_right_may_be_published() -> None:
    found = audited_by(outcomes())
    assert found.publishable
    assert found.shown == ("MAT", "PHY")
    assert found.figures["ece"].value < 0.03


def test_what_says_too_much_trips() -> None:
    given = outcomes()
    found = audited_by(replace(given, probabilities=np.clip(given.probabilities + 0.1, 0, 1)))
    assert not found.publishable
    assert "What it says is off by 0.0" in found.reasons[0]
    assert "at most 0.05 is allowed" in found.reasons[0]


def turned(given: Outcomes) -> Numbers:
    """In physics, what it says has nothing to do with what became of anybody."""
    random, physics = np.random.default_rng(7), given.module == "PHY"
    return np.where(physics, random.random(len(physics)) < 0.5, given.passed).astype(np.float64)


def test_a_module_in_which_it_knows_nothing_trips() -> None:
    given = outcomes()
    found = audited_by(replace(given, passed=turned(given)))
    assert any(each.startswith("In module PHY its AUC is 0.") for each in found.reasons)
    assert not any("MAT" in each for each in found.reasons)


def test_a_module_in_which_it_is_far_off_trips_by_itself() -> None:
    given = outcomes(20_000)
    few = (given.module == "PHY") & (np.arange(20_000) % 10 == 0)
    given = replace(given, module=np.where(few, "ART", given.module))
    said = np.where(few, np.clip(given.probabilities - 0.2, 0, 1), given.probabilities)
    found = audited_by(replace(given, probabilities=said))
    assert len(found.reasons) == 1
    assert found.reasons[0].startswith("In module ART what it says is off by 0.2")


def unequal(given: Outcomes) -> Outcomes:
    """Group b gets more hope than it should, so more of it is missed."""
    lucky = given.groups["gender"] == "b"
    return replace(given, probabilities=np.where(lucky, given.probabilities * 0.9 + 0.1, given.probabilities))


def test_groups_that_are_served_unequally_trip() -> None:
    found = audited_by(unequal(outcomes()), rules=Rules(most_ece=1, most_module_ece=1))
    assert found.gaps[0].missed.value > 0.1
    assert found.gaps[0].by_chance < 0.1
    assert ["By gender" in each for each in found.reasons] == [True]


def test_a_named_person_may_sign_for_a_gap_and_for_nothing_else() -> None:
    rules = Rules(most_ece=1, most_module_ece=1)
    assert audited_by(unequal(outcomes()), SIGNED, rules=rules).publishable
    assert not audited_by(unequal(outcomes()), replace(SIGNED, groups="age"), rules=rules).publishable
    assert not audited_by(unequal(outcomes()), SIGNED, rules=Rules(most_ece=0.01)).publishable


def test_a_signature_is_given_afterwards_where_a_gap_is_in_the_way() -> None:
    tripped = audited_by(unequal(outcomes()), rules=Rules(most_ece=1, most_module_ece=1))
    assert sign(tripped, SIGNED).publishable
    assert sign(tripped, SIGNED).exemptions == (SIGNED,)
    with pytest.raises(ValueError, match="no gap by 'age' is in the way"):
        sign(tripped, replace(SIGNED, groups="age"))
    with pytest.raises(ValueError, match="no gap by 'gender' is in the way"):
        sign(sign(tripped, SIGNED), SIGNED)
    with pytest.raises(ValueError, match="a name and a reason"):
        sign(tripped, replace(SIGNED, signed_by=" "))


@pytest.mark.parametrize("changed", [replace(SIGNED, signed_by=" "), replace(SIGNED, reason="")])
def test_nobodys_signature_counts_for_nothing(changed: Exemption) -> None:
    assert not audited_by(
        unequal(outcomes()), changed, rules=Rules(most_ece=1, most_module_ece=1)
    ).publishable


def test_groups_that_are_too_small_are_not_spoken_of() -> None:
    given = outcomes()
    codes = np.where(np.arange(6_000) < 200, "c", given.groups["gender"])
    found = audited_by(replace(given, groups={"gender": codes}))
    assert {each.group for each in found.groups} == {"a", "b"}


def test_where_no_groups_were_compared_nobody_can_say_that_it_serves_them_alike() -> None:
    found = audited_by(replace(outcomes(), groups={}))
    assert found.reasons == ("No groups were compared: nobody can say whether it serves them alike.",)


def test_missed_and_needless_are_counted_as_by_hand() -> None:
    given = outcomes()
    rates = audited_by(given).groups[0]
    rows = given.groups["gender"] == rates.group
    missed = [
        said >= 0.3
        for said, yes in zip(given.probabilities[rows], given.passed[rows], strict=True)
        if not yes
    ]
    assert rates.missed == pytest.approx(sum(missed) / len(missed))
    assert rates.not_passed == len(missed)


def test_an_audit_comes_back_as_it_was_written() -> None:
    found = audited_by(outcomes(), SIGNED)
    assert audited.from_json(audited.to_json(found)) == found
    with pytest.raises(ValueError, match="no audit"):
        audited.from_json("{}")


def test_what_could_not_be_measured_is_null_and_trips() -> None:
    given = outcomes()
    found = audited_by(replace(given, passed=np.ones(6_000)))
    assert b"NaN" not in audited.to_json(found)
    assert isnan(audited.from_json(audited.to_json(found)).figures["auc"].value)
    assert any("its AUC is nan" in each for each in found.reasons)

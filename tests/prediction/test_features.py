"""Features: what was known at a day's end, and nothing of what came later or of who somebody is."""

from dataclasses import replace
from math import isnan, nan

import numpy as np
import pytest

from app.prediction.facts import Facts, Leak, check_still_registered, still_registered
from app.prediction.features import FEATURES, UnknownFeature, vectors
from tests.prediction.made_up import facts, with_activity


def one(given: Facts, name: str, day: int = 28) -> float:
    return float(vectors(given, [name], day)[0, 0])


def test_half_of_what_was_due_was_handed_in() -> None:
    given = facts([(0, 14, 14, nan, nan), (0, 21, nan, nan, nan), (0, 40, nan, nan, nan)])
    assert one(given, "submitted_share") == 0.5


def test_work_handed_in_after_the_day_was_not_handed_in_yet() -> None:
    given = facts([(0, 14, 29, 43, 90)])
    assert one(given, "submitted_share") == 0
    assert one(given, "submitted_share", 35) == 1


def test_without_anything_due_no_share_is_known() -> None:
    assert isnan(one(facts([]), "submitted_share"))


def test_a_mark_counts_from_the_day_of_its_return() -> None:
    given = facts([(0, 14, 14, 28, 60), (0, 21, 21, 29, 90)])
    assert isnan(one(given, "mean_mark", 27))
    assert one(given, "mean_mark", 28) == 60
    assert one(given, "mean_mark", 29) == 75


def test_whoever_is_two_days_early_and_one_late_is_half_a_day_early() -> None:
    assert one(facts([(0, 14, 12, nan, nan), (0, 21, 22, nan, nan)]), "days_early") == 0.5


def test_work_that_is_not_due_yet_is_ahead() -> None:
    assert one(facts([(0, 40, 20, nan, nan), (0, 14, 12, nan, nan)]), "pieces_ahead") == 1


def test_registered_ten_days_before_the_start() -> None:
    assert one(facts([]), "registered_before") == 10


def test_activity_of_the_same_day_is_added_up_and_later_days_are_not_looked_at() -> None:
    given = with_activity([(0, 0, 4), (0, 0, 4), (0, 6, 6), (0, 14, 100), (0, -3, 50)])
    assert one(given, "weekly_amount", 13) == 7
    assert one(given, "active_days", 13) == 1
    assert one(given, "days_since_active", 13) == 7


def test_whoever_was_never_there_has_not_been_there_since_the_day_before_the_start() -> None:
    assert one(with_activity([]), "days_since_active", 13) == 14


def test_many_students_are_worked_out_as_one_by_one() -> None:
    rows = [(0, 14, 14, 28, 60), (1, 14, 12, 20, 80), (1, 21, nan, nan, nan)]
    names = ["submitted_share", "mean_mark"]
    together = vectors(facts(rows, 2), names, 28)
    alone = [vectors(facts([(0, *row[1:]) for row in rows if row[0] == at]), names, 28) for at in (0, 1)]
    np.testing.assert_array_equal(together, np.vstack(alone))


def test_a_mark_that_nobody_returned_is_refused() -> None:
    with pytest.raises(Leak, match="no day on which it was returned"):
        vectors(facts([(0, 14, 14, nan, 60)]), ["mean_mark"], 28)


def test_a_mark_returned_before_the_work_was_handed_in_is_refused() -> None:
    with pytest.raises(Leak, match="before the work was handed in"):
        vectors(facts([(0, 14, 14, 13, 60)]), ["mean_mark"], 28)


@pytest.mark.parametrize(
    "name", ["date_unregistration", "final_result", "gender", "imd_band", "disability", "age_band"]
)
def test_what_came_later_and_who_somebody_is_are_no_features(name: str) -> None:
    assert name not in FEATURES
    with pytest.raises(UnknownFeature, match="is no feature"):
        vectors(facts([]), [name], 28)


def test_a_feature_without_its_facts_is_refused() -> None:
    with pytest.raises(UnknownFeature, match="not collected"):
        vectors(facts([]), ["active_days"], 28)


def test_whoever_has_left_or_not_come_yet_is_not_looked_at() -> None:
    registered, left = np.array([-5, -5, 30, nan]), np.array([nan, 28, nan, 29])
    assert still_registered(registered, left, 28).tolist() == [True, False, False, True]
    with pytest.raises(Leak, match="2 of the students were not registered"):
        check_still_registered(registered, left, 28)


def test_every_feature_is_told_in_words() -> None:
    for name, each in FEATURES.items():
        assert name == each.name
        assert each.title
        assert each.unit
        assert each.meaning.endswith(".")


def test_what_is_known_is_the_same_whatever_comes_later() -> None:
    before = facts([(0, 14, 14, 20, 60)])
    after = facts([(0, 14, 14, 20, 60), (0, 40, 41, 50, 0)])
    names = [name for name, each in FEATURES.items() if not each.needs]
    np.testing.assert_array_equal(vectors(before, names, 28), vectors(after, names, 28))
    replaced = replace(after, submissions=replace(after.submissions, due=np.array([14.0, nan])))
    np.testing.assert_array_equal(vectors(before, names, 28), vectors(replaced, names, 28))

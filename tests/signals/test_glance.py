"""A glance: whoever is inside a rule of every night on the latest days is inside it on all of them."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions.engagement.signal_days import Frame
from app.signals.findings import Verdict
from app.signals.rules import StoppedRule
from tests.signals.test_rules import MARKS, MONDAY, days_of

AMOUNTS = st.lists(st.sampled_from([0, 0, 0, 0, 0, 0, 0, 5]), min_size=56, max_size=56)
TAUGHT = st.lists(st.booleans(), min_size=56, max_size=56)


@given(st.lists(st.tuples(AMOUNTS, MARKS), min_size=1, max_size=20), TAUGHT, st.integers(20, 56))
@settings(max_examples=60, deadline=None)
def test_inside_at_a_glance_is_inside_on_all_days(
    students: list[tuple[list[int], list[int]]], taught: list[bool], length: int
) -> None:
    teaching, none = np.array(taught[:length]), np.zeros(length, np.int8)
    amounts = np.array([each for each, _ in students], float)[:, :length]
    marks = np.array([each for _, each in students], np.int8)[:, :length]
    as_of = MONDAY + timedelta(days=length - 1)
    frame = Frame(MONDAY, as_of, (), teaching, none, {"moodle": none, "echo360": none}, {}, {}).glance
    start = length - frame.length
    all_days = replace(days_of(amounts, excluded=marks), weeks=(), teaching=teaching)
    latest = days_of(amounts[:, start:], excluded=marks[:, start:])
    latest = replace(latest, first=frame.first, weeks=(), teaching=frame.teaching)
    rule = StoppedRule("engagement", ("echo360", "moodle"), 5)
    whole, glance = rule.judge(all_days), rule.judge(latest)
    assert start % 7 == 0
    for row in np.flatnonzero(glance.inside).tolist():
        assert whole.inside[row]
        assert whole.verdict(row) is glance.verdict(row) is Verdict.NO_CHANGE

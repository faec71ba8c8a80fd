"""Colours: what the rules make of figures, whatever the rules and figures are."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.profiles.model import read_profile
from app.profiles.rag import RagEntry
from app.rag.judging import COLOURS, Rules, judge
from app.rag.rows import Colour
from app.rag.weeks import Days, judge_week
from app.settings import PROJECT

GREY = Colour.GREY


@cache
def rules_of_city() -> Rules:
    entry = read_profile(Path(PROJECT / "app" / "profiles"), "city").rag
    assert entry is not None
    return entry.rules


def one(
    rules: Rules, share: float | None, amount: float | None, *, online_only: bool = False
) -> list[Colour]:
    """Attendance, online, combined, and the status to act on."""
    given = [np.array([np.nan if each is None else each]) for each in (share, amount)]
    found = judge(rules, given[0], given[1], np.array([online_only]))
    codes = (found.attendance, found.online, found.combined, found.counts)
    return [COLOURS[each[0]] for each in codes]


@st.composite
def tables(draw: st.DrawFn) -> Mapping[tuple[Colour, Colour], Colour]:
    return {(each, other): draw(st.sampled_from(COLOURS)) for each in COLOURS for other in COLOURS}


@st.composite
def any_rules(draw: st.DrawFn) -> Rules:
    share = sorted(draw(st.tuples(*[st.floats(0.01, 1)] * 2).filter(lambda pair: pair[0] != pair[1])))
    amount = sorted(draw(st.tuples(*[st.floats(0.01, 1_000)] * 2).filter(lambda pair: pair[0] != pair[1])))
    return Rules(
        draw(st.integers(1, 14)), mandatory_only=True, attendance_cuts=(share[0], share[1]), online_days=14,
        fewest_online_days=draw(st.integers(1, 14)), weights={"moodle": 1.0},
        online_cuts=(amount[0], amount[1]), table=draw(tables()), online_only_modes=frozenset({"online"}),
    )  # fmt: skip


shares = st.none() | st.floats(0, 1)
amounts = st.none() | st.floats(0, 10_000)


@given(any_rules(), shares, amounts, st.booleans())
def test_every_pair_of_figures_has_the_colours_that_the_rules_say(
    rules: Rules,
    share: float | None,
    amount: float | None,
    online_only: bool,  # noqa: FBT001 (drawn)
) -> None:
    def graded(value: float | None, cuts: tuple[float, float]) -> Colour:
        if value is None:
            return GREY
        return Colour.RED if value < cuts[0] else Colour.AMBER if value < cuts[1] else Colour.GREEN

    attendance, online = graded(share, rules.attendance_cuts), graded(amount, rules.online_cuts)
    expected = [attendance, online, rules.table[attendance, online]]
    expected.append(expected[2])
    if online_only:
        expected = [GREY, online, GREY, online]
    assert one(rules, share, amount, online_only=online_only) == expected


@given(any_rules(), amounts)
def test_no_data_are_grey_and_never_red(rules: Rules, amount: float | None) -> None:
    assert one(rules, None, amount)[0] is GREY
    assert one(rules, 0.5, None)[1] is GREY
    assert one(rules_of_city(), None, None) == [GREY, GREY, GREY, GREY]


@given(any_rules(), st.floats(0, 1), st.floats(0, 1))
def test_more_attendance_is_never_worse(rules: Rules, first: float, second: float) -> None:
    worse, better = (one(rules, each, None)[0] for each in sorted((first, second)))
    assert COLOURS.index(worse) <= COLOURS.index(better)


daily = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 50), st.booleans(), st.booleans()),
    min_size=14,
    max_size=20,
)


@given(any_rules(), daily, st.booleans())
def test_only_days_of_the_windows_that_count_are_added_up(
    rules: Rules,
    days: list[tuple[int, int, int, bool, bool]],
    online_only: bool,  # noqa: FBT001 (drawn)
) -> None:
    present, absent, amount, attended, online = (np.array([column]) for column in zip(*days, strict=True))
    found = judge_week(
        rules,
        Days(present, absent, amount.astype(np.float64), attended, online),
        len(days),
        np.array([online_only]),
    )
    sessions = [each for each in days[-rules.attendance_days :] if each[3]]
    assert found.present[0] == sum(each[0] for each in sessions)
    assert found.expected[0] == sum(each[0] + each[1] for each in sessions)
    counted = [each[2] for each in days[-14:] if each[4]]
    assert found.days[0] == len(counted)
    if len(counted) < rules.fewest_online_days:
        assert np.isnan(found.amount[0])
        assert COLOURS[found.statuses.online[0]] is GREY
    else:
        assert found.amount[0] == sum(counted)
        whole = sum(counted) * 14 / len(counted)
        assert COLOURS[found.statuses.online[0]] is one(rules, None, whole)[1]


def test_every_colour_has_a_letter_of_its_own() -> None:
    assert [each.letter for each in COLOURS] == ["R", "A", "G", "\N{EN DASH}"]


def entry(**changed: Any) -> dict[str, Any]:
    found = read_profile(Path(PROJECT / "app" / "profiles"), "city").rag
    assert found is not None
    return found.model_dump(mode="json") | changed


def combined(attendance: str, online: str, made: str | None) -> dict[str, Any]:
    """City's table with one other cell, or one less."""
    table = entry()["combined"]
    table[attendance][online] = made
    if made is None:
        del table[attendance][online]
    return {"combined": table}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (combined("grey", "amber", None), "every pair"),
        (combined("grey", "grey", "red"), "must be grey"),
        (combined("grey", "amber", "red"), "must not make amber worse"),
        (combined("green", "grey", "amber"), "must not make green worse"),
        ({"attendance": {"amber_from": 0.8, "green_from": 0.8}}, "less than green_from"),
        ({"attendance": {"amber_from": 0.8, "green_from": 1.8}}, "less than or equal to 1"),
        ({"online": {"amber_from": 5, "green_from": 4, "sources": {"moodle": 1}}}, "less than green_from"),
        ({"online": {"amber_from": 5, "green_from": 9, "sources": {}}}, "at least 1 item"),
        (
            {"online": {"amber_from": 5, "green_from": 9, "sources": {"moodle": 1}, "fewest_days": 15}},
            "more than the window",
        ),
    ],
)
def test_rules_that_do_not_hold_together_are_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        RagEntry.model_validate(entry(**changed))


def test_a_source_that_is_not_collected_cannot_count() -> None:
    profile = read_profile(Path(PROJECT / "app" / "profiles"), "city")
    assert profile.rag is not None
    online = profile.rag.online.model_copy(update={"sources": {"library": 1.0}})
    told = profile.model_dump() | {"rag": entry(online=online.model_dump())}
    with pytest.raises(ValueError, match="not collected: library"):
        type(profile).model_validate(told)

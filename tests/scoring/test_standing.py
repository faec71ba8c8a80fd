"""Who may be scored when: over arrays the same as for one student."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.consent.ledger import ConsentDecision, Decision
from app.consent.usable_days import ConsentRule, usable_days
from app.ids import DecisionId, OrgUnitId
from app.scoring.models import WINDOW_DAYS
from app.scoring.months import Axis
from app.scoring.spells import Registered, ScoredYear, spells
from app.scoring.standing import FOREVER, Decisions, Registrations, Year, standing

COLLEGES = [OrgUnitId(UUID(int=at)) for at in (1, 2)]
YEARS = [2018, 2019, 2020]
FIRST, LAST = date(2018, 9, 10), date(2020, 9, 5)
AXIS = Axis.covering(FIRST, LAST)
SCORED = {
    year: ScoredYear(
        date(year, 8, 1), date(year + 1, 7, 31), (), {college: (float(year),) for college in COLLEGES}
    )
    for year in YEARS
}


@st.composite
def registrations(draw: st.DrawFn) -> list[Registered]:
    """One after the other, adjoining or not, the last with an end or without."""
    found: list[Registered] = []
    start = FIRST + timedelta(days=draw(st.integers(-500, 500)))
    for _ in range(draw(st.integers(0, 4))):
        end = start + timedelta(days=draw(st.integers(1, 400)))
        found.append(Registered(start, end, draw(st.sampled_from(COLLEGES))))
        start = end + timedelta(days=draw(st.sampled_from([0, 0, 1, 40])))
    if found and draw(st.sampled_from(["ends", "goes on"])) == "goes on":
        found[-1] = Registered(found[-1].starts_on, None, found[-1].college)
    return found


decided = st.lists(
    st.tuples(st.sampled_from([2017, *YEARS, 2021]), st.sampled_from(list(Decision)), st.integers(0, 90)),
    max_size=6,
)
"""The year that each decision is about, what it says, and how many days after the one before it was made."""


def entries(choices: list[tuple[int, Decision, int]]) -> list[ConsentDecision]:
    found, moment = [], datetime(2018, 7, 1, tzinfo=UTC)
    for sequence, (year, decision, later) in enumerate(choices):
        moment += timedelta(days=later)
        found.append(
            ConsentDecision(
                DecisionId(UUID(int=0)), sequence, "p", decision, year, "1", moment, "student", "web"
            )
        )
    return found


def number(day: date | None) -> int:
    return FOREVER if day is None else (day - AXIS.first).days


def year_of(academic_year: int) -> Year:
    return Year(academic_year, number(date(academic_year, 8, 1)), number(date(academic_year + 1, 7, 31)))


@given(
    st.lists(st.tuples(registrations(), decided), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from(YEARS),
)
def test_where_many_stand_is_where_each_stands(
    people: list[tuple[list[Registered], list[tuple[int, Decision, int]]]],
    reaches_back: bool,  # noqa: FBT001 (drawn)
    current: int,
) -> None:
    rows = [
        (at, number(each.starts_on), number(each.ends_before), COLLEGES.index(each.college))
        for at, (mine, _) in enumerate(people)
        for each in mine
    ]
    ledger = [
        (at, each.academic_year, each.decision is Decision.GIVEN, number(each.decided_at.date()))
        for at, (_, mine) in enumerate(people)
        for each in entries(mine)
    ]
    decisions = Decisions(*(np.array([row[at] for row in ledger], dtype) for at, dtype in enumerate("qq?q")))
    years, before = [year_of(each) for each in YEARS], [year_of(each - 1) for each in YEARS]
    found = standing(
        Registrations(*(np.array([row[at] for row in rows], np.int64) for at in range(4))),
        decisions.usable(len(people), years, before, current, reaches_back=reaches_back),
        years,
        np.full(len(people), number(FIRST)),
        np.full(len(people), number(LAST)),
    )
    rule = ConsentRule("p", reaches_back, lambda year: date(year, 8, 1), datetime.date)
    expected = set()
    for at, (mine, choices) in enumerate(people):
        usable = usable_days(entries(choices), rule, current)
        for each in spells(mine, SCORED.values(), AXIS, LAST, usable):
            college = next(one.college for one in reversed(mine) if number(one.starts_on) <= each.first)
            expected.add((at, each.first, each.last, each.since, COLLEGES.index(college), each.coefficients))
    columns = (found.number, found.first, found.last, found.since, found.college, found.year)
    listed = [tuple(int(value) for value in row) for row in zip(*columns, strict=True)]
    assert len(listed) == len(set(listed))
    assert {
        (at, first, last, max(since, first - WINDOW_DAYS + 1), college, (float(YEARS[year]),))
        for at, first, last, since, college, year in listed
    } == expected

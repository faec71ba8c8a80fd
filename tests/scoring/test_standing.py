"""Who may be scored when: over arrays the same as for one student."""

from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.consent.gate import is_open
from app.consent.ledger import ConsentDecision, Decision, consent_state
from app.ids import DecisionId, OrgUnitId
from app.scoring.models import WINDOW_DAYS
from app.scoring.months import Axis
from app.scoring.spells import Registered, ScoredYear, spells
from app.scoring.standing import FOREVER, Decisions, Registrations, standing

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


decided = st.lists(st.tuples(st.sampled_from(YEARS), st.sampled_from(list(Decision))), max_size=6)


def entry(sequence: int, year: int, decision: Decision) -> ConsentDecision:
    now = datetime(2020, 1, 1)  # noqa: DTZ001 (no moment plays a part)
    return ConsentDecision(DecisionId(UUID(int=0)), sequence, "p", decision, year, "1", now, "student", "web")


def number(day: date | None) -> int:
    return FOREVER if day is None else (day - AXIS.first).days


@given(st.lists(st.tuples(registrations(), decided), min_size=1, max_size=5))
def test_where_many_stand_is_where_each_stands(
    people: list[tuple[list[Registered], list[tuple[int, Decision]]]],
) -> None:
    rows = [
        (at, number(each.starts_on), number(each.ends_before), COLLEGES.index(each.college))
        for at, (mine, _) in enumerate(people)
        for each in mine
    ]
    ledger = [(at, year, one is Decision.GIVEN) for at, (_, mine) in enumerate(people) for year, one in mine]
    decisions = Decisions(*(np.array([row[at] for row in ledger], dtype) for at, dtype in enumerate("qq?")))
    found = standing(
        Registrations(*(np.array([row[at] for row in rows], np.int64) for at in range(4))),
        decisions.allow(len(people), YEARS),
        [(number(each.first), number(each.last)) for each in SCORED.values()],
        np.full(len(people), number(FIRST)),
        np.full(len(people), number(LAST)),
    )
    expected = set()
    for at, (mine, choices) in enumerate(people):
        entries = [entry(sequence, *choice) for sequence, choice in enumerate(choices)]
        allowed = [SCORED[year] for year in YEARS if is_open(consent_state(entries, "p", year))]
        for each in spells(mine, allowed, AXIS, LAST):
            college = next(one.college for one in reversed(mine) if number(one.starts_on) <= each.first)
            expected.add((at, each.first, each.last, each.since, COLLEGES.index(college), each.coefficients))
    columns = (found.number, found.first, found.last, found.since, found.college, found.year)
    listed = [tuple(int(value) for value in row) for row in zip(*columns, strict=True)]
    assert len(listed) == len(set(listed))
    assert {
        (at, first, last, max(since, first - WINDOW_DAYS + 1), college, (float(YEARS[year]),))
        for at, first, last, since, college, year in listed
    } == expected

"""Many students at once: the same bits as the plain reference, whoever is computed beside whom."""

from datetime import date, timedelta
from uuid import UUID

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.ids import OrgUnitId
from app.scoring.daily import add_scores
from app.scoring.months import Axis
from app.scoring.sources import Source
from app.scoring.spells import Registered, ScoredYear, registered_since, rows_by_spell, spells
from tests.scoring.reference import FACTORS, reference_score

COLLEGES = [OrgUnitId(UUID(int=at)) for at in (1, 2)]
COEFFICIENTS = {
    COLLEGES[0]: {"app": 0.068, "careers": 1.11, "vle": 0.446},
    COLLEGES[1]: {"app": 0.1, "careers": 0.7, "vle": 1 / 3},
}
SOURCES = ("app", "careers", "vle")
FIRST, LAST = date(2019, 12, 20), date(2020, 3, 10)  # a turn of the year, a leap day
AXIS = Axis.covering(FIRST, LAST)
YEAR = ScoredYear(
    date(2019, 8, 1),
    date(2020, 7, 31),
    tuple(
        Source(name, name, "", per_unit=per_unit, per_active_day=per_day)
        for name, (per_unit, per_day) in sorted(FACTORS.items())
    ),
    {college: tuple(by_source.values()) for college, by_source in COEFFICIENTS.items()},
)

amounts = st.dictionaries(
    st.tuples(st.sampled_from(SOURCES), st.integers(0, AXIS.length - 1)),
    st.one_of(st.integers(1, 500).map(float), st.floats(0.01, 500)),
    max_size=60,
)


@st.composite
def registered(draw: st.DrawFn) -> list[Registered]:
    """One registration, or two that adjoin (a move), or two with a gap."""
    start = AXIS.first + timedelta(days=draw(st.integers(-400, 70)))
    first, second = draw(st.permutations(COLLEGES))
    kind = draw(st.sampled_from(["open", "ended", "moved", "gap"]))
    end = start + timedelta(days=draw(st.integers(1, 500)))
    if kind == "open":
        return [Registered(start, None, first)]
    if kind == "ended":
        return [Registered(start, end, first)]
    again = end + timedelta(days=0 if kind == "moved" else draw(st.integers(1, 30)))
    return [Registered(start, end, first), Registered(again, None, second)]


def test_every_source_of_the_reference_has_the_profiles_factors() -> None:
    assert set(FACTORS) == set(SOURCES)


@given(st.lists(st.tuples(registered(), amounts), min_size=1, max_size=5))
def test_set_wise_scores_equal_the_plain_reference(
    people: list[tuple[list[Registered], dict[tuple[str, int], float]]],
) -> None:
    grids = {name: np.zeros((len(people), AXIS.length)) for name in SOURCES}
    for row, (_, activity) in enumerate(people):
        for (source, at), amount in activity.items():
            grids[source][row, at] = amount
    values = [source.values(grids[source.name]) for source in YEAR.sources]
    known = np.ones((len(SOURCES), AXIS.length), dtype=np.bool_)
    rows_of = rows_by_spell([spells(mine, [YEAR], AXIS, LAST) for mine, _ in people])
    found = np.full((len(people), AXIS.length), np.nan)
    add_scores(found, values, known, rows_of)
    for row, (mine, activity) in enumerate(people):
        dated = {(source, AXIS.first + timedelta(days=at)): n for (source, at), n in activity.items()}
        for at in range(AXIS.length):
            day = AXIS.first + timedelta(days=at)
            since = registered_since(mine, day)
            college = [each.college for each in mine if each.starts_on <= day][-1:]
            expected = None
            if since is not None and FIRST <= day <= LAST:
                expected = reference_score(day, since, dated, COEFFICIENTS[college[0]])
            score = float(found[row, at])
            assert (None if np.isnan(score) else score) == expected

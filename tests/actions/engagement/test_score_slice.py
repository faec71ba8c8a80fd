"""A slice: each academic year is scored by its own model, each college by its own coefficients."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import numpy as np

from app.actions.engagement.score_slice import ReadSlice, compute_slice
from app.actions.engagement.scoring import Rules
from app.db.binary_copy import day_number
from app.ids import OrgUnitId
from app.scoring.models import AcademicYear
from app.scoring.months import Axis
from app.scoring.sources import Source
from app.scoring.spells import ScoredYear
from app.scoring.standing import Registrations, Usable, Year, standing

COLLEGES = [OrgUnitId(UUID(int=at)) for at in (1, 2, 3)]


def year(begins: int, coefficients: Mapping[OrgUnitId, tuple[float, ...]], *sources: Source) -> ScoredYear:
    return ScoredYear(date(begins, 8, 1), date(begins + 1, 7, 31), sources, coefficients)


def read(rules: Rules, axis: Axis, college_of: list[int], **amounts: float) -> ReadSlice:
    """Students registered for long, with the same amount of each source every day."""
    students = len(college_of)
    columns = (list(range(students)), [0] * students, [day_number(date(2030, 1, 1))] * students, college_of)
    days = (np.full(students, day_number(each)) for each in (axis.scored_from, axis.last))
    years = [Year(at, day_number(each.first), day_number(each.last)) for at, each in rules.years.items()]
    usable = Usable.everything(students, years)
    return ReadSlice(
        axis,
        students,
        {name: np.full((students, axis.length), amount) for name, amount in amounts.items()},
        standing(Registrations(*(np.array(each) for each in columns)), usable, years, *days),
        COLLEGES,
    )


def test_each_academic_year_is_computed_with_its_own_sources() -> None:
    minutes = Source("vle", "VLE", "minutes", per_unit=2.0)
    more = Source("vle", "VLE", "minutes", per_unit=3.0, per_active_day=1.0)
    app = Source("app", "App", "choices")
    rules = Rules(
        {
            AcademicYear(2018): year(2018, {COLLEGES[0]: (10.0,)}, minutes),
            AcademicYear(2019): year(2019, {COLLEGES[0]: (1.0, 10.0)}, app, more),
        },
        [],
    )
    axis = Axis.covering(date(2019, 7, 30), date(2019, 8, 3))
    computed = compute_slice(rules, read(rules, axis, [1], app=7.0, vle=5.0))
    assert computed.scores[0, axis.position(axis.scored_from) :].tolist() == [
        100.0, 100.0, 167.0, 167.0, 167.0,
    ]  # fmt: skip


def test_colleges_with_the_same_coefficients_are_all_scored() -> None:
    alike = {COLLEGES[0]: (2.0,), COLLEGES[1]: (3.0,), COLLEGES[2]: (2.0,)}
    rules = Rules({AcademicYear(2018): year(2018, alike, Source("vle", "VLE", "minutes"))}, [])
    axis = Axis.covering(date(2018, 10, 1), date(2018, 10, 1))
    computed = compute_slice(rules, read(rules, axis, [1, 2, 3, 1], vle=5.0))
    assert computed.scores[:, -1].tolist() == [10.0, 15.0, 10.0, 10.0]
    assert computed.problems == {}


def test_a_college_without_coefficients_is_a_problem_of_its_students_alone() -> None:
    known = {COLLEGES[0]: (2.0,)}
    rules = Rules({AcademicYear(2018): year(2018, known, Source("vle", "VLE", "minutes"))}, [])
    axis = Axis.covering(date(2018, 10, 1), date(2018, 10, 1))
    computed = compute_slice(rules, read(rules, axis, [1, 2, 0], vle=5.0))
    assert np.isfinite(computed.scores[:, -1]).tolist() == [True, False, False]
    assert sorted(computed.problems) == [1, 2]

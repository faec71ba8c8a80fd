"""Every aggregate answer, checked from outside by ACRO's rules on the exact data that it was made of."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from app.disclosure.checks import broken
from app.disclosure.variables import CATEGORIES, Variable
from app.wire.roster import EnrolmentRow
from tests import roles
from tests.disclosure.acro import faults_of_count, faults_of_mean
from tests.systems.test_queen_mary_statistics import fill, publish, take, usual
from tests.world import World, session

pytestmark = [pytest.mark.anyio, pytest.mark.row("BY-5")]


def test_the_products_checks_are_acros() -> None:
    rng = Random(5)
    for _ in range(3_000):
        values = [rng.choice((0, 0, 1, 1, 2, 50)) * 1.0 for _ in range(rng.randrange(1, 30))]
        assert bool(broken(values)) == bool(faults_of_mean(values)), values


async def exact_active(world: World, run: UUID, monday: date) -> list[float]:
    """By student of the module run with consent: 1 for any activity in the week, else 0."""
    async with world.owner() as owner:
        rows = await owner.fetch(
            "select e.student_id, exists (select from events v where v.institution_id = e.institution_id"
            " and v.student_id = e.student_id and v.day between $3 and $3 + 6) as active"
            " from enrolments e where e.institution_id = $1 and e.module_run_id = $2"
            " and exists (select from consent_decisions c where c.institution_id = e.institution_id"
            " and c.student_id = e.student_id and c.decision = 'given')",
            world.institution.institution_id,
            run,
            monday,
        )
    return [float(each["active"]) for each in rows]


@pytest.mark.parametrize("active", [0, 2, 12, 60])
async def test_no_published_figure_of_a_cohort_breaks_a_rule(world: World, active: int) -> None:
    """Nobody, two, a few and most of a class are active, in four weeks each."""
    mondays = [date(2018, 10, 15) + timedelta(weeks=each) for each in range(4)]
    numbers = await world.crowd(days=mondays, vle=[5.0] * active + [0.0] * (80 - active))
    await world.roster(enrolments=[EnrolmentRow(each, "BIO1-18") for each in numbers])
    await world.hold_sessions(session("L1", mondays[0]))
    run = await world.module_run_id("BIO1-18")
    analyst = await world.tutor(roles.ANALYST)
    read = await analyst.read(f"/v1/cohorts/module-runs/{run}", **{"from": "2018-10-15", "to": "2018-11-11"})
    shown = 0
    for week in read["weeks"]:
        values = await exact_active(world, run, date.fromisoformat(week["week_starting"]))
        assert len(values) == 80
        assert week["people"] is None or not faults_of_count(len(values))
        for name in ("active_share", "mean_score"):
            if week[name]["value"] is not None:
                shown += 1
                assert faults_of_mean(values) == [], (name, active)
        assert week["attended_share"]["value"] is None, "nobody came"
    assert shown == (0 if active < 3 else shown)
    assert shown > 0 or active < 60


async def test_no_published_statistic_breaks_a_rule(wide: World, tmp_path: Path) -> None:
    numbers = await fill(wide, 1_500)
    await take(wide, tmp_path / "s.csv", list(usual(numbers)))
    await publish(wide)
    async with wide.owner() as owner:
        of = wide.institution.institution_id
        found = await owner.fetch(
            "select group_kind, variable, category, people, share from statistics.figures"
            " where institution_id = $1",
            of,
        )
        exact = await owner.fetch(
            "select gender, ethnicity, disability from statistics.student_statistics"
            " where institution_id = $1",
            of,
        )
        codes: dict[Any, str] = {
            (each["variable"], each["code"]): each["category"]
            for each in await owner.fetch("select * from statistics.codes")
        }
    checked = 0
    for variable in ("gender", "ethnicity", "disability"):
        counted = Counter(codes[variable, each[variable]] for each in exact)
        for category in CATEGORIES[Variable(variable)]:
            for each in found:
                if (each["variable"], each["category"]) == (variable, category) and each[
                    "people"
                ] is not None:
                    checked += 1
                    assert faults_of_count(counted[category]) == []
                    assert each["people"] % 5 == 0
                    assert each["share"] is None or 0 <= each["share"] <= 1
    assert checked >= 4
    assert {each["group_kind"] for each in found} == {"institution"}, "all other groups are the same people"


async def test_one_asker_reads_few_groups_that_hold_the_same_students(world: World) -> None:
    """Three by one, six by everybody together; what was read can be read again."""
    mine = {"from": "2018-11-05", "to": "2018-11-18"}
    numbers = await world.crowd(days=[date(2018, 11, 6)], vle=[5.0] * 30)
    runs = ["BIO1-18", "BIO2-18"]
    for at in range(3, 9):
        runs.append(f"NEW{at}-18")
        await world.add_module_run(runs[-1])
    await world.roster(enrolments=[EnrolmentRow(each, run) for each in numbers for run in runs])
    paths = [f"/v1/cohorts/module-runs/{await world.module_run_id(each)}" for each in runs]
    askers = [await world.tutor(roles.ANALYST) for _ in range(3)]
    first = [(await askers[0].get(each, **mine)).status_code for each in paths]
    assert first == [200] * 3 + [409] * 5
    refused = await askers[0].get(paths[3], **mine)
    assert refused.json()["type"] == "/problems/groups-used-up"
    second = [(await askers[1].get(each, **mine)).status_code for each in paths[3:]]
    assert second == [200] * 3 + [409] * 2
    third = [(await askers[2].get(each, **mine)).status_code for each in paths]
    assert third == [200] * 3 + [409] * 5, "what others have read is no more to tell"
    assert (await askers[0].get(paths[0], **mine)).status_code == 200, "read again"
    another = {"from": "2018-10-01", "to": "2018-11-18"}
    assert (await askers[0].get(paths[0], **another)).status_code == 200, "in other weeks"


async def test_a_week_is_the_same_in_whatever_range_it_is_asked(world: World) -> None:
    """Who joined later is not in an earlier week: ranges cut no groups."""
    numbers = await world.crowd(days=[date(2018, 10, 16)], vle=[5.0] * 60)
    await world.roster(enrolments=[EnrolmentRow(each, "BIO1-18") for each in numbers[:50]])
    await world.roster(
        enrolments=[EnrolmentRow(each, "BIO1-18", starts_on=date(2018, 11, 5)) for each in numbers[50:]]
    )
    path = f"/v1/cohorts/module-runs/{await world.module_run_id('BIO1-18')}"
    analyst = await world.tutor(roles.ANALYST)
    answers = [
        (await analyst.read(path, **{"from": "2018-10-15", "to": to}))["weeks"][0]
        for to in ("2018-10-21", "2018-11-04", "2018-11-18")
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["people"] is not None

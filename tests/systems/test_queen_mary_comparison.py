"""Queen Mary's promise QM-9: who wants to may compare with the cohort, and nobody is found out."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.db.query import query
from app.jobs.assemble_copies import assemble_copies
from tests import roles
from tests.db.test_row_level_security import asked_by
from tests.world import OPENING, Person, World, event

pytestmark = [pytest.mark.anyio, pytest.mark.row("QM-9")]

MONDAY = date(2018, 11, 12)
"""The latest complete week."""
CROWD = 70
"""With all the noise, clearly more than 30."""


async def fill(world: World, means: Sequence[float], programme: str = "BSC", **fields: Any) -> list[UUID]:
    """Students who had these scores on every day of November, straight into the tables; nobody can log in."""
    registered = {"year_of_study": 1, "starts_on": OPENING, "ends_before": None} | fields
    found = await world.sql(
        """
        with made as (
            insert into students (institution_id, student_id, number, name)
            select :institution_id, gen_random_uuid(), gen_random_uuid()::text, 'Somebody'
            from generate_series(1, cardinality(cast(:means as float8[]))) returning student_id
        ), placed as (
            select student_id, m.mean from (select student_id, row_number() over () as at from made) s
            join unnest(cast(:means as float8[])) with ordinality as m (mean, at) using (at)
        ), registered as (
            insert into registrations (institution_id, student_id, starts_on, ends_before, programme_id,
                college_id, level, study_mode, residence, year_of_study)
            select :institution_id, student_id, cast(:starts_on as date), cast(:ends_before as date),
                p.programme_id, p.org_unit_id, 'undergraduate', 'full_time', 'unknown',
                cast(:year_of_study as smallint)
            from placed, programmes p where p.institution_id = :institution_id and p.code = :programme
        ), scored as (
            insert into score_months (institution_id, student_id, month, scoring_model_id, scored_through,
                computed_at, scores)
            select :institution_id, student_id, '2018-11-01', m.scoring_model_id, '2018-11-19', now(),
                decode(repeat(encode(float8send(mean), 'hex'), 31), 'hex')
            from placed, scoring_models m where m.institution_id = :institution_id
        ) select student_id from placed order by mean
        """,
        means=list(means),
        programme=programme,
        **registered,
    )
    return [student for (student,) in found]


async def all_scored(world: World, through: date = date(2018, 11, 19)) -> None:
    """A night has stored everybody's scores."""
    await world.sql(
        "insert into score_progress (institution_id, academic_year, scoring_model_id, first_day, last_day)"
        " select institution_id, academic_year, scoring_model_id, '2018-09-24', cast(:through as date)"
        " from scoring_models where institution_id = :institution_id and status = 'published'"
        " on conflict (institution_id, academic_year) do update set last_day = excluded.last_day",
        through=through,
    )


async def switch(student: Person, *, compares: bool) -> Any:
    answer = await student.put(f"{student.path}/comparison/choice", {"compares": compares})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def comparison(student: Person) -> dict[str, Any]:
    found: dict[str, Any] = await student.read(f"{student.path}/comparison")
    return found


async def compared(world: World, **fields: Any) -> Person:
    """A student of the first year who wants to be compared."""
    student = await world.student(**{"year_of_study": 1} | fields)
    await switch(student, compares=True)
    return student


async def kept(world: World) -> list[tuple[Any, ...]]:
    return await world.sql("select * from comparison_weeks where institution_id = :institution_id")


@pytest.fixture
async def cohort(queen_mary: World) -> World:
    """A course and year with scores from 1 up, one by one."""
    queen_mary.kept["crowd"] = await fill(queen_mary, [float(at) for at in range(1, CROWD + 1)])
    await all_scored(queen_mary)
    return queen_mary


# --- a choice ---


async def test_it_is_off_until_the_student_asks_and_can_be_switched_off_again(cohort: World) -> None:
    student = await cohort.student(year_of_study=1)
    off = await comparison(student)
    assert (off["state"], off["chosen_at"], off["weeks"], off["place"]) == ("off", None, [], None)
    assert await kept(cohort) == [], "nothing is worked out while it is off"
    on = await switch(student, compares=True)
    assert (on["academic_year"], on["compares"]) == (2018, True)
    shown = await comparison(student)
    assert (shown["state"], shown["withheld"], shown["chosen_at"]) == ("shown", None, on["chosen_at"])
    await switch(student, compares=False)
    again = await comparison(student)
    assert (again["state"], again["weeks"], again["place"]) == ("off", [], None)


async def test_choosing_again_what_is_chosen_changes_nothing(queen_mary: World) -> None:
    student = await queen_mary.student()
    first = await switch(student, compares=True)
    queen_mary.moment.now += timedelta(days=1)
    assert await switch(student, compares=True) == first
    off = await switch(student, compares=False)
    assert datetime.fromisoformat(off["chosen_at"]) == queen_mary.moment.now


async def test_each_academic_year_it_is_off_anew(queen_mary: World) -> None:
    student = await compared(queen_mary)
    assert (await comparison(student))["state"] == "withheld"
    queen_mary.moment.now += timedelta(days=365)
    later = await comparison(student)
    assert (later["state"], later["academic_year"]) == ("off", 2019)


async def test_nobody_but_the_student_reads_it_or_switches_it(queen_mary: World) -> None:
    adviser, support = await queen_mary.tutor(roles.ADVISER), await queen_mary.tutor(roles.SCHOOL_SUPPORT)
    await queen_mary.grant(support, roles.SCHOOL_SUPPORT, "CLES")
    student = await compared(queen_mary, tutor=adviser)
    other, stranger = await queen_mary.student(), await queen_mary.tutor(roles.ADVISER)
    for who, status in ((adviser, 403), (support, 403), (stranger, 404), (other, 404)):
        assert (await who.get(f"{student.path}/comparison")).status_code == status, who.roles
        answer = await who.put(f"{student.path}/comparison/choice", {"compares": False})
        assert answer.status_code == status, who.roles
    assert (await comparison(student))["state"] == "withheld"


async def test_a_profile_without_it_says_so(world: World) -> None:
    student = await world.student(consent=True)
    for answer in (
        await student.get(f"{student.path}/comparison"),
        await student.put(f"{student.path}/comparison/choice", {"compares": True}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-collected")


async def test_the_choice_is_in_the_students_copy_of_the_data(queen_mary: World) -> None:
    student = await compared(queen_mary)
    made = await student.do(f"{student.path}/requests", {"kind": "access"})
    await assemble_copies(queen_mary.context)
    copy = await student.read(f"{student.path}/requests/{made['request_id']}/copy")
    rows = next(each["rows"] for each in copy["parts"] if each["name"] == "comparison_choices")
    assert [(each["academic_year"], each["compares"]) for each in rows] == [(2018, True)]


# --- what is told ---


async def test_the_students_own_weeks_come_first(queen_mary: World) -> None:
    student = await compared(queen_mary)
    await queen_mary.deliver(event(student, "qmplus", MONDAY, quantity=14))
    found = await comparison(student)
    weeks = {each["week_starting"]: each["mean_score"] for each in found["weeks"]}
    days = (await student.read(f"{student.path}/engagement", **{"from": MONDAY, "to": "2018-11-18"}))["days"]
    assert list(weeks) == [str(MONDAY + timedelta(weeks=at)) for at in range(-11, 1)], "the latest twelve"
    assert weeks[str(MONDAY)] == pytest.approx(sum(each["score"] for each in days) / 7, abs=0.005)
    assert weeks[str(MONDAY)] > weeks[str(OPENING)] == 0
    assert weeks[str(OPENING - timedelta(weeks=1))] is None, "not registered yet"


async def test_the_fifth_is_of_the_latest_complete_week_and_of_the_bars_that_all_stand_by(
    cohort: World,
) -> None:
    idle, busy = await compared(cohort), await compared(cohort)
    await cohort.deliver(event(busy, "qmplus", MONDAY, quantity=560))
    told = [(await comparison(each))["place"] for each in (idle, busy)]
    ((_, _, _, _, monday, _, bars, _),) = await kept(cohort)
    assert monday == MONDAY
    assert told[0]["week_starting"] == told[1]["week_starting"] == str(MONDAY)
    means = [(await comparison(each))["weeks"][-1]["mean_score"] for each in (idle, busy)]
    assert means == [0, 80]
    assert [each["fifth"] for each in told] == [1 + sum(mean >= bar for bar in bars) for mean in means]
    assert told[0]["fifth"] < told[1]["fifth"]
    assert "the lowest, or next to it" in told[0]["sentence"] or told[0]["fifth"] != 1
    assert told[0]["of_at_least"] == 30


async def test_no_rank_no_average_and_no_figure_of_others_can_be_told(contract: dict[str, Any]) -> None:
    """By the schema, whatever the data are."""
    names = set(_properties(contract, {"$ref": "#/components/schemas/ComparisonOut"}))
    assert names == {
        "student_id", "academic_year", "state", "chosen_at", "weeks", "place", "withheld", "about", "caveats",
        "week_starting", "mean_score", "fifth", "sentence", "of_at_least",
    }  # fmt: skip


def _properties(contract: dict[str, Any], schema: Any) -> Iterator[str]:
    for each in schema.get("anyOf", [schema]):
        if "$ref" in each:
            name = each["$ref"].removeprefix("#/components/schemas/")
            for key, value in contract["components"]["schemas"][name].get("properties", {}).items():
                yield key
                yield from _properties(contract, value)
        elif "items" in each:
            yield from _properties(contract, each["items"])


async def test_of_fewer_than_thirty_nothing_is_told_but_that(queen_mary: World) -> None:
    await fill(queen_mary, [1.0] * 29)
    await all_scored(queen_mary)
    found = await comparison(await compared(queen_mary, year_of_study=2))
    assert (found["state"], found["place"]) == ("withheld", None)
    assert "there must be 30" in found["withheld"]
    assert found["weeks"], "the student's own weeks are"
    assert await kept(queen_mary) == []


@pytest.mark.parametrize("why", ["programme", "year", "joined", "left", "purpose", "everything", "unscored"])
async def test_only_those_count_who_are_of_the_course_and_year_and_may_be_used(
    queen_mary: World, why: str
) -> None:
    """29 count; had others counted as well, there would be a comparison."""
    await queen_mary.add_college("ARTS", "Arts", "BA")
    fields: dict[str, dict[str, Any]] = {
        "programme": {"programme": "BA"},
        "year": {"year_of_study": 2},
        "joined": {"starts_on": MONDAY + timedelta(days=1)},
        "left": {"ends_before": MONDAY + timedelta(days=6)},
    }
    await fill(queen_mary, [1.0] * 29)
    others = await fill(queen_mary, [1.0] * 40, **fields.get(why, {}))
    await all_scored(queen_mary)
    if why in ("purpose", "everything"):
        await _restrict(queen_mary, others, "comparison" if why == "purpose" else "")
    if why == "unscored":
        await _replace_scores(queen_mary, others, float("nan"))
    student = await compared(queen_mary)
    assert (await comparison(student))["state"] == "withheld"
    await fill(queen_mary, [1.0] * 40)
    assert (await comparison(student))["state"] == "shown", "otherwise the test tells nothing"


async def _restrict(world: World, students: Sequence[UUID], purpose: str) -> None:
    """As if an officer had upheld what each of them asked."""
    officer = await world.tutor(roles.DATA_PROTECTION)
    async with world.owner() as owner:
        await owner.execute(
            "insert into restrictions (institution_id, student_id, restriction_id, purpose, request_id,"
            " restricted_at, restricted_by) select $1, unnest($2::uuid[]), gen_random_uuid(), $3,"
            " gen_random_uuid(), now(), $4",
            world.institution.institution_id,
            list(students),
            purpose,
            officer.id,
        )


async def _replace_scores(world: World, students: Sequence[UUID], value: float) -> None:
    """As a run does after late data."""
    await world.sql(
        "update score_months set scores = decode(repeat(encode(float8send(:value), 'hex'), 31), 'hex')"
        " where institution_id = :institution_id and student_id = any(cast(:students as uuid[]))",
        students=list(students),
        value=value,
    )


@pytest.mark.parametrize("purpose", ["comparison", ""])
async def test_who_objected_or_is_restricted_is_not_compared(cohort: World, purpose: str) -> None:
    student = await compared(cohort)
    await _restrict(cohort, [student.id], purpose)
    found = await comparison(student)
    assert (found["state"], found["place"]) == ("withheld", None)


async def test_without_consent_where_it_is_asked_for_nobody_is_compared(wide: World) -> None:
    student = await wide.student(year_of_study=1)
    await switch(student, compares=True)
    found = await comparison(student)
    assert (found["state"], found["weeks"]) == ("withheld", [])
    assert "not consented" in found["withheld"]
    await student.decide("given")
    others = await fill(wide, [1.0] * CROWD)
    await all_scored(wide)
    assert "Too few" in (await comparison(student))["withheld"], "nobody else has consented"
    await wide.sql(
        "insert into consent_decisions (institution_id, student_id, sequence, decision_id, purpose, decision,"
        " academic_year, notice_version, decided_at, decided_by, channel) select :institution_id, s, 1,"
        " gen_random_uuid(), 'learning_analytics', 'given', 2018, '2018-09', '2018-10-01', 'student', 'web'"
        " from unnest(cast(:others as uuid[])) as u (s)",
        others=others,
    )
    assert (await comparison(student))["state"] == "shown"


async def test_who_is_on_no_known_year_is_told_so(cohort: World) -> None:
    student = await compared(cohort, year_of_study=None)
    assert "year of study is not on record" in (await comparison(student))["withheld"]


# --- nobody is found out ---


async def test_whatever_happens_to_others_later_changes_nothing_that_is_told_of_a_week(cohort: World) -> None:
    """Joining, leaving, objecting, a corrected score, and all of them at once."""
    readers = [await compared(cohort) for _ in range(2)]
    before = [await comparison(each) for each in readers]
    stored = await kept(cohort)
    crowd = cohort.kept["crowd"]
    await fill(cohort, [1.0] * 20)
    await cohort.sql(
        "update registrations set ends_before = '2018-10-20'"
        " where institution_id = :institution_id and student_id = any(cast(:students as uuid[]))",
        students=crowd[:10],
    )
    await _restrict(cohort, crowd[20:30], "")
    await _replace_scores(cohort, crowd[40:], 0.0)
    assert [await comparison(each) for each in readers] == before
    assert await kept(cohort) == stored
    late = await compared(cohort)
    assert (await comparison(late))["place"] == before[0]["place"], "whoever asks later stands by the same"


async def test_a_week_is_not_compared_before_everybodys_scores_are_there(cohort: World) -> None:
    await all_scored(cohort, date(2018, 11, 17))
    student = await compared(cohort)
    assert "not all worked out yet" in (await comparison(student))["withheld"]
    await all_scored(cohort, date(2018, 11, 18))
    assert (await comparison(student))["state"] == "shown"


async def test_a_week_that_scores_of_another_model_were_compared_of_is_not_compared_again(
    cohort: World,
) -> None:
    student = await compared(cohort)
    first = await comparison(student)
    await cohort.publish({"CLES": dict.fromkeys(cohort.coefficients, 2.0)})
    await all_scored(cohort)
    found = await comparison(student)
    assert first["state"] == "shown"
    assert (found["state"], len(await kept(cohort))) == ("withheld", 1)


async def test_several_who_ask_first_at_once_stand_by_the_same_bars(cohort: World) -> None:
    students = [await compared(cohort) for _ in range(4)]
    told = await asyncio.gather(*(comparison(each) for each in students))
    assert len({each["place"]["fifth"] for each in told}) == 1
    assert len(await kept(cohort)) == 1


async def test_no_filter_in_a_statement_keeps_bars_and_choices_from_others(cohort: World) -> None:
    """Staff see neither; students their own choice, and bars of their own course and year."""
    student, other = await compared(cohort), await compared(cohort, year_of_study=2)
    await comparison(student)
    adviser = await cohort.tutor(roles.ADVISER)
    await cohort.begin_tutorship(student, adviser, OPENING)
    sees: tuple[tuple[Person, int, set[UUID]], ...] = (
        (student, 1, {student.id}), (adviser, 0, set()), (other, 0, {other.id}),
    )  # fmt: skip
    for person, bars, choices in sees:
        async with asked_by(cohort, person) as transaction:
            assert len(await transaction.fetch(query("select * from comparison_weeks"))) == bars
            found = await transaction.fetch(query("select student_id from comparison_choices"))
            assert {each for (each,) in found} == choices

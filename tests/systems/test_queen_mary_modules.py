"""A lecturer sees which resources the class opens and which it does not, and no student in it."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.wire.roster import AssessmentRow, EnrolmentRow, TeachingRow
from tests import roles
from tests.systems.test_city_erasure import asked, uphold
from tests.world import OPENING, Person, World, event

pytestmark = [pytest.mark.anyio, pytest.mark.row("QM-6"), pytest.mark.row("EX-10")]

RUN = "BIO1-18"
CLASS = 80
IN_WEEK = date(2018, 10, 3)
"""The Wednesday of the second week."""
MONDAY = str(date(2018, 10, 1))
FAR = 0.35
"""The noise of a class of 80 is hardly ever larger: 28 people."""
RESOURCES = {"slides": "Slides of week 2", "reading": "Reading of week 2", "glossary": "Glossary"}


def resource(code: str, **fields: Any) -> dict[str, Any]:
    return {"module_run": RUN, "resource": code, "title": RESOURCES.get(code, code)} | fields


async def list_resources(world: World, *resources: dict[str, Any]) -> list[str]:
    answer = await (await world.service()).do("/v1/module-resources", {"resources": list(resources)})
    return [each["outcome"] for each in answer["items"]]


async def enrolled(world: World, count: int, run: str = RUN) -> list[str]:
    numbers = await world.crowd(days=[], app=[0.0] * count)
    await world.roster(enrolments=[EnrolmentRow(each, run) for each in numbers])
    return numbers


async def open_(
    world: World, numbers: Sequence[str], code: str, day: date = IN_WEEK, *, outcome: str = "recorded"
) -> None:
    sent = [event(each, "vle", day, module_run=RUN, object=code) for each in numbers]
    assert set(await world.deliver(*sent)) == {outcome}


async def lecturer_of(world: World, run: str = RUN) -> Person:
    lecturer = await world.tutor(roles.LECTURER)
    await world.roster(teaching=[TeachingRow(lecturer.number, run)])
    return lecturer


async def path_of(world: World, run: str = RUN) -> str:
    return f"/v1/module-runs/{await world.module_run_id(run)}/insight"


async def insight(world: World, asker: Person) -> dict[str, Any]:
    found: dict[str, Any] = await asker.read(await path_of(world))
    return found


def of_resource(found: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in found["resources"] if each["resource"] == code)


def shares(found: dict[str, Any], code: str) -> dict[str, float | None]:
    return {
        each["week_starting"]: each["opened_share"]["value"] for each in of_resource(found, code)["weeks"]
    }


@pytest.fixture
async def taught(wide: World) -> World:
    """A class of 80: 64 opened the slides, half of it the reading, nobody the glossary."""
    wide.kept["class"] = numbers = await enrolled(wide, CLASS)
    await list_resources(wide, *map(resource, RESOURCES))
    await open_(wide, numbers[:64], "slides")
    await open_(wide, numbers[:40], "reading")
    return wide


async def test_a_lecturer_sees_what_the_class_opens_week_by_week(taught: World) -> None:
    found = await insight(taught, await lecturer_of(taught))
    assert found["last_day"] == str(date(2018, 11, 18))
    slides = shares(found, "slides")
    assert list(slides) == [str(OPENING + timedelta(weeks=at)) for at in range(8)]
    assert slides[MONDAY] == pytest.approx(64 / CLASS, abs=FAR)
    assert shares(found, "reading")[MONDAY] == pytest.approx(40 / CLASS, abs=FAR)


async def test_what_nobody_opened_is_listed_by_name(taught: World) -> None:
    found = await insight(taught, await lecturer_of(taught))
    assert found["not_opened"] == [{"resource": "glossary", "title": "Glossary"}]


async def test_what_is_taken_away_is_told_of_no_more(taught: World) -> None:
    assert await list_resources(taught, resource("glossary", offered=False)) == ["replaced"]
    found = await insight(taught, await lecturer_of(taught))
    assert found["not_opened"] == []
    assert {each["resource"] for each in found["resources"]} == {"slides", "reading"}


@pytest.mark.row("BY-5")
async def test_shares_are_rounded_to_five_per_cent(taught: World) -> None:
    found = await insight(taught, await lecturer_of(taught))
    values = [each["value"] for each in figures(found) if each["value"] is not None]
    assert values
    assert all(round(each * 100) % 5 == 0 for each in values)


@pytest.mark.row("BY-5")
@pytest.mark.parametrize(("count", "told"), [(22, False), (23, True)])
async def test_a_class_is_told_of_from_23_on(wide: World, count: int, *, told: bool) -> None:
    numbers = await enrolled(wide, count)
    await list_resources(wide, *map(resource, RESOURCES))
    await open_(wide, numbers, "slides")
    found = await insight(wide, await lecturer_of(wide))
    assert (found["not_opened"] is not None) is told
    reasons = {each["reason"] for each in figures(found)}
    assert ("fewer than 22.5 people" in reasons) is not told
    assert reasons <= {None, "fewer than 22.5 people", "too few people add to it"}


async def test_no_answer_can_name_a_student(contract: dict[str, Any]) -> None:
    """By the schema, whatever the data are: no id, number or name of one, and no count of people."""
    operation = contract["paths"]["/v1/module-runs/{module_run_id}/insight"]["get"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    names = set(_properties(contract, answer))
    assert "opened_share" in names
    assert not {each for each in names if "student" in each or "person" in each or "people" in each}
    assert not names & {"number", "identifier", "count", "class_size", "name", "system"}


def _properties(contract: dict[str, Any], schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _properties(contract, each)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            name = schema["$ref"].removeprefix("#/components/schemas/")
            yield from _properties(contract, contract["components"]["schemas"][name])
        yield from schema.get("properties", {})
        for key, each in schema.items():
            if key not in {"$ref", "example", "examples"}:
                yield from _properties(contract, each)


async def test_no_student_of_the_class_stands_in_the_answer(taught: World) -> None:
    text = json.dumps(await insight(taught, await lecturer_of(taught)))
    students = await taught.sql(
        "select student_id::text, number, name from students where institution_id = :institution_id"
    )
    assert len(students) == CLASS
    assert not [each for row in students for each in row if each in text]


async def test_there_is_nothing_to_filter_by(contract: dict[str, Any]) -> None:
    """No two filters differ by fewer than ten students, because there are no filters."""
    operation = contract["paths"]["/v1/module-runs/{module_run_id}/insight"]["get"]
    shared = contract["components"]["parameters"]
    named = [
        shared[each["$ref"].split("/")[-1]] if "$ref" in each else each for each in operation["parameters"]
    ]
    assert [each["name"] for each in named if each["in"] != "header"] == ["module_run_id"]


async def test_what_was_told_of_a_past_week_stays_whoever_leaves(taught: World) -> None:
    """Else two answers about the same week would differ by one student, with other noise each time."""
    lecturer = await lecturer_of(taught)
    before = await insight(taught, lecturer)
    gone = [f"'{each}'" for each in taught.kept["class"][:60]]
    await taught.sql(
        "delete from enrolments where student_id in (select student_id from students where institution_id ="
        f" :institution_id and number in ({', '.join(gone)}))"
    )
    await open_(taught, taught.kept["class"][60:], "glossary")
    after = await insight(taught, lecturer)
    settled = str(taught.today - timedelta(days=35))
    for code in ("slides", "reading"):
        told, again = shares(before, code), shares(after, code)
        assert told[MONDAY] is not None
        assert {each: told[each] for each in told if each <= settled and told[each] is not None} == {
            each: again[each] for each in again if each <= settled and told[each] is not None
        }
    assert all(each["opened_share"]["value"] is None for each in after["resources"]), "a class of 20 so far"


async def test_late_events_of_the_last_four_weeks_still_count(taught: World) -> None:
    lecturer, late = await lecturer_of(taught), date(2018, 11, 7)
    monday = str(date(2018, 11, 5))
    assert shares(await insight(taught, lecturer), "slides")[monday] is None
    await open_(taught, taught.kept["class"], "slides", late)
    assert shares(await insight(taught, lecturer), "slides")[monday] == pytest.approx(1, abs=FAR)


async def test_weeks_do_not_add_up_to_the_total(taught: World) -> None:
    """Who opened it in two weeks is one of the total."""
    for week in range(1, 4):
        await open_(taught, taught.kept["class"][:64], "slides", IN_WEEK + timedelta(weeks=week))
    found = await insight(taught, await lecturer_of(taught))
    weekly = sum(each or 0 for each in shares(found, "slides").values())
    total = of_resource(found, "slides")["opened_share"]["value"]
    assert total == pytest.approx(64 / CLASS, abs=FAR)
    assert weekly > 1.5 * total


async def test_the_same_question_has_the_same_answer_for_everybody(taught: World) -> None:
    analyst = await taught.tutor(roles.ANALYST)
    first = await insight(taught, await lecturer_of(taught))
    assert await insight(taught, await lecturer_of(taught)) == first == await insight(taught, analyst)


async def test_a_week_that_is_not_over_is_not_told(taught: World) -> None:
    lecturer = await lecturer_of(taught)
    before = await insight(taught, lecturer)
    await open_(taught, taught.kept["class"], "glossary", taught.yesterday)
    assert await insight(taught, lecturer) == before


async def test_a_week_that_a_source_still_owes_is_not_told(taught: World) -> None:
    await taught.complete_all(datetime(2018, 11, 14, tzinfo=UTC))
    found = await insight(taught, await lecturer_of(taught))
    assert found["last_day"] == str(date(2018, 11, 11))


async def test_only_who_is_enrolled_counts(taught: World) -> None:
    """Staff and test accounts are enrolled on nothing; nor is whoever looks in from another module."""
    outsiders = await taught.crowd(days=[], app=[0.0] * 30)
    lecturer = await lecturer_of(taught)
    before = await insight(taught, lecturer)
    await open_(taught, outsiders, "glossary", outcome="waiting")
    await open_(taught, [lecturer.number, "test-account"], "glossary", outcome="waiting")
    assert await insight(taught, lecturer) == before


async def test_whose_consent_is_withdrawn_is_in_neither_part_of_the_share(taught: World) -> None:
    """The answer is the one of a class without them."""
    lecturer = await lecturer_of(taught)
    for student in [await taught.student(consent=True) for _ in range(3)]:
        await open_(taught, [student.number], "glossary")
        assert (await student.decide("withdrawn")).status_code == 201
    undecided = await taught.student()
    await open_(taught, [undecided.number], "glossary")
    found = await insight(taught, lecturer)
    assert [each["resource"] for each in found["not_opened"]] == ["glossary"]
    await taught.sql("delete from enrolments where student_id = :student", student=undecided.id)
    assert await insight(taught, lecturer) == found


async def test_whose_data_are_restricted_is_in_neither_part_of_the_share(taught: World) -> None:
    lecturer = await lecturer_of(taught)
    before = await insight(taught, lecturer)
    student = await taught.student(consent=True)
    await open_(taught, [student.number], "glossary")
    desk = await taught.tutor(roles.INFORMATION_DESK)
    await uphold(desk, await asked(student, "restriction"))
    assert await insight(taught, lecturer) == before


async def test_submissions_in_time_are_told_by_assessment(taught: World) -> None:
    due = date(2018, 11, 1)
    rows = [AssessmentRow(code, RUN, "coursework", due, 20.0) for code in ("ESSAY", "QUIZ")]
    later = AssessmentRow("LATER", RUN, "coursework", date(2018, 12, 1), 20.0)
    await taught.roster(assessments=[*rows, later])
    in_time = [handed_in(each, "ESSAY", due) for each in taught.kept["class"]]
    late = [handed_in(each, "QUIZ", due + timedelta(days=1)) for each in taught.kept["class"]]
    await taught.mark(*in_time, *late)
    found = (await insight(taught, await lecturer_of(taught)))["assessments"]
    told = {each["assessment"]: each["in_time_share"]["value"] for each in found}
    assert told.keys() == {"ESSAY", "QUIZ"}
    assert told["ESSAY"] >= 1 - FAR
    assert (told["QUIZ"] or 0) <= FAR


def handed_in(number: str, code: str, day: date) -> dict[str, Any]:
    named = {"assessment": code, "system": "campus", "identifier": number}
    return named | {"submitted_on": str(day), "mark": 60}


async def test_only_who_teaches_the_module_run_today_reads_it(taught: World) -> None:
    other, former = await lecturer_of(taught, "BIO2-18"), await taught.tutor(roles.LECTURER)
    await taught.roster(teaching=[TeachingRow(former.number, RUN, taught.today)])
    path = await path_of(taught)
    for asker in (other, former, await taught.tutor(), await taught.tutor(roles.ADMIN)):
        assert (await asker.get(path)).status_code == 403
    tutor_who_teaches = await taught.tutor()
    await taught.roster(teaching=[TeachingRow(tutor_who_teaches.number, RUN)])
    assert (await tutor_who_teaches.get(path)).status_code == 403


async def test_a_reading_has_a_purpose_that_the_profile_names_and_is_on_record(taught: World) -> None:
    lecturer, path = await lecturer_of(taught), await path_of(taught)
    token = {"Authorization": lecturer.headers["Authorization"]}
    answers = {
        purpose: await taught.client.get(
            path, headers=token | ({"Attune-Purpose": purpose} if purpose else {})
        )
        for purpose in ("", "tutoring", "equality", "wellbeing", "curiosity")
    }
    codes = {purpose: each.status_code for purpose, each in answers.items()}
    assert codes == {"": 400, "tutoring": 200, "equality": 200, "wellbeing": 403, "curiosity": 422}
    assert answers[""].json()["purposes"] == ["equality", "tutoring"]
    entries = (await (await taught.tutor(roles.ADMIN)).read("/v1/admin/audit-entries", limit=200))["items"]
    read = [each for each in entries if each["action"] == "module insight read"]
    assert {each["subject"] for each in read} == {f"module_run/{await taught.module_run_id(RUN)}"}
    assert {each["role"] for each in read} == {"lecturer"}
    assert sorted(each["after"]["purpose"] for each in read) == ["equality", "tutoring"]
    assert {each["after"]["last_day"] for each in read} == {"2018-11-18"}


async def test_one_person_reads_three_classes_of_the_same_students_and_each_lecturer_their_own(
    wide: World,
) -> None:
    """Of a lecturer, of an analyst; and what lecturers read of their own uses up nobody else's."""
    runs = [RUN, "BIO2-18", *(f"NEW{at}-18" for at in range(3, 9))]
    for each in runs[2:]:
        await wide.add_module_run(each)
    numbers = await enrolled(wide, 25)
    await wide.roster(enrolments=[EnrolmentRow(each, run) for each in numbers for run in runs[1:]])
    paths = [await path_of(wide, each) for each in runs]
    for path, run in zip(paths, runs, strict=True):
        assert (await (await lecturer_of(wide, run)).get(path)).status_code == 200
    of_many = await wide.tutor(roles.LECTURER)
    await wide.roster(teaching=[TeachingRow(of_many.number, run) for run in runs])
    analysts = [await wide.tutor(roles.ANALYST) for _ in range(3)]
    read = [[(await asker.get(path)).status_code for path in paths] for asker in (of_many, *analysts)]
    assert read[0] == [200] * 3 + [409] * 5
    assert read[1] == [200] * 3 + [409] * 5
    assert read[2] == [200] * 3 + [409] * 5, "what others have read is no more to tell"
    assert [(await analysts[2].get(path)).status_code for path in paths[3:]] == [409] * 5
    refused = await analysts[0].get(paths[3])
    assert refused.json()["type"] == "/problems/groups-used-up"
    cohort = f"/v1/cohorts/module-runs/{await wide.module_run_id(runs[7])}"
    assert (await analysts[1].get(cohort)).status_code == 409, "figures of other kinds count, too"


async def test_a_profile_without_it_says_so(world: World) -> None:
    answer = await (await world.tutor(roles.ANALYST)).get(await path_of(world))
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-collected")


async def test_a_resource_of_an_unknown_module_run_is_answered_for(wide: World) -> None:
    assert await list_resources(wide, resource("slides", module_run="NONE"), resource("slides")) == [
        "unknown",
        "recorded",
    ]


def figures(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Every figure of the answer."""
    of_resources = [each["opened_share"] for one in found["resources"] for each in (one, *one["weeks"])]
    return of_resources + [each["in_time_share"] for each in found["assessments"]]

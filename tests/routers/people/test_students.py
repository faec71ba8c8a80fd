"""Students: a caseload without gaps, and nobody else's."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from app.wire.roster import StudentRow
from tests.world import OPENING, World, event, register, session

pytestmark = pytest.mark.anyio


async def test_a_caseload_lists_every_tutee_zeros_included(world: World) -> None:
    tutor = await world.tutor()
    active = await world.student(tutor=tutor, consent=True)
    idle = await world.student(tutor=tutor, consent=True)
    asked = await world.student(tutor=tutor)
    research = await world.student(tutor=tutor, level="postgraduate_research")
    to_come = await world.student(tutor=tutor, consent=True, since=world.today)
    await world.student()  # somebody else's
    await world.deliver(event(active, "app", world.yesterday, quantity=70))
    items = (await tutor.read("/v1/students"))["items"]
    shown = {item["number"]: (item["engagement"]["state"], item["engagement"]["score"]) for item in items}
    assert shown == {
        active.number: ("shown", 0.68),
        idle.number: ("shown", 0.0),
        asked.number: ("withheld", None),
        research.number: ("out_of_scope", None),
        to_come.number: ("shown", 0.0),
    }


async def test_a_caseload_says_what_changed_who_came_and_when_to_meet(world: World) -> None:
    tutor = await world.tutor()
    quiet, busy = [await world.student(tutor=tutor, consent=True) for _ in range(2)]
    silent = await world.student(tutor=tutor)
    for each, days, quantity in ((quiet, 12, 70), (busy, 2, 7), (silent, 2, 7)):
        await world.deliver(event(each, "app", world.today - timedelta(days=days), quantity=quantity))
    last_week = [world.today - timedelta(days=days) for days in (8, 7, 6, 40)]
    await world.hold_sessions(*(session(f"L{at}", day) for at, day in enumerate(last_week)))
    await world.register(
        register(busy, "L0", "present"),
        register(busy, "L1", "absent"),
        register(busy, "L2", "authorised_absence"),
        register(busy, "L3", "absent"),  # long ago
    )
    begins = world.moment.now + timedelta(days=3)
    times = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=1)).isoformat()}
    arranged = await tutor.do(f"{busy.path}/meetings", times)
    items = (await tutor.read("/v1/students", include=["attendance", "next_meeting"]))["items"]
    shown = [(item["engagement"]["change_in_week"], item["engagement"]["last_active_on"]) for item in items]
    active = [str(world.today - timedelta(days=ago)) for ago in (12, 2)]
    assert shown == [(-0.68, active[0]), (0.07, active[1]), (None, None)]
    attended = items[1]["attendance"]
    assert {name: attended[name] for name in ("present", "absent", "authorised_absence")} == {
        "present": 1,
        "absent": 1,
        "authorised_absence": 1,
    }
    assert attended["attended_share"] == 0.5
    assert [item["attendance"]["state"] for item in items] == ["shown"] * 3
    assert items[0]["attendance"]["attended_share"] is None
    assert [item["next_meeting"]["starts_at"] for item in items] == [None, arranged["starts_at"], None]
    looks = (await busy.read(f"{busy.path}/access-records"))["items"]
    assert {"student", "engagement", "attendance", "meetings"} in [set(each["sections"]) for each in looks]


async def test_a_caseload_is_found_by_name_and_number_and_ordered(world: World) -> None:
    tutor = await world.tutor()
    ann, anna, first = [(await world.student(tutor=tutor)).number for _ in range(3)]
    theirs = (await world.student()).number
    names = {ann: "Ann Lea", anna: "ANNA LEE", first: "Aaron Oak", theirs: "Anne, somebody else's"}
    await world.roster(students=[StudentRow(number, name) for number, name in names.items()])

    async def find(text: str) -> list[str]:
        found = await tutor.do("/v1/student-searches", {"text": text})
        return [item["number"] for item in found["items"]]

    assert await find("ann") == [ann, anna]
    assert await find(f" {first.lower()} ") == [first]
    assert await find("nobody") == []
    ordered: list[str] = []
    path = "/v1/students?order=name&limit=1"
    while path:
        answer = await tutor.get(path)
        ordered += [item["number"] for item in answer.json()["items"]]
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert ordered == [first, ann, anna]
    refused = await tutor.post("/v1/student-searches", {"text": " "})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/body/text")


async def test_a_student_sees_themselves(world: World) -> None:
    student = await world.student()
    await world.student()
    items = (await student.read("/v1/students"))["items"]
    assert [item["student_id"] for item in items] == [str(student.id)]


async def test_a_caseload_pages_to_the_end_without_gaps_or_repeats(world: World) -> None:
    tutor = await world.tutor()
    numbers = [(await world.student(tutor=tutor)).number for _ in range(5)]
    seen: list[str] = []
    path: str | None = "/v1/students?limit=2"
    while path:
        answer = await tutor.get(path)
        body = answer.json()
        seen += [item["number"] for item in body["items"]]
        link = answer.headers.get("Link")
        assert (link is None) == (body["next_cursor"] is None)
        path = link.partition(">")[0].removeprefix("<") if link else None
    assert seen == numbers


@pytest.mark.parametrize("cursor", ["x", "%%%", "AA==", "", "ÿ"])
async def test_an_invented_cursor_is_refused(world: World, cursor: str) -> None:
    answer = await (await world.tutor()).get("/v1/students", cursor=cursor)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/query/cursor"


async def test_one_student_with_tutors_and_modules(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    for person in (student, tutor):
        read = await person.read(student.path)
        assert read["personal_tutors"] == [
            {
                "staff_id": str(tutor.id),
                "name": f"Tutor {tutor.number}",
                "email": None,
                "since": str(OPENING),
            }
        ]
        assert [run["code"] for run in read["module_runs"]] == ["BIO1-18", "BIO2-18"]
        assert (read["programme"]["title"], read["college"]["name"]) == ("Biology", "Life")
        assert read["registered_on"] == str(OPENING)


async def test_others_students_look_like_students_who_do_not_exist(world: World) -> None:
    student = await world.student(tutor=await world.tutor(), consent=True)
    strangers = [await world.student(), await world.tutor()]
    for stranger in strangers:
        for path in ("", "/consents", "/engagement", f"/engagement/{world.yesterday}/explanation"):
            theirs = await stranger.get(f"{student.path}{path}")
            nobodys = await stranger.get(f"/v1/students/{uuid4()}{path}")
            assert theirs.status_code == nobodys.status_code == 404
            assert theirs.json() | {"instance": ""} == nobodys.json() | {"instance": ""}


async def test_a_tutorship_that_ends_counts_on_the_next_request(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    headers = tutor.headers
    assert (await world.client.get(student.path, headers=headers)).status_code == 200
    await world.end_tutorship(student, tutor, world.today)
    assert (await world.client.get(student.path, headers=headers)).status_code == 404
    assert (await tutor.read("/v1/students"))["items"] == []


async def test_a_tutorship_that_has_not_begun_opens_nothing(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student()
    await world.begin_tutorship(student, tutor, world.today + timedelta(days=1))
    assert (await tutor.get(student.path)).status_code == 404
    await world.begin_tutorship(student, tutor, world.today)
    assert (await tutor.get(student.path)).status_code == 200


async def test_moving_college_changes_the_coefficients_from_that_day_on(world: World) -> None:
    await world.add_college("HUM", "History", "HIS")
    await world.publish(
        {"CLES": {"app": 7, "careers": 0, "vle": 0}, "HUM": {"app": 14, "careers": 0, "vle": 0}}
    )
    student = await world.student(consent=True)
    moved = world.today - timedelta(days=10)
    await world.deliver(*[event(student, "app", moved + timedelta(days=n)) for n in range(-10, 10)])
    await world.score()
    await world.move(student, moved, programme="HIS", college="HUM")
    read = await student.read(
        f"{student.path}/engagement",
        **{"from": str(moved - timedelta(days=2)), "to": str(moved + timedelta(days=1))},
    )
    assert [day["score"] for day in read["days"]] == [7, 7, 14, 14]
    assert read["computed_for_this_answer"] == 4  # what was stored rested on the old college
    await world.score()
    again = await student.read(
        f"{student.path}/engagement",
        **{"from": str(moved - timedelta(days=2)), "to": str(moved + timedelta(days=1))},
    )
    assert again["days"] == read["days"]
    assert again["computed_for_this_answer"] == 0


async def test_a_new_scoring_model_counts_at_once_and_is_named(world: World) -> None:
    student = await world.student(consent=True)
    await world.deliver(event(student, "app", world.yesterday, quantity=7))
    await world.score()
    query = {"from": str(world.yesterday), "to": str(world.yesterday)}
    first = await student.read(f"{student.path}/engagement", **query)
    await world.publish({"CLES": {"app": 2, "careers": 0, "vle": 0}})
    second = await student.read(f"{student.path}/engagement", **query)
    assert (first["days"][0]["score"], second["days"][0]["score"]) == (0.07, 2.0)
    assert [read["scoring_models"][0]["version"] for read in (first, second)] == [1, 2]
    assert second["computed_for_this_answer"] == 1


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": "2018-11-30"}, "/query/to"),
        ({"from": "2018-11-10", "to": "2018-11-01"}, "/query/from"),
        ({"from": "2016-11-10"}, "/query/from"),
        ({"from": "1066-10-14", "to": "1066-10-15"}, "/query/from"),
        ({"from": "yesterday"}, "/query/from"),
        ({"module_run_id": "BIO1"}, "/query/module_run_id"),
    ],
)
async def test_a_range_that_makes_no_sense_is_named(
    world: World, query: dict[str, str], pointer: str
) -> None:
    if query.get("from") == "2018-11-30":
        query = query | {"to": "2018-12-01"}
    student = await world.student(consent=True)
    answer = await student.get(f"{student.path}/engagement", **query)
    assert answer.status_code == 422
    assert pointer in [each["pointer"] for each in answer.json()["errors"]]


async def test_an_unknown_module_run_is_not_found(world: World) -> None:
    student = await world.student(consent=True)
    answer = await student.get(f"{student.path}/engagement", module_run_id=str(uuid4()))
    assert answer.status_code == 404


async def test_days_before_registration_and_without_a_model_say_so(world: World) -> None:
    student = await world.student(since=date(2018, 7, 30))
    for year in (2017, 2018):
        await student.decide("given", academic_year=year)
    read = await student.read(f"{student.path}/engagement", **{"from": "2018-07-29", "to": "2018-08-01"})
    assert [day["state"] for day in read["days"]] == [
        "not_registered",
        "no_scoring_model",
        "no_scoring_model",
        "shown",
    ]
    explained = await student.get(f"{student.path}/engagement/2018-07-31/explanation")
    assert explained.json()["type"] == "/problems/scoring-model-missing"
    assert (await student.get(f"{student.path}/engagement/2018-07-29/explanation")).status_code == 404
